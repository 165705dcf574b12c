//! Instruments: the questionnaires from whose answers ratings come. Their questions, scales and words are data.

mod answers;
mod care;
mod check;
mod parse;
mod score;

pub use answers::{Answer, Answers};
pub use care::{CareNote, LONG_RUN, QUICK_SECONDS};
pub use score::{Holding, ScaleScore};

use crate::framework::{Framework, Owner};
use crate::problem::Problem;
use crate::profile::Source;

/// The texts of the instruments that the program brings along, one for each form.
pub const DEFAULTS: [(Form, &str); 4] = [
    (Form::Ceo, include_str!("../../../data/instruments/ceo.toml")),
    (Form::Candidate, include_str!("../../../data/instruments/candidate.toml")),
    (Form::Rater, include_str!("../../../data/instruments/rater.toml")),
    (Form::Assessor, include_str!("../../../data/instruments/assessor.toml")),
];

/// A checked instrument.
#[derive(Debug, Clone, PartialEq)]
pub struct Instrument {
    /// Short name, e.g. `self-ceo`.
    pub id: String,
    /// Version of the file.
    pub version: String,
    /// Name shown to people.
    pub title: String,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// For whom it is.
    pub form: Form,
    /// What stands before the first question; may be empty.
    pub intro: String,
    /// How "cannot judge" is worded; it is offered with every question.
    pub cannot_judge: String,
    /// What stands above the note of a question that has one.
    pub note_label: String,
    /// The parts, in the order in which they are answered.
    pub sections: Vec<Section>,
    /// The ids of the questions that are asked first, of any section; none if the sections are answered in order.
    pub first: Vec<String>,
    /// What the answers say about dimensions.
    pub scales: Vec<Scale>,
}

/// For whom an instrument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// A CEO, about themselves.
    Ceo,
    /// A candidate, about themselves.
    Candidate,
    /// A superior, peer or direct report, about somebody they have worked with.
    Rater,
    /// An assessor, about somebody they have interviewed.
    Assessor,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 4] = [Self::Ceo, Self::Candidate, Self::Rater, Self::Assessor];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ceo => "ceo",
            Self::Candidate => "candidate",
            Self::Rater => "rater",
            Self::Assessor => "assessor",
        }
    }

    /// The form of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }

    /// The sources that ratings from such a form can have.
    pub fn sources(self) -> &'static [Source] {
        match self {
            Self::Ceo | Self::Candidate => &[Source::Oneself],
            Self::Rater => &[Source::Superior, Source::Peer, Source::Report],
            Self::Assessor => &[Source::Assessor],
        }
    }
}

/// A part of an instrument that is answered in one go.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Short name, unique within the instrument.
    pub id: String,
    /// Name shown to people.
    pub title: String,
    /// How long it takes.
    pub minutes: u32,
    /// What stands before its questions; may be empty.
    pub intro: String,
    /// The questions, at least one.
    pub questions: Vec<Question>,
}

/// One question. "Cannot judge" is always an answer, too.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Short name, unique within the instrument.
    pub id: String,
    /// The question or statement.
    pub text: String,
    /// What helps to answer it; may be empty.
    pub hint: String,
    /// The answers to choose from, at least two, in order.
    pub choices: Vec<Choice>,
    /// Whether a note in one's own words is asked for, too.
    pub has_note: bool,
    /// The id of the decision area that it is about, where it is about one.
    pub area: Option<String>,
}

/// One answer to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its place among the choices, counted from 1.
    pub value: u8,
    /// Its words.
    pub label: String,
    /// Who should hold what is asked about, where the choice says so.
    pub holder: Option<Owner>,
}

/// What some of the answers say about one dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// The id of the dimension that it feeds. No two scales feed the same.
    pub dimension: String,
    /// What a low result looks like.
    pub low: String,
    /// What a high result looks like.
    pub high: String,
    /// The questions that count, at least one.
    pub items: Vec<Item>,
}

/// A question as it counts in a scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The id of the question.
    pub question: String,
    /// Whether its first choice is the high end of the scale.
    pub is_reversed: bool,
}

impl Instrument {
    /// Reads and checks an instrument file by itself; [`Instrument::check_against`] does so against a framework.
    ///
    /// # Errors
    /// Every problem found, each with its place and a hint.
    ///
    /// # Example
    /// ```
    /// use fit::instrument::{DEFAULTS, Form, Instrument};
    /// let (form, text) = DEFAULTS[0];
    /// let ceo = Instrument::parse(text).unwrap();
    /// assert_eq!((form, ceo.form), (Form::Ceo, Form::Ceo));
    /// assert!(Instrument::parse("id = 1").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let (instrument, mut problems) = parse::parse(text);
        let Some(instrument) = instrument else { return Err(problems) };
        problems.extend(check::check(&instrument));
        if problems.is_empty() { Ok(instrument) } else { Err(problems) }
    }

    /// What keeps the instrument from being used with a framework: scales of dimensions and questions about decision
    /// areas that it does not know, and ipsative domains of which only a part is asked.
    pub fn check_against(&self, framework: &Framework) -> Vec<Problem> {
        check::check_against(self, framework)
    }

    /// The questions of all sections, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    /// The question of that id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions().find(|question| question.id == id)
    }

    /// The questions that are asked first, with their sections, in the form's order.
    pub fn first_questions(&self) -> impl Iterator<Item = (&Section, &Question)> {
        let all =
            self.sections.iter().flat_map(|section| section.questions.iter().map(move |q| (section, q)));
        all.filter(|(_, question)| self.first.contains(&question.id))
    }

    /// The scale that feeds that dimension.
    pub fn scale(&self, dimension: &str) -> Option<&Scale> {
        self.scales.iter().find(|scale| scale.dimension == dimension)
    }

    /// How many questions there are.
    pub fn n_questions(&self) -> usize {
        self.sections.iter().map(|section| section.questions.len()).sum()
    }

    /// How long it takes to answer all of them.
    pub fn minutes(&self) -> u32 {
        self.sections.iter().map(|section| section.minutes).sum()
    }
}
