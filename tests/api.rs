//! The API, called in this process on each database.

mod people;
