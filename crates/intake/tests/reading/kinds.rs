//! Tables as people keep them: marks nobody sees, numbers of many countries, matrices half filled in, answers in words.

use crate::{NUMBER, problem, problems, read, values};
use intake::{read_cases, read_judgements, read_ratings};

fn judged(text: &str) -> Result<Vec<f64>, String> {
    let read = read_judgements("ahp.csv", text.as_bytes());
    let plain = |error: intake::ReadError| error.to_string().replace(['\u{201c}', '\u{201d}'], "\"");
    read.map(|(_, matrix)| matrix.judgements().iter().copied().collect()).map_err(plain)
}

const COLUMNS: [&str; 3] = ["target", "rater", "value"];

fn rated(text: &str) -> Result<intake::Ratings, String> {
    let plain = |error: intake::ReadError| error.to_string().replace(['\u{201c}', '\u{201d}'], "\"");
    read_ratings("r.csv", text.as_bytes(), COLUMNS).map_err(plain)
}

#[test]
fn marks_that_nobody_sees_go_from_headers_ids_and_numbers() {
    for head in [
        "\u{feff}\u{feff}id,name,skill.operations",
        "id,name,skill.operations\u{200b}",
        "id,name,\u{a0}skill.operations\u{a0}",
        "\u{200e}id\u{200f},na\u{ad}me,skill.\u{2060}operations",
    ] {
        let pool =
            read("p.csv", format!("{head}\np\u{200b}-1,\u{202a}Bram\u{a0}Okello\u{202c},8\u{feff}2\n"))
                .unwrap();
        let bram = &pool.profiles[0];
        assert_eq!(
            (bram.id.as_str(), bram.name.as_str(), values(&pool)[0]),
            ("p-1", "Bram Okello", Some(82.0))
        );
    }
    assert_eq!(
        problem("p.csv", "id,name\np-1,Bram\np-1\u{200b},Bram\n"),
        "row 3, column id (A): the id \"p-1\" stands at row 2, column id (A) already; give each person an id of their own"
    );
    assert!(
        problem("p.csv", "id,skill.operations\n1,8\u{1}2\n").contains("\"8\\u{1}2\""),
        "it is written out"
    );
    let json =
        "{\"id\": \"p\u{200b}-1\", \"name\": \"Jose\u{301}\", \"estimates\": {\"skill.change\u{feff}\": 40}}";
    let pool = read("p.json", json).unwrap();
    assert_eq!((pool.profiles[0].id.as_str(), pool.profiles[0].name.as_str()), ("p-1", "José"));
    assert_eq!(values(&pool), [None, Some(40.0)]);
}

#[test]
fn names_are_one_however_their_letters_are_composed() {
    let text = "target,rater,value\nJose\u{301} Mu\u{308}ller,r-1,80\nJosé Müller,r-2,78\nIda Lund,r-1,40\n\"Ida Lund \",r-2,44\nBram Okello,r-1,60\nBram\u{a0}Okello,r-2,62\n";
    let ratings = rated(text).unwrap();
    let targets: Vec<&str> = ratings.records.iter().map(|(target, _, _)| target.as_str()).collect();
    assert_eq!(targets, ["José Müller", "José Müller", "Ida Lund", "Ida Lund", "Bram Okello", "Bram Okello"]);
    assert_eq!(ratings.notes, [""; 0]);
    let ratings = rated(
        "target,rater,value\nJosé Müller,r-1,80\nJose Muller,r-1,8\nO\u{2019}Dowd,R-1,1\nO'Dowd,r-2,2\n",
    )
    .unwrap();
    assert_eq!(
        ratings.notes,
        [
            "targets that look alike are taken for different ones: \u{201c}José Müller\u{201d} and \u{201c}Jose Muller\u{201d}; \u{201c}O\u{2019}Dowd\u{201d} and \u{201c}O'Dowd\u{201d}",
            "raters that look alike are taken for different ones: \u{201c}r-1\u{201d} and \u{201c}R-1\u{201d}",
        ]
    );
}

#[test]
fn separators_and_titles_above_the_header_are_found() {
    for text in [
        "\"sep=;\"\nid;name;skill.operations\n1;Ada;82,5\n",
        "SEP=;\r\nid;name;skill.operations\r\n1;Ada;82,5\r\n",
        "sep=;;;\nid;name;skill.operations\n1;Ada;82,5\n",
        "Candidates, spring 2026, first list\n\nid;name;skill.operations\n1;Ada;82,5\n",
        "Candidates\tspring\nid\tname\tskill.operations\n1\tAda\t82,5\n",
        "Candidates,,\n,,\nid,name,skill.operations\n1,Ada,\"82,5\"\n",
    ] {
        let pool = read("p.csv", text).unwrap_or_else(|error| panic!("{error} in {text:?}"));
        assert_eq!((pool.profiles[0].name.as_str(), values(&pool)[0]), ("Ada", Some(82.5)), "{text}");
        let has_title = text.starts_with("Cand");
        assert_eq!(
            pool.notes.iter().any(|note| note.contains("is the header")),
            has_title,
            "{:?}",
            pool.notes
        );
    }
    assert_eq!(
        problem("p.csv", "id,name\n1,\"Ada \\\"Countess\\\" Lovelace\"\n"),
        "row 2, column B: a backslash stands before a quotation mark within a text; write \"\" instead of \\\" for a quotation mark in a text"
    );
    assert!(problem("p.csv", "id,skill.change\n1,\\N\n").ends_with("or nothing where nobody measured it"));
}

