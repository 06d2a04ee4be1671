use std::collections::HashSet;

/// Ids that belong together, each such row once and in the order in which they came.
#[derive(Debug, Clone)]
pub(crate) struct Relation<const N: usize> {
    rows: Vec<[String; N]>,
    /// The same, to be found at once.
    known: HashSet<[String; N]>,
}

impl<const N: usize> Default for Relation<N> {
    fn default() -> Self {
        Self { rows: Vec::new(), known: HashSet::new() }
    }
}

impl<const N: usize> Relation<N> {
    /// Adds a row, if it is not there yet, and says whether it was added.
    pub(crate) fn insert(&mut self, row: [&str; N]) -> bool {
        let row = row.map(str::to_owned);
        let is_new = self.known.insert(row.clone());
        if is_new {
            self.rows.push(row);
        }
        is_new
    }

    pub(crate) fn contains(&self, row: [&str; N]) -> bool {
        self.known.contains(&row.map(str::to_owned))
    }

    /// Removes a row and says whether there was one.
    pub(crate) fn remove(&mut self, row: [&str; N]) -> bool {
        self.remove_where(|known| known.iter().zip(&row).all(|(known, id)| known == id))
    }

    /// Removes what is so, and says whether there was any.
    pub(crate) fn remove_where(&mut self, is_so: impl Fn(&[String; N]) -> bool) -> bool {
        let before = self.rows.len();
        self.rows.retain(|row| !is_so(row));
        self.known.retain(|row| !is_so(row));
        self.rows.len() < before
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &[String; N]> {
        self.rows.iter()
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
    pub(crate) fn of<'a>(&'a self, owner: &'a str) -> impl Iterator<Item = &'a str> {
        self.rows.iter().filter(move |[first, _]| first == owner).map(|[_, second]| second.as_str())
    }

    /// To whom it belongs.
    pub(crate) fn owners_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a str> {
        self.rows.iter().filter(move |[_, second]| second == id).map(|[first, _]| first.as_str())
    }

    /// Removes all that belonged to an owner that is deleted.
    pub(crate) fn forget_left(&mut self, owner: &str) {
        self.remove_where(|[first, _]| first == owner);
    }

    /// The same from the other side.
    pub(crate) fn forget_right(&mut self, id: &str) {
        self.remove_where(|[_, second]| second == id);
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
        self.remove_where(|[first, second]| first == owner && !wanted.contains(second.as_str()));
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
