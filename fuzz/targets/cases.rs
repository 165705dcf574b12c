//! Any bytes as cases to learn from.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::cases(bytes));
