//! Any bytes as a file named a.csv.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::read("a.csv", bytes));
