//! Outcomes as a table for a spreadsheet.

use super::{Conditions, Outcomes, RecordedOutcome};
use intake::csv_cell;

/// Everything that was recorded of a search, withdrawn or not: a row each.
#[must_use]
pub fn as_csv(outcomes: &Outcomes) -> String {
    let conditions = Conditions::SENTENCES.map(|(name, _)| name).join(",");
    let mut text = format!(
        "on,kind,is_together,rating,ending,who,wave,{conditions},note,recorded_at,withdrawn_at,withdrawn_reason\n"
    );
    for outcome in outcomes.items.iter().chain(&outcomes.withdrawn) {
        text += &(cells(outcome).join(",") + "\n");
    }
    text
}

fn cells(outcome: &RecordedOutcome) -> Vec<String> {
    let word = |word: Option<&'static str>| word.unwrap_or_default().to_owned();
    let mut cells = vec![
        outcome.on.to_string(),
        outcome.kind.to_string(),
        word(outcome.is_together.map(|is_together| if is_together { "yes" } else { "no" })),
        outcome.rating.map(|rating| rating.to_string()).unwrap_or_default(),
        word(outcome.ending.map(store::outcomes::Ending::name)),
        word(outcome.who.map(store::outcomes::Who::name)),
        word(outcome.wave.map(store::outcomes::Wave::name)),
    ];
    match &outcome.conditions {
        Some(conditions) => cells.extend(conditions.answers().map(|answer| answer.to_string())),
        None => cells.extend(vec![String::new(); 5]),
    }
    cells.extend([
        csv_cell(&outcome.note),
        outcome.created_at.to_string(),
        outcome.withdrawn_at.as_ref().map(ToString::to_string).unwrap_or_default(),
        csv_cell(outcome.withdrawn_reason.as_deref().unwrap_or_default()),
    ]);
    cells
}