#[test]
fn windows_1252_is_read_and_said_and_damaged_utf_8_is_not() {
    let pool = read("p.csv", b"id;name\r\n1;Zo\xeb \x8aimek \x96 \x80\r\n").unwrap();
    assert_eq!(pool.profiles[0].name, "Zoë Šimek – €");
    assert_eq!(
        pool.notes,
        [
            "p.csv was read as Windows-1252, in which it has \u{201c}Zoë\u{201d}; if that is wrong, save it as UTF-8"
        ]
    );
    assert!(
        problem("p.csv", b"id,name\n1,Zo\xc3\xab\n2,Zo\xeb\n").starts_with("line 3: found the byte 0xeb")
    );
    assert!(problem("p.csv", b"id,name\n1,A\x81\n").contains("no UTF-8"), "a byte that is no letter there");
    assert!(problem("p.csv", b"id,name\n1,A\x01\xeb\n").contains("no UTF-8"), "a control character");
}

#[test]
fn json_is_read_with_marks_and_in_utf_16() {
    let text = "[{\"case\": \"a\", \"roles\": 70, \"outcome\": 62}]";
    let utf16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let plain = read_cases("c.json", text.as_bytes(), Some("case"), &["roles", "outcome"]).unwrap();
    for bytes in [
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        [b"\xff\xfe".as_slice(), &utf16(u16::to_le_bytes)].concat(),
        [b"\xfe\xff".as_slice(), &utf16(u16::to_be_bytes)].concat(),
        utf16(u16::to_le_bytes),
    ] {
        assert_eq!(read_cases("c.json", &bytes, Some("case"), &["roles", "outcome"]).unwrap(), plain);
    }
}

#[test]
fn thousands_are_read_as_the_other_numbers_are_written() {
    let german = "target;rater;value\np-1;r-1;812,5\np-1;r-2;1.234\np-2;r-1;640,0\np-2;r-2;655,5\np-3;r-1;1.020\np-3;r-2;998\n";
    let ratings = rated(german).unwrap();
    let numbers: Vec<f64> = ratings.records.iter().map(|(_, _, value)| *value).collect();
    assert_eq!(numbers, [812.5, 1234.0, 640.0, 655.5, 1020.0, 998.0]);
    assert_eq!(ratings.notes, ["\u{201c}1.234\u{201d} was read as 1234, as the other numbers are written"]);
    let english = german.replace('.', "#").replace(',', ".").replace('#', ",").replace(';', "\t");
    assert_eq!(rated(&english).unwrap().records, ratings.records);
    assert_eq!(
        rated("target,rater,value\na,r,\"1,234\"\n").unwrap_err(),
        "r.csv, row 2, column value (C): found \"1,234\"; expected a number: is it 1234 or 1.234? Write it without a separator for thousands"
    );
    // Texts beside the numbers say nothing of how numbers are written.
    let pool = read("p.csv", "id,headline,skill.operations\n1,\"812,5\",12.345\n").unwrap();
    assert_eq!(values(&pool)[0], Some(12.345));
}

#[test]
fn answers_in_words_and_wide_tables_are_told_what_is_wanted() {
    let words = "replace the words by their numbers, the same for all, such as 1 for strongly disagree up to 5 for strongly agree";
    assert_eq!(
        rated("target,rater,value\na,r,Strongly agree\nb,r,4 (agree)\nc,r,NA\nd,r,\n").unwrap_err(),
        format!(
            "r.csv, row 2, column value (C): found \"Strongly agree\"; expected a number: {words}\nr.csv, row 3, column value (C): found \"4 (agree)\"; expected a number, without words: 4\nr.csv, row 4, column value (C): found \"NA\"; expected a number, or an empty cell if there is no rating"
        )
    );
    assert_eq!(
        problem("p.csv", "id,skill.change\n1,disagree\n"),
        format!("row 2, column skill.change (B): found \"disagree\"; {NUMBER}: {words}")
    );
    assert_eq!(
        problem("p.csv", "id,skill.change\n1,80 - good\n"),
        format!("row 2, column skill.change (B): found \"80 - good\"; {NUMBER}, without words: 80")
    );
    for wide in ["target,r-1,r-2\na,4,5\nb,3,\n", "target,q1,q2\na,agree,neutral\nb,disagree,agree\n"] {
        let told = rated(wide).unwrap_err();
        assert!(told.contains("a column for each rater or item; expected a row for each rating, with the columns target, rater, value: unpivot"), "{told}");
    }
    assert!(!rated("target,by,score\na,Ben,5\n").unwrap_err().contains("for each rater or item"));
}

