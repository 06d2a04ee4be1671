//! What the targets and their seeds share: how an input is laid out, and a second reading of the signature rule.

mod input;
mod judge;

pub use input::{Delivery, read_values, standing_for, taken_from, write_values};
pub use judge::Judge;
