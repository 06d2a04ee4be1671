use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::column::{Stored, Unstorable};

/// What a table keeps, found by its id.
pub(crate) trait Row: Stored + Clone {
    fn id(&self) -> &str;

    /// All texts that it can be searched for, in lower case, one after another. Only of tables that grow long.
    fn words(&self) -> String {
        String::new()
    }
}

/// Rows of one kind, oldest first, so that a new one is appended. One that was handed out is a snapshot.
#[derive(Debug, Clone)]
pub(crate) struct Table<R> {
    /// By the number of rows that had come before.
    rows: BTreeMap<u64, Kept<R>>,
    numbers: HashMap<String, u64>,
    begun: u64,
}

#[derive(Clone)]
struct Kept<R> {
    row: Arc<R>,
    /// Written when the row is: ten thousand of them are looked through in less than a millisecond.
    words: Box<str>,
}

/// Without the words, which can be about persons.
impl<R: std::fmt::Debug> std::fmt::Debug for Kept<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.row.fmt(f)
    }
}

impl<R> Default for Table<R> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), numbers: HashMap::new(), begun: 0 }
    }
}

impl<R: Row> Table<R> {
    pub(crate) fn insert(&mut self, row: R) -> Result<Arc<R>, Unstorable> {
        row.check()?;
        Ok(self.insert_unchecked(row))
    }

    /// Inserts a row that was checked before, or that is of the mock's own making.
    pub(crate) fn insert_unchecked(&mut self, row: R) -> Arc<R> {
        self.numbers.insert(row.id().to_owned(), self.begun);
        self.begun += 1;
        self.put(self.begun - 1, row)
    }

    pub(crate) fn get(&self, id: &str) -> Option<Arc<R>> {
        let kept = self.rows.get(self.numbers.get(id)?)?;
        Some(Arc::clone(&kept.row))
    }

    /// Puts a row in the place of the one that has its id.
    pub(crate) fn replace(&mut self, row: R) -> Result<Arc<R>, Unstorable> {
        row.check()?;
        Ok(match self.numbers.get(row.id()) {
            Some(number) => self.put(*number, row),
            None => Arc::new(row),
        })
    }

    /// The same, as PostgreSQL shows it where a list has no order: what was changed comes last.
    pub(crate) fn rewrite(&mut self, row: R) -> Result<Arc<R>, Unstorable> {
        row.check()?;
        self.remove(row.id());
        Ok(self.insert_unchecked(row))
    }

    /// Changes a row where it stands, in nothing that a check looks at.
    pub(crate) fn amend(&mut self, id: &str, how: impl FnOnce(&mut R)) {
        if let Some(kept) = self.numbers.get(id).and_then(|number| self.rows.get_mut(number)) {
            how(Arc::make_mut(&mut kept.row));
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<Arc<R>> {
        let kept = self.rows.remove(&self.numbers.remove(id)?)?;
        Some(kept.row)
    }

    pub(crate) fn retain(&mut self, stays: impl Fn(&R) -> bool) {
        let gone: Vec<_> =
            self.oldest_first().filter(|row| !stays(row)).map(|row| row.id().to_owned()).collect();
        for id in gone {
            self.remove(&id);
        }
    }

    pub(crate) fn oldest_first(&self) -> impl Iterator<Item = &Arc<R>> {
        self.rows.values().map(|kept| &kept.row)
    }

    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &Arc<R>> {
        self.rows.values().rev().map(|kept| &kept.row)
    }

    /// All with their [words](Row::words), the newest first.
    pub(crate) fn newest_with_words(&self) -> impl Iterator<Item = (&str, &Arc<R>)> {
        self.rows.values().rev().map(|kept| (&*kept.words, &kept.row))
    }

    fn put(&mut self, number: u64, row: R) -> Arc<R> {
        let words = row.words().into();
        let row = Arc::new(row);
        self.rows.insert(number, Kept { row: Arc::clone(&row), words });
        row
    }
}