#[test]
fn a_rating_that_is_not_there_is_missing() {
    let ratings = rated("target,rater,value\na,r,4\na,s,\nb,r,3\n,,\nb,s,5\n").unwrap();
    assert_eq!(ratings.records.len(), 3);
    assert!(rated("target,rater,value\n,r,4\n").unwrap_err().contains("the cell is empty; expected a name"));
    assert!(rated("target,rater,value\na,r,\n").unwrap_err().contains("there are no ratings"));
}

#[test]
fn matrices_are_read_as_people_fill_them_in() {
    let whole = [1.0, 3.0, 6.0, 1.0 / 3.0, 1.0, 2.0, 1.0 / 6.0, 0.5, 1.0];
    for text in [
        ",a,b,c\na,1,3,6\nb,,1,2\nc,,,1\n",
        ",a,b,c\na,,3,6\nb,,,2\nc,,,\n",
        ",a,b,c\na,,3,6\nb,,,2\n",
        ",a,b,c\na,,,\nb,1/3,,\nc,1/6,1/2,\n",
        ",a,b,c\na,1,3,6\nb,=1/3,1,2\nc,=1/6,=1/2,1\n",
        ",a,b,c\na,1,3,6\nb,⅓,1,2\nc,⅙,½,1\n",
        ",a,b,c\na,1,3,6\nb,0.33,1,2\nc,0.17,0.5,1\n",
        ",a,b,c\na,-,3,6\nb,-,-,2\nc,–,x,-\n",
        ",a,b,c,,\na,1,3,6,,\nb,1 : 3,1,2,,\nc,1 / 6,1⁄2,1,,\n",
        ";a;b;c\na;1;3;6\nb;0,33;1;2\nc;0,17;0,5;1\n",
        "How important is each?,,,\n,a,b,c\na,1,3,6\nb,,1,2\nc,,,1\n",
        "c\u{200b}, a,b ,c\na,1,3,6\nb,,1,2\nc,,,1\n",
    ] {
        let judgements = judged(text).unwrap_or_else(|error| panic!("{error} in {text}"));
        for (found, expected) in judgements.iter().zip(whole) {
            assert!((found - expected).abs() < 1e-12, "{judgements:?} in {text}");
        }
    }
    assert_eq!(judged(",a,b\na,1,1\nb,1,1\n").unwrap(), [1.0; 4]);
}

#[test]
fn matrices_that_leave_something_open_are_refused() {
    assert_eq!(
        judged(",a,b,c\na,1,3,6\nb,,1,\nc,,,1\n").unwrap_err(),
        "ahp.csv: \"b\" is not judged against \"c\"; give each pair a number, in one of its two cells"
    );
    assert_eq!(
        judged(",a,b,c\na,1,3,\nb,,1,\n").unwrap_err(),
        "ahp.csv: \"a\" is not judged against \"c\"; give each pair a number, in one of its two cells; there is no row for \"c\"\nahp.csv: \"b\" is not judged against \"c\"; give each pair a number, in one of its two cells; there is no row for \"c\""
    );
    assert_eq!(
        judged(",a,b\na,1,3\nb,3,1\n").unwrap_err(),
        "ahp.csv: \"a\" against \"b\" is 3, and \"b\" against \"a\" is 3; expected 0.3333333333333333 there, or an empty cell"
    );
    for date in ["03-Jan", "Jan-03", "3. Jan", "2026-01-03", "1/3/2026", "01.Mrz", "1.3.", "3 janv"] {
        let told = judged(&format!(",a,b\na,1,3\nb,{date},1\n")).unwrap_err();
        assert!(told.contains("the spreadsheet made a date of a fraction"), "{date}: {told}");
    }
    for (cell, hint) in
        [("1/0", "such as 1/3"), ("-3", "such as 1/3"), ("0", "such as 1/3"), ("more", "such as 1/3")]
    {
        let told = judged(&format!(",a,b\na,1,{cell}\nb,,1\n")).unwrap_err();
        assert!(told.ends_with(hint) && !told.contains("date"), "{cell}: {told}");
    }
    assert!(judged(",a,b\na,2,3\nb,,1\n").unwrap_err().contains("compared with itself is 1"));
    let eleven: Vec<String> = (0..11).map(|index| format!("k{index}")).collect();
    assert!(judged(&format!(",{}\n", eleven.join(","))).unwrap_err().contains("names 11 things"));
}

#[test]
fn a_column_that_only_counts_rows_is_passed_over() {
    let pool = read("p.csv", ",id,skill.change\n0,a,40\n1,b,50\n2,c,60\n").unwrap();
    assert_eq!(pool.profiles.len(), 3);
    assert_eq!(problems("p.csv", ",id,skill.change\n0,a,40\n7,b,50\n").len(), 2);
}
