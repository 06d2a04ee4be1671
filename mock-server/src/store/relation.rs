use std::array;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Ids that belong together, each such row once and in the order in which they came.
#[derive(Debug, Clone)]
pub(crate) struct Relation<const N: usize> {
    /// By the number of rows that had come before.
    rows: BTreeMap<u64, Arc<[String; N]>>,
    numbers: HashMap<Arc<[String; N]>, u64>,
    /// For each column, the rows in which an id stands there.
    columns: [HashMap<String, BTreeSet<u64>>; N],
    begun: u64,
}

impl<const N: usize> Default for Relation<N> {
    fn default() -> Self {
        let columns = array::from_fn(|_| HashMap::new());
        Self { rows: BTreeMap::new(), numbers: HashMap::new(), columns, begun: 0 }
    }
}

impl<const N: usize> Relation<N> {
    /// Adds a row, if it is not there yet, and says whether it was added.
    pub(crate) fn insert(&mut self, row: [&str; N]) -> bool {
        if self.contains(row) {
            return false;
        }
        let number = self.begun;
        self.begun += 1;
        for (column, id) in self.columns.iter_mut().zip(row) {
            column.entry(id.to_owned()).or_default().insert(number);
        }
        let row = Arc::new(row.map(str::to_owned));
        self.numbers.insert(Arc::clone(&row), number);
        self.rows.insert(number, row);
        true
    }

    pub(crate) fn contains(&self, row: [&str; N]) -> bool {
        self.numbers.contains_key(&row.map(str::to_owned))
    }

    /// Removes a row and says whether there was one.
    pub(crate) fn remove(&mut self, row: [&str; N]) -> bool {
        let number = self.numbers.get(&row.map(str::to_owned)).copied();
        number.is_some_and(|number| self.remove_number(number))
    }

    /// Removes those in which an id stands in a column.
    pub(crate) fn forget(&mut self, column: usize, id: &str) {
        self.forget_where(column, id, |_| true);
    }

    /// The same of those that are so.
    pub(crate) fn forget_where(&mut self, column: usize, id: &str, is_so: impl Fn(&[String; N]) -> bool) {
        let numbers = self.columns[column].get(id).into_iter().flatten();
        let numbers: Vec<_> = numbers.filter(|number| is_so(&self.rows[number])).copied().collect();
        for number in numbers {
            self.remove_number(number);
        }
    }

    /// Those in which an id stands in a column.
    pub(crate) fn having<'a>(&'a self, column: usize, id: &str) -> impl Iterator<Item = &'a [String; N]> {
        let numbers = self.columns[column].get(id).into_iter().flatten();
        numbers.map(|number| &*self.rows[number])
    }

    fn remove_number(&mut self, number: u64) -> bool {
        let Some(row) = self.rows.remove(&number) else { return false };
        self.numbers.remove(&row);
        for (column, id) in self.columns.iter_mut().zip(row.iter()) {
            if let Some(numbers) = column.get_mut(id) {
                numbers.remove(&number);
                if numbers.is_empty() {
                    column.remove(id);
                }
            }
        }
        true
    }
}

/// What a change of a list did to it.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Delta {
    pub(crate) added: Vec<String>,
    pub(crate) removed: Vec<String>,
}

impl Relation<2> {
    /// What belongs to an owner.
    pub(crate) fn of<'a>(&'a self, owner: &str) -> impl Iterator<Item = &'a str> {
        self.having(0, owner).map(|[_, second]| second.as_str())
    }

    /// To whom it belongs.
    pub(crate) fn owners_of<'a>(&'a self, id: &str) -> impl Iterator<Item = &'a str> {
        self.having(1, id).map(|[first, _]| first.as_str())
    }

    /// Removes all that belonged to an owner that is deleted.
    pub(crate) fn forget_left(&mut self, owner: &str) {
        self.forget(0, owner);
    }

    /// The same from the other side.
    pub(crate) fn forget_right(&mut self, id: &str) {
        self.forget(1, id);
    }

    /// Gives an owner these, too.
    pub(crate) fn add(&mut self, owner: &str, ids: &[String]) -> Delta {
        let added = ids.iter().filter(|id| self.insert([owner, id])).cloned().collect();
        Delta { added, removed: Vec::new() }
    }

    /// Gives an owner these and no others.
    pub(crate) fn replace(&mut self, owner: &str, ids: &[String]) -> Delta {
        let wanted: HashSet<&str> = ids.iter().map(String::as_str).collect();
        let removed = self.of(owner).filter(|id| !wanted.contains(id)).map(str::to_owned).collect();
        self.forget_where(0, owner, |[_, second]| !wanted.contains(second.as_str()));
        Delta { removed, ..self.add(owner, ids) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    #[test]
    fn a_change_tells_of_true_differences_only() {
        let mut relation = Relation::default();
        let delta = |added: &[&str], removed: &[&str]| Delta { added: ids(added), removed: ids(removed) };
        assert_eq!(relation.add("a", &ids(&["1", "2", "1"])), delta(&["1", "2"], &[]));
        assert_eq!(relation.add("a", &ids(&["2", "3"])), delta(&["3"], &[]));
        assert_eq!(relation.replace("a", &ids(&["3", "4", "4"])), delta(&["4"], &["1", "2"]));
        assert_eq!(relation.replace("a", &ids(&["4", "3"])), delta(&[], &[]));
        assert_eq!(relation.of("a").collect::<Vec<_>>(), ["3", "4"]);
        assert_eq!(relation.replace("b", &[]), delta(&[], &[]));
        assert_eq!(relation.replace("a", &[]), delta(&[], &["3", "4"]));
        assert!(!relation.contains(["a", "3"]));
    }
}
