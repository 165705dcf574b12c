//! Any bytes as a file named a.jsonl.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::read("a.jsonl", bytes));
