//! Any bytes as a table of test scores.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::test_scores(bytes));
