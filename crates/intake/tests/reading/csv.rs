use crate::{NUMBER, problem, problems, read, skip, values};

const HEAD: &str = "id,name,headline,skill.operations,skill.change\n";

fn person(row: &str) -> String {
    format!("{HEAD}{row}\n")
}

#[test]
fn a_table_is_read() {
    let pool = read("p.csv", person("c-1,Ada,\"COO, 900 people\",82,")).unwrap();
    let ada = &pool.profiles[0];
    assert_eq!(
        (ada.id.as_str(), ada.name.as_str(), ada.headline.as_str()),
        ("c-1", "Ada", "COO, 900 people")
    );
    assert_eq!(ada.estimates.len(), 1, "an empty cell is unmeasured");
    assert_eq!(values(&pool), [Some(82.0), None]);
    assert_eq!(ada.estimates["skill.operations"].se.get(), 10.0);
    assert!(pool.skipped.is_empty());
}

#[test]
fn separators_line_ends_and_encodings_are_told_apart() {
    let text = "id,name,skill.operations,skill.change\nc-1,Zoë,82,40\n";
    let mut files: Vec<Vec<u8>> = Vec::new();
    for separator in [",", ";", "\t"] {
        for end in ["\n", "\r\n", "\r"] {
            let text = text.replace(',', separator).replace('\n', end);
            files.push(text.clone().into_bytes());
            files.push(text.trim_end().as_bytes().to_vec());
            files.push([b"\xef\xbb\xbf", text.as_bytes()].concat());
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            files.push([b"\xff\xfe", little.as_slice()].concat());
            files.push([b"\xfe\xff", big.as_slice()].concat());
            files.extend([little, big]);
        }
    }
    files.push(b"sep=;\r\nid;name;skill.operations;skill.change\r\nc-1;Zo\xc3\xab;82;40".to_vec());
    for file in files {
        for name in ["p.csv", "p.tsv", "p", "p.txt"] {
            let pool = read(name, &file).unwrap_or_else(|error| panic!("{error} in {file:?}"));
            assert_eq!(pool.profiles[0].name, "Zoë");
            assert_eq!(values(&pool), [Some(82.0), Some(40.0)]);
        }
    }
}

#[test]
fn quoted_separators_do_not_decide_and_quotes_are_read() {
    let pool = read("p.csv", "\"id\";\"name\";\"headline\"\n1;\"a,b,c,\"\"d\"\"\"; \"x\" \n").unwrap();
    assert_eq!(pool.profiles[0].name, "a,b,c,\"d\"");
    assert_eq!(pool.profiles[0].headline, "x");
    // A quotation mark within a text that does not begin with one stands for itself.
    assert_eq!(read("p.csv", "id,name\n1,5\" disk\n").unwrap().profiles[0].name, "5\" disk");
}

#[test]
fn every_bad_cell_is_told_with_its_row_and_column() {
    let found = problems(
        "p.csv",
        "id,name,skill.operatons,skill.change,style.warmth\nc-1,Ada,1,eighty,\n\nc-1,Bob,,101,-1\n,Cy,,nan,1e999\n",
    );
    assert_eq!(
        found,
        [
            "row 1, column skill.operatons (C): unknown column \"skill.operatons\"; did you mean \"skill.operations\"?"
                .to_owned(),
            format!("row 2, column skill.change (D): found \"eighty\"; {NUMBER}"),
            "row 4, column id (A): the id \"c-1\" stands at row 2, column id (A) already; give each person an id of their own".to_owned(),
            format!("row 4, column skill.change (D): found 101; {NUMBER}"),
            format!("row 4, column style.warmth (E): found -1; {NUMBER}"),
            "row 5, column id (A): the id is missing; give each person an id".to_owned(),
            format!("row 5, column skill.change (D): found \"nan\"; {NUMBER}, or nothing where nobody measured it"),
            format!("row 5, column style.warmth (E): found \"1e999\"; {NUMBER}"),
        ]
    );
}

