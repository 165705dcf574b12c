//! Any text as a framework.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Err(problems) = fit::Framework::parse(text) {
        assert!(!problems.is_empty());
    }
});
