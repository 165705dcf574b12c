//! A list of raters as people paste it: name, e-mail address and relation on a line each.

use super::InvitationInput;
use crate::{Error, Result};
use store::SearchId;
use store::ratings::Source;

/// At most so many in one list.
const MOST: usize = 50;

/// What a relation may be called.
const RELATIONS: [(Source, &[&str]); 4] = [
    (Source::Superior, &["superior", "boss", "manager", "board", "board member", "chair", "supervisor"]),
    (Source::Peer, &["peer", "colleague"]),
    (Source::Report, &["report", "direct report", "team", "team member", "subordinate"]),
    (Source::Assessor, &["assessor", "interviewer"]),
];

/// Reads a list: columns in any order, separated by tabs, semicolons or commas. All of it is read, or it is said of every
/// line what is wrong with it.
pub fn read_list(text: &str, search: Option<&SearchId>, days: Option<i64>) -> Result<Vec<InvitationInput>> {
    let mut people: Vec<InvitationInput> = Vec::new();
    let mut wrong = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let fields = fields(line);
        if index == 0 && is_head(&fields) {
            continue;
        }
        match person(&fields, search, days) {
            Ok(person) => people.push(person),
            Err(words) => wrong.push(format!("line {}: {words}", index + 1)),
        }
    }
    if people.len() > MOST {
        wrong.push(format!("give at most {MOST} people at once"));
    }
    if people.is_empty() && wrong.is_empty() {
        wrong.push("paste a line for each person: name, e-mail address, relation".to_owned());
    }
    match wrong.is_empty() {
        true => Ok(people),
        false => Err(Error::invalid("/list", wrong.join("; "))),
    }
}

fn fields(line: &str) -> Vec<&str> {
    let separator = ['\t', ';', ','].into_iter().find(|separator| line.contains(*separator)).unwrap_or(',');
    line.split(separator)
        .map(|field| field.trim().trim_matches('"').trim())
        .filter(|field| !field.is_empty())
        .collect()
}

fn is_head(fields: &[&str]) -> bool {
    let known =
        ["name", "e-mail", "email", "mail", "relation", "source", "role", "address", "e-mail address"];
    !fields.is_empty() && fields.iter().all(|field| known.contains(&field.to_lowercase().as_str()))
}

fn relation(field: &str) -> Option<Source> {
    let field = field.to_lowercase();
    let is_it = |word: &&str| *word == field || format!("{word}s") == field;
    RELATIONS.iter().find(|(_, words)| words.iter().any(is_it)).map(|(source, _)| *source)
}

fn person(
    fields: &[&str],
    search: Option<&SearchId>,
    days: Option<i64>,
) -> std::result::Result<InvitationInput, String> {
    let mut source = None;
    let (mut names, mut emails) = (Vec::new(), Vec::new());
    for field in fields {
        match relation(field) {
            _ if field.contains('@') => emails.push(*field),
            Some(found) if source.is_none() => source = Some(found),
            _ => names.push(*field),
        }
    }
    let source = source.ok_or("say what they are: superior, peer, direct report or assessor")?;
    let [name] = names[..] else {
        return Err(if names.is_empty() {
            "there is no name".to_owned()
        } else {
            format!("“{}” is no relation: superior, peer, direct report or assessor", names[names.len() - 1])
        });
    };
    if emails.len() > 1 {
        return Err("there are two e-mail addresses".to_owned());
    }
    Ok(InvitationInput {
        source,
        instrument: None,
        search_id: search.cloned(),
        name: name.to_owned(),
        email: emails.first().map_or(String::new(), |email| (*email).to_owned()),
        days,
    })
}

#[cfg(test)]
mod tests {
    use super::read_list;
    use store::ratings::Source;

    #[test]
    fn lists_are_read_as_people_paste_them() {
        let text = "Name\tE-mail\tRelation\r\nKim Peer\tkim@a.example\tPeer\n\nPat; Direct report\nboard member, Chris O., c@b.example\n";
        let found = read_list(text, None, Some(14)).unwrap();
        let found: Vec<_> =
            found.iter().map(|one| (one.name.as_str(), one.email.as_str(), one.source)).collect();
        let expected = [
            ("Kim Peer", "kim@a.example", Source::Peer),
            ("Pat", "", Source::Report),
            ("Chris O.", "c@b.example", Source::Superior),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn every_line_that_cannot_be_read_is_named() {
        for (text, words) in [
            ("", "paste a line for each person"),
            ("name, e-mail, relation\n", "paste a line"),
            ("Kim, kim@a.example", "line 1: say what they are"),
            ("Kim, peer\nPat, cousin, peer", "line 2: “cousin” is no relation"),
            ("peer, a@b.example", "there is no name"),
            ("Kim, a@b.example, c@d.example, peer", "two e-mail addresses"),
            (&"Kim, peer\n".repeat(51), "at most 50"),
        ] {
            let told = read_list(text, None, None).unwrap_err().to_string();
            assert!(told.contains(words), "{told}");
        }
    }
}