#[test]
fn numbers_are_read_as_people_write_them_and_no_further() {
    for (cell, value) in [
        (" 82 ", 82.0),
        ("\u{a0}82.5", 82.5),
        ("+8.25e1", 82.5),
        ("100", 100.0),
        ("-0", 0.0),
        (".5", 0.5),
        ("٨٢", 82.0),
    ] {
        assert_eq!(
            values(&read("p.csv", person(&format!("1,,,{cell},"))).unwrap())[0],
            Some(value),
            "{cell}"
        );
    }
    for separator in [";", "\t"] {
        let text = "id,skill.operations\n1,82_5\n".replace(',', separator).replace('_', ",");
        assert_eq!(values(&read("p.csv", text).unwrap())[0], Some(82.5));
    }
    let cell = |cell: &str| problem("p.csv", person(&format!("1,,,{cell},")));
    let place = "row 2, column skill.operations (D)";
    assert_eq!(values(&read("p.csv", person("1,,,\"82,5\",")).unwrap())[0], Some(82.5), "a program wrote it");
    assert_eq!(cell("82 %"), format!("{place}: found \"82 %\"; {NUMBER}, without a percent sign: 82"));
    assert_eq!(cell("n/a"), format!("{place}: found \"n/a\"; {NUMBER}, or nothing where nobody measured it"));
    for bad in ["inf", "Infinity", "0x10", "1_0", "\"1,2,3\"", "--1", "e", "=80", "8 2"] {
        assert!(cell(bad).starts_with(place), "{bad}");
    }
    assert!(problem("p.csv", "id;skill.operations\n1;1.000,5\n").contains("found 1000.5"));
}

#[test]
fn standard_errors_belong_to_values() {
    let head = "id,skill.operations,skill.operations.se\n";
    let pool = read("p.csv", format!("{head}1,82,6.5\n2,82,\n3,,\n")).unwrap();
    let se = |index: usize| pool.profiles[index].estimates.get("skill.operations").map(|e| e.se.get());
    assert_eq!([se(0), se(1), se(2)], [Some(6.5), Some(10.0), None]);
    assert_eq!(
        problem("p.csv", format!("{head}1,,6\n")),
        "row 2, column skill.operations.se (C): a standard error without a value of \"skill.operations\"; give the value as well, or leave out both"
    );
    assert!(problem("p.csv", format!("{head}1,80,-1\n")).contains("(C): found -1"));
    assert_eq!(
        problem("p.csv", "id,skill.operations.se\n1,6\n"),
        "row 1, column skill.operations.se (B): a column of standard errors without the column skill.operations; add the column skill.operations, or leave this one out"
    );
    assert!(
        problem("p.csv", "id,skill.operatons.se\n1,6\n").ends_with("did you mean \"skill.operations.se\"?")
    );
}

#[test]
fn headers_are_checked() {
    assert_eq!(read("p.csv", "ID,Name, HEADLINE \n1,Ada,x\n").unwrap().profiles[0].headline, "x");
    assert_eq!(
        problem("p.csv", "id,name,ID\n1,Ada,2\n"),
        "row 1, column ID (C): the column \"ID\" stands in A already; keep one of them"
    );
    assert_eq!(
        problem("p.csv", "name,skill.operations\nAda,1\nBob,2\n"),
        "row 1: there is no column id; add one, with an id for each person"
    );
    assert!(problem("p.csv", "c-1,Ada,82\nc-2,Bob,80\n").contains("names no column that is known"));
    assert!(problem("p.csv", "id|name\n1|Ada\n").contains("separated by commas, semicolons or tabs"));
    assert!(problem("p.csv", "id,nmae\n1,Ada\n").ends_with("did you mean \"name\"?"));
    assert_eq!(
        problem("p.csv", HEAD),
        "p.csv: there are no people in this file; expected at least one person"
    );
    assert_eq!(
        problem("p.csv", format!("{HEAD}1,,,,\n{HEAD}2,,,,\n")),
        "row 3: this is the header again; take this row out"
    );
    assert!(read("p.csv", "id,name,\n1,Ada,\n").is_ok(), "a column without name and content");
    assert_eq!(
        problem("p.csv", "id,,name\n1,x,Ada\n"),
        "row 2, column B: found \"x\" in a column without a name; name the column, or leave it out"
    );
}

