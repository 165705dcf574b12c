//! The situation of a company, in a few questions, and the COO types that it speaks for.
//!
//! The gaps of a CEO hardly tell the types apart; the situation does. Questions, answers and reasons are data, in a file
//! beside the framework whose types they name.

use crate::document::{self, Table};
use crate::framework::Framework;
use crate::instrument::{Answers, Choice, Question};
use crate::problem::Problem;

/// The text of the questions that come with the program.
pub const DEFAULT: &str = include_str!("../../../data/situation/ceo-coo.toml");

/// The questions on the situation.
#[derive(Debug, Clone, PartialEq)]
pub struct Situation {
    /// The questions, in order.
    pub questions: Vec<SituationQuestion>,
}

/// One question on the situation.
#[derive(Debug, Clone, PartialEq)]
pub struct SituationQuestion {
    /// Short name.
    pub id: String,
    /// The question as whoever runs a search is asked.
    pub text: String,
    /// The question as the CEO is asked.
    pub own: String,
    /// The answers, at least two.
    pub answers: Vec<SituationAnswer>,
}

/// An answer, and what it speaks for.
#[derive(Debug, Clone, PartialEq)]
pub struct SituationAnswer {
    /// Its words.
    pub label: String,
    /// The ids of the COO types that it speaks for.
    pub types: Vec<String>,
    /// How many points it gives each of them.
    pub points: u32,
    /// Why, in a clause.
    pub why: String,
}

/// A COO type that the situation speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// Its index in the framework.
    pub role_type: usize,
    /// The points of the answers that speak for it.
    pub points: u32,
    /// Their reasons, in the order of the questions.
    pub why: Vec<String>,
}

impl Situation {
    /// Reads and checks a file of questions.
    ///
    /// # Errors
    /// Every problem found, each with its place and a hint.
    ///
    /// # Example
    /// ```
    /// use fit::situation::{DEFAULT, Situation};
    /// assert_eq!(Situation::parse(DEFAULT).unwrap().questions.len(), 6);
    /// assert!(Situation::parse("questions = 1").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let (questions, problems) = document::read(text, "a situation", |root| {
            let questions: Vec<_> = root.tables("questions").iter().map(read_question).collect();
            for (index, question) in questions.iter().enumerate() {
                if questions[..index].iter().any(|other| other.id == question.id) {
                    root.problem(
                        format!("the id \u{201c}{}\u{201d} is used twice", question.id),
                        "use each once",
                    );
                }
            }
            questions
        });
        match questions {
            Some(questions) if problems.is_empty() => Ok(Self { questions }),
            _ => Err(problems),
        }
    }

    /// The question of that id.
    pub fn question(&self, id: &str) -> Option<&SituationQuestion> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// What answers speak for: the COO types of the framework with the most points first, those of equal points in the
    /// framework's order. Types that no answer speaks for are left out, and so are those that the framework does not have.
    ///
    /// # Example
    /// ```
    /// use fit::{Framework, framework, instrument::Answers, situation::{DEFAULT, Situation}};
    /// let framework = Framework::parse(framework::DEFAULT).unwrap();
    /// let answers: Answers = [("situation-succession", Some(1))].into_iter().collect();
    /// let spoken = Situation::parse(DEFAULT).unwrap().speaks_for(&framework, &answers);
    /// assert_eq!(framework.role_types[spoken[0].role_type].id, "heir-apparent");
    /// ```
    pub fn speaks_for(&self, framework: &Framework, answers: &Answers) -> Vec<Spoken> {
        let mut spoken: Vec<Spoken> = Vec::new();
        for (question, answer) in self.questions.iter().filter_map(|q| Some((q, answers.choice(&q.id)?))) {
            let Some(answer) = question.answers.get(usize::from(answer).wrapping_sub(1)) else { continue };
            for role_type in answer.types.iter().filter_map(|id| framework.role_type(id)) {
                let place =
                    spoken.iter().position(|known| known.role_type == role_type).unwrap_or_else(|| {
                        spoken.push(Spoken { role_type, points: 0, why: Vec::new() });
                        spoken.len() - 1
                    });
                spoken[place].points += answer.points;
                spoken[place].why.push(answer.why.clone());
            }
        }
        spoken.sort_by(|a, b| b.points.cmp(&a.points).then(a.role_type.cmp(&b.role_type)));
        spoken
    }
}

