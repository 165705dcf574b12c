//! The store: its schema, its steps from one version to the next, and each of its functions, on each database.

mod contract;
mod migrations;
mod schema;