#[test]
fn rows_have_as_many_cells_as_the_header() {
    for (row, n) in [("1,Ada,,82", 4), ("1,Ada,,82,5,6", 6), ("1", 1)] {
        assert_eq!(
            problem("p.csv", person(row)),
            format!(
                "row 2: found {n} cells; expected 5, as in the header; a text with a separator in it goes between quotation marks"
            )
        );
    }
    let pool = read("p.csv", person("\n,,,,\n  , ,,,\n1,Ada,,82,,,\n\n")).unwrap();
    assert_eq!(
        pool.profiles.len(),
        1,
        "rows without content are passed over, and empty cells beyond the header"
    );
}

#[test]
fn rows_are_numbered_as_spreadsheets_number_them() {
    let text = "\n\nid,name,headline\n\n1,\"two\nlines\u{1b}\",\n,,\n2,Bob,\n2,Cy,\n";
    let found = problems("p.csv", text);
    assert!(
        found[0].starts_with(
            "row 5, column name (B): the name \"two lines\\u{1b}\" has the control character U+001B"
        ),
        "{}",
        found[0]
    );
    assert!(
        found[1].starts_with("row 8, column id (A): the id \"2\" stands at row 7, column id (A) already")
    );
}

#[test]
fn quotation_marks_that_do_not_match_are_told() {
    assert_eq!(
        problem("p.csv", "id,name\n1,Ada\n2,\"Bob\n3,Cy\n"),
        "row 3, column B: a quotation mark opens here and is never closed; close it, or write \"\" for a quotation mark in a text"
    );
    assert!(
        problem("p.csv", "id,name\n1,\"Ada\" Smith\n").starts_with("row 2, column B: there is text after")
    );
}

#[test]
fn ids_and_texts_are_bounded() {
    assert_eq!(
        read("p.csv", "id\n c-1 \n").unwrap().profiles[0].name,
        "c-1",
        "the id stands in for the name"
    );
    let long = "x".repeat(201);
    assert_eq!(
        problem("p.csv", format!("id\n{long}\n")),
        "row 2, column id (A): the id has 201 characters; expected 200 at the most"
    );
    assert!(read("p.csv", format!("id\n{}\n", "ö".repeat(200))).is_ok());
    assert!(
        problem("p.csv", format!("id,name\n1,{}\n", "y".repeat(1001)))
            .contains("the name has 1001 characters")
    );
    assert!(
        problem("p.csv", "id\na\u{1b}[31mb\n").contains("\"a\\u{1b}[31mb\" has the control character U+001B")
    );
    assert!(problem("p.csv", "id,name\n1,a\u{202e}b\n").contains("U+202E"));
}

#[test]
fn formula_guards_come_off() {
    let pool = read("p.csv", "id,name\n'=1+1,'Ada\n").unwrap();
    assert_eq!((pool.profiles[0].id.as_str(), pool.profiles[0].name.as_str()), ("=1+1", "'Ada"));
}

#[test]
fn bytes_that_are_no_text_are_told_with_their_line() {
    assert_eq!(
        problem(
            "p.csv",
            "id,name\n1,Adë\n2,Zo#\n".bytes().map(|b| if b == b'#' { 0xeb } else { b }).collect::<Vec<u8>>()
        ),
        "line 3: found the byte 0xeb, which is no UTF-8 after \"2,Zo\"; save the file as UTF-8 (in a spreadsheet: \"CSV UTF-8\")"
    );
    assert!(problem("p.csv", b"id,name\n1,A\0da\n").starts_with("line 2: found a zero byte"));
    assert!(problem("p.csv", b"\xff\xfei\0d\0\n\0\x00\xd8").starts_with("line 2: found 0xd800"));
    assert!(problem("p.csv", b"\xff\xfei\0d").contains("half a character"));
}

#[test]
fn skipping_says_what_it_skips_and_refuses_what_is_nobodys_own() {
    let pool = skip("p.csv", format!("{HEAD}1,,,82,\n2,,,x,y\n3,,,5,\n1,,,7,\n4,\n")).unwrap();
    let ids: Vec<&str> = pool.profiles.iter().map(|profile| profile.id.as_str()).collect();
    assert_eq!(ids, ["1", "3"]);
    let skipped: Vec<_> =
        pool.skipped.iter().map(|s| (s.place.as_str(), s.id.as_str(), s.problems.len())).collect();
    assert_eq!(skipped, [("row 3", "2", 2), ("row 5", "1", 1), ("row 6", "", 1)]);

    let error = skip("p.csv", "id,shoe\n1,\n2,\n").unwrap_err();
    assert!(error.to_string().contains("unknown column"), "{error}");
    let error = skip("p.csv", format!("{HEAD}1,,,x,\n2,,,y,\n")).unwrap_err();
    assert_eq!(error.problems.len(), 2, "where nobody is left, their problems are the reason");
}

