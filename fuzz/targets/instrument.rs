//! Any text as an instrument, and any answers to it.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fuzz::instrument(text));
