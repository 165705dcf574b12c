//! What fuzzing found, and inputs near to it: none may do anything but give a result.

use crate::{FRAMEWORK, read, skip};

#[test]
fn a_header_is_never_said_again_with_what_steers_a_terminal() {
    let bytes = b"id,d\x04imension,score,norm_mean,norm_sd\n";
    let told = [
        intake::read_test_scores(&FRAMEWORK, "a.csv", bytes).unwrap_err().to_string(),
        intake::read_ratings("a.csv", bytes, ["id", "dimension", "score"]).unwrap_err().to_string(),
    ];
    for text in told {
        assert!(text.contains("dimension") && !text.contains('\u{4}'), "{text:?}");
    }
}

#[test]
fn hostile_literals_are_refused_in_peace() {
    for bytes in [
        b"\xff".as_slice(),
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\"",
        b"id,\"",
        b"sep=;",
        b"sep=;\r",
        b"sep=;\nid",
        b"{",
        b"{\"\\",
        b"[1e",
        b"\xff\xfe\x00",
        b"\xef\xbb",
    ] {
        for name in ["a", "a.json", "a.jsonl", "a.csv", "a.xlsx"] {
            assert!(read(name, bytes).is_err() && skip(name, bytes).is_err(), "{name} {bytes:?}");
        }
    }
}
