//! `instrument`: check, show, export.

use super::print;
use crate::arguments::InstrumentAction;
use crate::failure::Failure;
use crate::input;
use crate::terminal::{Column, STRONG, plain, styled, table};
use fit::Instrument;
use fit::instrument::{Form, Question, Scale};
use std::io::Write;
use std::path::Path;

pub(super) fn run(action: &InstrumentAction) -> Result<(), Failure> {
    match action {
        InstrumentAction::Check { file, framework } => check(file, framework.as_deref()),
        InstrumentAction::Show { instrument } => print(&shown(&named(instrument)?)),
        // The bytes as they are, so that their hash stays the same.
        InstrumentAction::Export { form } => {
            Ok(std::io::stdout().write_all(input::built_in(*form).as_bytes())?)
        }
    }
}

fn check(file: &Path, framework: Option<&Path>) -> Result<(), Failure> {
    let instrument = input::instrument(file)?;
    let framework = input::framework(framework)?;
    let problems = instrument.check_against(&framework);
    if !problems.is_empty() {
        return Err(Failure::problems(file.display().to_string(), problems));
    }
    print(&plain(&format!(
        "{} is sound with {} {}: {} {} for the form {}, {} sections, {} questions, {} scales, {} minutes.\nSHA-256 {}",
        file.display(),
        framework.id,
        framework.version,
        instrument.id,
        instrument.version,
        instrument.form.name(),
        instrument.sections.len(),
        instrument.n_questions(),
        instrument.scales.len(),
        instrument.minutes(),
        instrument.sha256
    )))
}

/// The instrument built in under a name, or that of a file.
fn named(name: &str) -> Result<Instrument, Failure> {
    match Form::from_name(name) {
        Some(form) => Instrument::parse(input::built_in(form))
            .map_err(|problems| Failure::problems("the built-in instrument", problems)),
        None => input::instrument(Path::new(name)),
    }
}

fn shown(instrument: &Instrument) -> String {
    let head = format!(
        "{} ({} {}), for the form {}, {} questions, {} minutes, SHA-256 {}",
        instrument.title,
        instrument.id,
        instrument.version,
        instrument.form.name(),
        instrument.n_questions(),
        instrument.minutes(),
        instrument.sha256
    );
    let mut parts = vec![styled(STRONG, &plain(&head)), plain(&instrument.intro)];
    for section in &instrument.sections {
        let heading = format!("{} ({}), {} minutes", section.title, section.id, section.minutes);
        let columns = ["Question", "Text", "From", "To", "Counts for"].map(Column::Words);
        let rows = section.questions.iter().map(|question| row(instrument, question));
        parts.push(format!("{}\n{}", styled(STRONG, &plain(&heading)), table(&columns, rows)));
    }
    let columns = [
        Column::Words("Scale"),
        Column::Words("Low"),
        Column::Words("High"),
        Column::Numbers("Items".to_owned()),
    ];
    let scale = |scale: &Scale| {
        let n_items = scale.items.len().to_string();
        vec![scale.dimension.clone(), scale.low.clone(), scale.high.clone(), n_items]
    };
    parts.push(table(&columns, instrument.scales.iter().map(scale)));
    parts.push(plain(&format!("With every question: {}", instrument.cannot_judge)));
    parts.join("\n\n")
}

/// A question with its first and last choice, and the scales that it counts in; − where the first choice is the high
/// end.
fn row(instrument: &Instrument, question: &Question) -> Vec<String> {
    let counts = instrument.scales.iter().filter_map(|scale| {
        let item = scale.items.iter().find(|item| item.question == question.id)?;
        Some(format!("{}{}", if item.is_reversed { "−" } else { "+" }, scale.dimension))
    });
    let label =
        |choice: Option<&fit::instrument::Choice>| choice.map_or("", |choice| &choice.label).to_owned();
    vec![
        question.id.clone(),
        question.text.clone(),
        label(question.choices.first()),
        label(question.choices.last()),
        counts.collect::<Vec<_>>().join(", "),
    ]
}
