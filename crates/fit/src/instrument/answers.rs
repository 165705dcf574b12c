//! What somebody answered.

use std::collections::BTreeMap;

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// The place of the choice, counted from 1; none for "cannot judge".
    pub choice: Option<u8>,
    /// What was written beside it.
    pub note: Option<String>,
}

/// Answers by the id of their question. A question without an entry has not been answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers(pub BTreeMap<String, Answer>);

impl Answers {
    /// The place that was chosen for a question; none where it was not answered or could not be judged.
    pub fn choice(&self, question: &str) -> Option<u8> {
        self.0.get(question)?.choice
    }
}

impl<Id: Into<String>> FromIterator<(Id, Option<u8>)> for Answers {
    /// Answers without notes.
    fn from_iter<T: IntoIterator<Item = (Id, Option<u8>)>>(choices: T) -> Self {
        let answer = |(id, choice): (Id, Option<u8>)| (id.into(), Answer { choice, note: None });
        Self(choices.into_iter().map(answer).collect())
    }
}
