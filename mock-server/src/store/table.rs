use std::sync::Arc;

/// What a table keeps, found by its id.
pub(crate) trait Row: Clone {
    fn id(&self) -> &str;
}

/// Rows of one kind, oldest first, so that a new one is appended. One that was handed out is a snapshot.
#[derive(Debug)]
pub(crate) struct Table<R>(Vec<Arc<R>>);

impl<R> Default for Table<R> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<R: Row> Table<R> {
    pub(crate) fn insert(&mut self, row: R) -> Arc<R> {
        let row = Arc::new(row);
        self.0.push(Arc::clone(&row));
        row
    }

    pub(crate) fn get(&self, id: &str) -> Option<Arc<R>> {
        self.0.iter().find(|row| row.id() == id).cloned()
    }

    /// Puts a row in the place of the one that has its id.
    pub(crate) fn replace(&mut self, row: R) -> Arc<R> {
        let row = Arc::new(row);
        if let Some(place) = self.0.iter_mut().find(|place| place.id() == row.id()) {
            *place = Arc::clone(&row);
        }
        row
    }

    /// The same, as PostgreSQL shows it where a list has no order: what was changed comes last.
    pub(crate) fn rewrite(&mut self, row: R) -> Arc<R> {
        self.remove(row.id());
        self.insert(row)
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<Arc<R>> {
        let at = self.0.iter().position(|row| row.id() == id)?;
        Some(self.0.remove(at))
    }

    pub(crate) fn retain(&mut self, stays: impl Fn(&R) -> bool) {
        self.0.retain(|row| stays(row));
    }

    pub(crate) fn oldest_first(&self) -> impl Iterator<Item = &Arc<R>> {
        self.0.iter()
    }

    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &Arc<R>> {
        self.0.iter().rev()
    }
}