impl SituationQuestion {
    /// The question as a questionnaire asks the CEO.
    pub fn of_questionnaire(&self) -> Question {
        let choice = |(value, answer): (u8, &SituationAnswer)| Choice {
            value,
            label: answer.label.clone(),
            holder: None,
        };
        Question {
            id: self.id.clone(),
            text: self.own.clone(),
            hint: String::new(),
            choices: (1..).zip(&self.answers).map(choice).collect(),
            has_note: false,
            area: None,
        }
    }
}

fn read_question(table: &Table<'_, '_, '_>) -> SituationQuestion {
    let text = table.required_text("text");
    let question = SituationQuestion {
        id: table.required_text("id"),
        own: table.text("own").unwrap_or_else(|| text.clone()),
        text,
        answers: table.tables("answers").iter().map(read_answer).collect(),
    };
    if !(2..=9).contains(&question.answers.len()) {
        table.problem(
            format!("there are {} answers", question.answers.len()),
            "add 2 to 9 [[questions.answers]]",
        );
    }
    table.finish();
    question
}

fn read_answer(table: &Table<'_, '_, '_>) -> SituationAnswer {
    let answer = SituationAnswer {
        label: table.required_text("label"),
        types: table.texts("types"),
        points: table.value("points").and_then(|value| value.whole_within((1.0, 9.0))).unwrap_or(1.0) as u32,
        why: table.required_text("why"),
    };
    table.finish();
    answer
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn shipped() -> (Framework, Situation) {
        (Framework::parse(crate::framework::DEFAULT).unwrap(), Situation::parse(DEFAULT).unwrap())
    }

    /// The types that answers speak for, first to last, each with its points.
    fn spoken(answers: &[(&str, u8)]) -> Vec<(String, u32)> {
        let (framework, situation) = shipped();
        let answers = answers.iter().map(|(id, choice)| (*id, Some(*choice))).collect();
        let spoken = situation.speaks_for(&framework, &answers).into_iter();
        spoken.map(|one| (framework.role_types[one.role_type].id.clone(), one.points)).collect()
    }

    #[test]
    fn every_type_is_spoken_for_and_no_other() {
        let (framework, situation) = shipped();
        let named: BTreeSet<&str> = situation
            .questions
            .iter()
            .flat_map(|question| &question.answers)
            .flat_map(|answer| answer.types.iter().map(String::as_str))
            .collect();
        let known = framework.role_types.iter().map(|role_type| role_type.id.as_str()).collect();
        assert_eq!(named, known);
    }

    #[test]
    fn the_most_points_come_first_and_unknown_answers_count_for_nothing() {
        let own = |id: &str, points| (id.to_owned(), points);
        let settled = [("situation-strategy", 1), ("situation-turnaround", 3), ("situation-equals", 3)];
        assert_eq!(spoken(&settled), [own("executor", 4)]);
        let torn = [("situation-turnaround", 1), ("situation-succession", 1)];
        assert_eq!(spoken(&torn), [own("change-agent", 3), own("heir-apparent", 3)]);
        assert!(spoken(&[("situation-keep", 9), ("situation-keep", 0), ("situation-none", 1)]).is_empty());
    }

    #[test]
    fn mistakes_are_told() {
        let told = Situation::parse("[[questions]]\nid = \"a\"\ntext = \"A?\"\ncolour = 1").unwrap_err();
        assert!(told.iter().any(|problem| problem.to_string().contains("there are 0 answers")), "{told:?}");
        assert!(told.iter().any(|problem| problem.to_string().contains("colour")), "{told:?}");
    }
}
