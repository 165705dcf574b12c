//! From the text of an instrument file to an [`Instrument`]: names, types and ranges of single values. What concerns
//! several values together is in `check`.

use super::{Choice, Form, Instrument, Item, Question, Scale, Section};
use crate::document::{self, Table, Value};
use crate::framework::read_owner;
use crate::problem::{Problem, suggest};

/// How many choices a question may have: a phone shows them one below the other.
const CHOICES: std::ops::RangeInclusive<usize> = 2..=9;

/// At most this many questions, scales and shared lists of choices: a form that nobody could answer need not be read to
/// its end.
const MOST: usize = 300;

/// The longest id of a section or question. Ids stand in addresses and forms.
const MAX_ID: usize = 60;

/// The instrument as far as it could be read, and what is wrong with single values; no instrument where the text is no
/// TOML.
pub(super) fn parse(text: &str) -> (Option<Instrument>, Vec<Problem>) {
    document::read(text, "an instrument", |root| read(root, text))
}

fn read(root: &Table<'_, '_, '_>, text: &str) -> Instrument {
    let id = root.required_text("id");
    let lists = Lists::read(root);
    let sections: Vec<Section> =
        root.tables("sections").iter().map(|table| read_section(table, &lists)).collect();
    if sections.is_empty() {
        root.problem("there are no sections", "add [[sections]] with [[sections.questions]]");
    }
    let scales = read_scales(root, &sections);
    let first = read_items(root, "first", false, &sections).into_iter().map(|item| item.question).collect();
    Instrument {
        title: root.text("title").unwrap_or_else(|| id.clone()),
        id,
        version: root.required_text("version"),
        sha256: document::sha256(text),
        form: read_form(root),
        intro: root.text("intro").unwrap_or_default(),
        cannot_judge: root.text("cannot_judge").unwrap_or_else(|| "I cannot judge this".to_owned()),
        note_label: root.text("note").unwrap_or_else(|| "What makes you say so?".to_owned()),
        sections,
        first,
        scales,
    }
}

fn read_form(root: &Table<'_, '_, '_>) -> Form {
    let name = root.required_text("form");
    let form = Form::from_name(&name);
    if form.is_none() && !name.trim().is_empty() {
        let hint = suggest(&name, Form::ALL.map(Form::name));
        root.problem(format!("there is no form \u{201c}{name}\u{201d}"), hint);
    }
    form.unwrap_or(Form::Rater)
}

/// Choices that several questions share.
struct Lists {
    /// By name; a list with a problem stays in, so that what refers to it does not become a problem, too.
    named: Vec<(String, Vec<Choice>)>,
    /// What stands between two poles.
    between: Option<Vec<String>>,
}