#[test]
fn an_id_of_a_skipped_person_stays_taken() {
    let pool = skip("p.csv", format!("{HEAD}1,,,x,\n1,,,80,\n2,,,80,\n")).unwrap();
    assert_eq!((pool.profiles.len(), pool.skipped.len()), (1, 2));
}

#[test]
fn tables_are_bounded() {
    let wide = format!("id{}\n", ",x".repeat(500));
    assert!(problem("p.csv", &wide).contains("more than 500 cells in this row"));
    let rows = "1\n".repeat(50_001);
    assert!(problem("p.csv", format!("id\n{rows}")).contains("more than 50000 rows in this table"));
    let cells = format!("id{}\n", ",".repeat(499)) + &format!("1{}\n", ",".repeat(499)).repeat(2000);
    assert!(problem("p.csv", &cells).contains("more than 1000000 cells in this table"));
    let error = read("p.csv", vec![b'x'; intake::MAX_BYTES + 1]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "p.csv: the file has 20.1 MiB; at most 20 MiB are read: split it, or leave out what is no profile"
    );
    assert!(read("p.csv", "\n".repeat(intake::MAX_BYTES)).is_err());
}

#[test]
fn problems_are_bounded_and_counted() {
    let rows: String = (0..2000).map(|row| format!("{row},,,x,y\n")).collect();
    let error = read("p.csv", format!("{HEAD}{rows}")).unwrap_err();
    assert_eq!((error.problems.len(), error.n_more, error.n_problems()), (1000, 3000, 4000));
    assert!(error.to_string().ends_with("\np.csv: and 3000 more problems"));
    let pool = skip("p.csv", format!("{HEAD}{rows}good,,,1,2\n")).unwrap();
    assert_eq!((pool.profiles.len(), pool.skipped.len()), (1, 2000));
    let told: usize = pool.skipped.iter().map(|skipped| skipped.problems.len()).sum();
    let more: usize = pool.skipped.iter().map(|skipped| skipped.n_more).sum();
    assert_eq!((told, more), (1000, 3000));
}

#[test]
fn any_table_can_be_read_as_one() {
    let table = intake::read_table("t.csv", b";a;b\n\na;1;1/3\nb;3,5;x\n").unwrap();
    assert_eq!(table.rows.len(), 3);
    assert_eq!((table.rows[1].number, table.rows[1].cells.len()), (3, 3));
    let cells = &table.rows[2].cells;
    assert_eq!(cells.iter().map(|cell| table.number(cell)).collect::<Vec<_>>(), [None, Some(3.5), None]);
    assert!(intake::read_table("t.json", b"[]").is_err());
    assert!(intake::read_table("t.csv", b" \n").is_err());
}

#[test]
fn rankings_of_pools_are_people() {
    let rows = "1,p-7,Ada,83.1,0.9,0,81.6\n2,p-3,Bo,80,0.5,1,79\n";
    for header in [
        "rank,id,name,score,completeness,unusable,roles\n",
        "RANK,ID,NAME,SCORE,COMPLETENESS,UNUSABLE,ROLES\n",
    ] {
        let pool = read("kept.csv", format!("{header}{rows}")).unwrap();
        let ids: Vec<&str> = pool.profiles.iter().map(|person| person.id.as_str()).collect();
        assert_eq!(ids, ["p-7", "p-3"]);
        assert!(pool.profiles.iter().all(|person| person.estimates.is_empty()));
        assert!(pool.notes.iter().any(|note| note.contains("scores are not read")), "{:?}", pool.notes);
    }
    // Values that an engine puts beside its ranking are read.
    let beside = "rank,id,name,score,completeness,skill.operations\n1,p-7,Ada,83.1,0.9,70\n";
    let pool = read("kept.csv", beside).unwrap();
    assert_eq!(pool.profiles[0].estimates["skill.operations"].mean.get(), 70.0);
}
