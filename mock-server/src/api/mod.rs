//! The Management API: [`hooks`] and their [`logs`], in [`paging`] where a list is long.
//!
//! A handler reads and changes the store and gives back an [`Answer`]: the reply and what happened. It knows no
//! delivery: the router hands the changes on, so none can be forgotten or sent twice. The one exception is the
//! [`hook_test`], which is about nothing but sending and waits for it.

pub(crate) mod endpoint;
pub(crate) mod hook_test;
pub(crate) mod hooks;
mod http_error;
mod log_entry;
pub(crate) mod logs;
mod masking;
mod paging;
pub(crate) mod sign_in_exp;

use crate::change::Change;
use crate::reply::Reply;

/// What a handler gives back.
pub(crate) struct Answer {
    pub(crate) reply: Reply,
    /// What hooks are to be told of, in this order. Nothing so far: hooks announce no change of their own. Routes of
    /// data (users, roles, organizations) fill it.
    pub(crate) changes: Vec<Change>,
}

impl From<Reply> for Answer {
    /// An answer of a call that changed nothing hooks could want to know.
    fn from(reply: Reply) -> Self {
        Self { reply, changes: Vec::new() }
    }
}
