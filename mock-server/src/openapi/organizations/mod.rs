//! The Management API of organizations, of what belongs to them, and of their template.

mod invitations;
mod jit;
mod members;
mod organization;
mod template;

use std::iter;

use http::Method;
use serde_json::{Value, json};

use super::{Operation, list_of, schema};
use crate::schema::Events;
use crate::schema::organizations::{ids, ids_or_none};

const PAGING: &[&str] = &["Total-Number", "Link", "ETag"];

/// All operations of the family.
pub(super) fn operations(known: Events) -> Vec<Operation> {
    [
        organization::operations(known),
        members::operations(),
        jit::operations(),
        invitations::operations(),
        template::operations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Operations on rows of one kind: what Logto's router has of each.
struct Rows {
    /// The path of all, and of one.
    all: &'static str,
    one: &'static str,
    tag: &'static str,
    row: Value,
}

impl Rows {
    fn list(&self, id: &str, summary: &str) -> Operation {
        list(self.all, id, summary).tag(self.tag)
    }

    fn create(&self, id: &str, summary: &str) -> Operation {
        let operation = Operation::new(Method::POST, self.all, id, summary).tag(self.tag);
        written(operation.answers(201, "The row that was made.", &self.row))
    }

    fn read(&self, id: &str, summary: &str) -> Operation {
        let operation = Operation::new(Method::GET, self.one, id, summary).tag(self.tag).asks_for_a_token();
        operation.refuses(&[(304, "NotModified"), (404, "NotFound")])
    }

    fn change(&self, id: &str, summary: &str) -> Operation {
        let operation = Operation::new(Method::PATCH, self.one, id, summary).tag(self.tag);
        let about = "What is absent stays; what is an object is replaced as a whole.";
        written(operation.about(about).answers(200, "The row as it is now.", &self.row))
            .refuses(&[(404, "NotFound"), (500, "ServerError")])
    }

    fn delete(&self, id: &str, summary: &str) -> Operation {
        gone(Operation::new(Method::DELETE, self.one, id, summary).tag(self.tag))
    }
}

/// It gives out a part of a list that can be searched.
fn list(path: &'static str, id: &str, summary: &str) -> Operation {
    Operation::new(Method::GET, path, id, summary).asks_for_a_token().paged().refuses(&[
        (304, "NotModified"),
        (400, "BadRequest"),
        (422, "Unprocessable"),
    ])
}

/// It takes a body.
fn written(operation: Operation) -> Operation {
    operation.asks_for_a_token().refuses(&[(400, "BadRequest"), (404, "TooLarge"), (422, "Unprocessable")])
}

/// It deletes.
fn gone(operation: Operation) -> Operation {
    operation.asks_for_a_token().answers_nothing(204, "It is gone.").refuses(&[(404, "NotFound")])
}

fn page_of(operation: Operation, name: &str) -> Operation {
    operation.answers(200, "The list, or a page of it.", &list_of(name)).with_headers(200, PAGING)
}

/// Operations on what belongs to rows of one kind.
struct Relation {
    /// The path of all that belong, and of one.
    all: &'static str,
    one: &'static str,
    tag: &'static str,
    /// How a body names the list of ids.
    ids: &'static str,
}

impl Relation {
    fn list(&self, id: &str, summary: &str) -> Operation {
        list(self.all, id, summary).tag(self.tag).refuses(&[(404, "NotFound")])
    }

    /// What adds to them, sets all of them, and removes one: the id and the summary of each.
    fn changed_by(&self, [add, set, remove]: [(&str, &str); 3]) -> [Operation; 3] {
        let operation = |method, path, (id, summary)| Operation::new(method, path, id, summary).tag(self.tag);
        let add = operation(Method::POST, self.all, add).body(|body| ids(self.ids, body));
        let set = operation(Method::PUT, self.all, set).body(|body| ids_or_none(self.ids, body));
        let created = json!({ "const": "Created" });
        [
            written(add).answers_as("text/plain", 201, "They belong to it.", &created),
            written(set).answers_nothing(204, "They and no others belong to it."),
            gone(operation(Method::DELETE, self.one, remove)),
        ]
    }

    /// All four, where the list gives out rows of this name.
    fn operations(&self, row: &str, [(id, summary), add, set, remove]: [(&str, &str); 4]) -> Vec<Operation> {
        let list = page_of(self.list(id, summary), row);
        iter::once(list).chain(self.changed_by([add, set, remove])).collect()
    }
}
