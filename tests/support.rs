//! What the tests share: the program, folders, people and pages.

pub(crate) mod app;
pub(crate) mod database;
pub(crate) mod example;
pub(crate) mod folder;
pub(crate) mod old;
pub(crate) mod outcomes;
pub(crate) mod page;
pub(crate) mod panels;
pub(crate) mod people;
pub(crate) mod program;
pub(crate) mod questionnaires;
pub(crate) mod searches;
pub(crate) mod signing_in;
pub(crate) mod snapshot;
pub(crate) mod thin;
