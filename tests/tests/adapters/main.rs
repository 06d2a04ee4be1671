//! The adapters in the real frameworks, over real sockets.
//!
//! `frameworks/` serves one endpoint in every way there is, with the handler of `handler.rs`; `wire.rs` is a client
//! that writes the bytes itself; `traced.rs` collects what `tracing` is told. `site.rs` puts them together: a test
//! sends something to a `Site` and looks at the answer, at what the handler got, and at what the observers were told.
//!
//! The other files hold the tests, by what they are about. What has to be the same everywhere is a scenario, and is
//! played in each framework that `scenarios!` names.

#![allow(clippy::unwrap_used, reason = "a helper that panics fails the test that called it")]

/// Makes a test of each scenario in each framework of a group: `refusals::axum_extractor::a_changed_body_is_refused`.
macro_rules! scenarios {
    (in every framework: $scenarios:tt) => {
        scenarios!(in AxumExtractor as axum_extractor, ActixExtractor as actix_extractor, HyperHttp as hyper_http: $scenarios);
        scenarios!(in every layer: $scenarios);
    };
    // `http` is not here: its service reads the body itself.
    (in every reader: $scenarios:tt) => {
        scenarios!(in AxumExtractor as axum_extractor, ActixExtractor as actix_extractor: $scenarios);
        scenarios!(in every layer: $scenarios);
    };
    // What sees how the handler ends.
    (in every layer: $scenarios:tt) => {
        scenarios!(in AxumLayer as axum_layer, HyperLayer as hyper_layer: $scenarios);
        scenarios!(in ActixMiddleware as actix_middleware, ActixAppMiddleware as actix_app_middleware: $scenarios);
    };
    (in $($framework:ident as $module:ident),*: $scenarios:tt) => {
        $(scenarios!(@ $framework $module $scenarios);)*
    };
    (@ $framework:ident $module:ident [$($scenario:ident),* $(,)?]) => {
        mod $module {
            use crate::frameworks::Framework;
            $(
                #[tokio::test]
                async fn $scenario() {
                    super::$scenario(Framework::$framework).await;
                }
            )*
        }
    };
}

mod accepted;
mod bodies;
mod connections;
mod frameworks;
mod handler;
mod handlers;
mod in_front;
mod outcomes;
mod platform;
mod redirects;
mod refusals;
mod remembered;
mod replays;
mod respond_before;
mod site;
mod traced;
mod wire;
mod wirings;
