/// Pairs of ids of two tables, oldest first. None is there twice.
#[derive(Debug, Default)]
pub(crate) struct Relation(Vec<(String, String)>);

impl Relation {
    pub(crate) fn holds(&self, left: &str, right: &str) -> bool {
        self.0.iter().any(|pair| pair.0 == left && pair.1 == right)
    }

    /// Adds a pair, and says whether it was not there before.
    pub(crate) fn insert(&mut self, left: &str, right: &str) -> bool {
        let is_new = !self.holds(left, right);
        if is_new {
            self.0.push((left.to_owned(), right.to_owned()));
        }
        is_new
    }

    /// Removes a pair, and says whether it was there.
    pub(crate) fn remove(&mut self, left: &str, right: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|pair| pair.0 != left || pair.1 != right);
        self.0.len() < before
    }

    /// Removes all pairs of a row that is deleted.
    pub(crate) fn forget_left(&mut self, left: &str) {
        self.0.retain(|pair| pair.0 != left);
    }

    /// The same from the other side.
    pub(crate) fn forget_right(&mut self, right: &str) {
        self.0.retain(|pair| pair.1 != right);
    }

    /// What belongs to the left one.
    pub(crate) fn of_left(&self, left: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |pair| pair.0 == left).map(|pair| pair.1.as_str())
    }

    /// Whom the right one belongs to.
    pub(crate) fn of_right(&self, right: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |pair| pair.1 == right).map(|pair| pair.0.as_str())
    }
}
