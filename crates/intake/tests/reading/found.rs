//! What fuzzing found, and inputs near to it: none may do anything but give a result.

use crate::{read, skip};

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
