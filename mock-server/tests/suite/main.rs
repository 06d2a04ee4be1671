//! The mock through its front door: a real server, real sockets, and endpoints that really answer.

#![allow(clippy::unwrap_used, reason = "a panic is how a test says no")]

mod application_roles;
mod applications;
mod around;
mod auth;
mod certificates;
mod chaos;
mod client;
mod clock;
mod command_exec;
mod command_line;
mod command_listen;
mod command_trigger;
mod commands;
mod concurrency;
mod deliveries;
mod hook_test;
mod hooks;
mod hostile;
mod live;
mod log_windows;
mod mock;
mod openapi;
mod ordered;
mod organization_invitations;
mod organization_jit;
mod organization_members;
mod organization_template;
mod organizations;
mod receiver;
mod recorded_answers;
mod recorded_auth;
mod recorded_deliveries;
mod recorded_headers;
mod recorded_logs;
mod recorded_retries;
mod recorded_tests;
mod resources;
mod ring;
mod roles;
mod running;
mod stop;
mod triggers;
mod waiting;