impl Lists {
    fn read(root: &Table<'_, '_, '_>) -> Self {
        let named = root.table("choices").map(|table| table.values()).unwrap_or_default();
        if named.len() > MOST {
            let found = format!("there are {} lists of choices", named.len());
            root.problem(found, format!("keep to {MOST} at the most"));
        }
        let read = |(name, value): (&str, Value<'_, '_, '_>)| (name.to_owned(), read_choices(&value));
        let named = named.into_iter().take(MOST).map(read).collect();
        let between = root.value("between").map(|value| {
            let labels: Vec<String> = value.items().into_iter().filter_map(|item| item.text()).collect();
            if !(1..=CHOICES.end() - 2).contains(&labels.len()) {
                let hint = format!("write 1 to {} labels", CHOICES.end() - 2);
                value.problem(format!("there are {} labels", labels.len()), hint);
            }
            labels
        });
        Self { named, between }
    }
}

fn read_section(table: &Table<'_, '_, '_>, lists: &Lists) -> Section {
    let id = read_id(table);
    let minutes = table.value("minutes");
    if minutes.is_none() {
        table.problem("\u{201c}minutes\u{201d} is missing", "add minutes = …, from 1 to 120");
    }
    let section = Section {
        id,
        title: table.required_text("title"),
        minutes: minutes.and_then(|value| value.whole_within((1.0, 120.0))).unwrap_or(1.0) as u32,
        intro: table.text("intro").unwrap_or_default(),
        questions: table.tables("questions").iter().map(|table| read_question(table, lists)).collect(),
    };
    if section.questions.is_empty() {
        table.problem("this section asks nothing", "add [[sections.questions]], or remove the section");
    }
    table.finish();
    section
}

/// An id that can stand in an address and in a form.
fn read_id(table: &Table<'_, '_, '_>) -> String {
    let id = table.required_text("id");
    let is_plain = id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !is_plain || id.len() > MAX_ID {
        let hint = format!("write small letters, digits and hyphens, at most {MAX_ID} of them");
        table.problem(format!("\u{201c}{id}\u{201d} will not do as an id"), hint);
    }
    id
}

fn read_question(table: &Table<'_, '_, '_>, lists: &Lists) -> Question {
    let question = Question {
        id: read_id(table),
        text: table.required_text("text"),
        hint: table.text("hint").unwrap_or_default(),
        choices: question_choices(table, lists),
        has_note: table.value("note").and_then(|value| value.truth()).unwrap_or(false),
        area: table.text("area"),
    };
    if question.area.is_some() && question.choices.iter().any(|choice| choice.holder.is_none()) {
        table.problem(
            "this question is about a decision area, and not every choice says who should hold it",
            "write each choice as { label = \"…\", holder = \"ceo\" }, or \"coo\", or \"shared\"",
        );
    }
    table.finish();
    question
}

/// The choices of a question: a list, the name of a shared one, or two poles with what stands between them.
fn question_choices(table: &Table<'_, '_, '_>, lists: &Lists) -> Vec<Choice> {
    match (table.value("choices"), table.value("poles")) {
        (Some(choices), None) => match choices.as_text() {
            Some(name) => {
                let names = lists.named.iter().map(|(name, _)| name.as_str());
                let index = choices.index_of("list of choices", name, names);
                index.map(|index| lists.named[index].1.clone()).unwrap_or_default()
            }
            None => read_choices(&choices),
        },
        (None, Some(poles)) => read_poles(&poles, lists),
        _ => {
            let hint = "give either choices = [\"…\", \"…\"] or poles = [\"…\", \"…\"]";
            table.problem("a question has one list of choices", hint);
            Vec::new()
        }
    }
}

fn read_poles(value: &Value<'_, '_, '_>, lists: &Lists) -> Vec<Choice> {
    let poles: Vec<String> = value.items().into_iter().filter_map(|item| item.text()).collect();
    let [first, last] = &poles[..] else {
        value.problem(
            format!("there are {} poles", poles.len()),
            "write two texts: the first choice and the last",
        );
        return Vec::new();
    };
    let Some(between) = &lists.between else {
        value
            .problem("nothing says what stands between poles", "add between = [\"…\", …] above the sections");
        return Vec::new();
    };
    let labels = std::iter::once(first).chain(between).chain([last]);
    number(labels.map(|label| (label.clone(), None)), value)
}

fn read_choices(value: &Value<'_, '_, '_>) -> Vec<Choice> {
    let items = value.items();
    if !CHOICES.contains(&items.len()) {
        let hint = format!("write {} to {}", CHOICES.start(), CHOICES.end());
        value.problem(format!("there are {} choices", items.len()), hint);
    }
    let read = |item: Value<'_, '_, '_>| {
        if item.as_text().is_some() {
            return Some((item.text()?, None));
        }
        let table = item.table()?;
        let holder = table.value("holder").map(|value| read_owner(Some(value)));
        let label = table.required_text("label");
        table.finish();
        Some((label, holder))
    };
    number(items.into_iter().filter_map(read), value)
}

/// Choices with their places. Two that read alike cannot be told apart.
fn number(
    labels: impl Iterator<Item = (String, Option<crate::framework::Owner>)>,
    value: &Value<'_, '_, '_>,
) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for (place, (label, holder)) in (1..=u8::MAX).zip(labels) {
        if label.trim().is_empty() {
            value.problem("a choice has no words", "write something");
        } else if choices.iter().any(|other| other.label == label) {
            value.problem(
                format!("\u{201c}{label}\u{201d} stands there twice"),
                "word each choice differently",
            );
        }
        choices.push(Choice { value: place, label, holder });
    }
    choices
}

fn read_scales(root: &Table<'_, '_, '_>, sections: &[Section]) -> Vec<Scale> {
    let tables = root.table("scales").map(|table| table.values()).unwrap_or_default();
    let n_questions: usize = sections.iter().map(|section| section.questions.len()).sum();
    for (n, what) in [(n_questions, "questions"), (tables.len(), "scales")] {
        if n > MOST {
            root.problem(format!("there are {n} {what}"), format!("keep to {MOST} at the most"));
            return Vec::new();
        }
    }
    let read = |(dimension, value): (&str, Value<'_, '_, '_>)| {
        let table = value.table()?;
        let mut items = read_items(&table, "items", false, sections);
        items.extend(read_items(&table, "reversed", true, sections));
        if items.is_empty() {
            let hint =
                "add items = [\"…\"], the ids of questions that point to the high end, or reversed = [\"…\"]";
            table.problem("this scale counts no question", hint);
        }
        let (low, high) = (table.required_text("low"), table.required_text("high"));
        table.finish();
        Some(Scale { dimension: dimension.to_owned(), low, high, items })
    };
    tables.into_iter().filter_map(read).collect()
}

fn read_items(table: &Table<'_, '_, '_>, key: &str, is_reversed: bool, sections: &[Section]) -> Vec<Item> {
    let ids = sections.iter().flat_map(|section| &section.questions).map(|question| question.id.as_str());
    let Some(list) = table.value(key) else { return Vec::new() };
    let values = list.items();
    if values.len() > MOST {
        list.problem(format!("there are {} questions", values.len()), "name each question once");
        return Vec::new();
    }
    let read = |value: Value<'_, '_, '_>| {
        let question = value.text()?;
        value.index_of("question", &question, ids.clone())?;
        Some(Item { question, is_reversed })
    };
    values.into_iter().filter_map(read).collect()
}
