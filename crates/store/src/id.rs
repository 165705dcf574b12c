//! Ids: UUIDs in text, a type for each kind of thing, so that none is taken for another.

use crate::row::text_column;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use utoipa::ToSchema;
use uuid::Uuid;

/// What was given is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id looks like 01932c07-73c1-7cc6-a15f-4d1e3a5b6c7d")]
pub struct NotAnId;

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident;)*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(try_from = "String")]
        #[schema(value_type = String, format = Uuid, example = "01932c07-73c1-7cc6-a15f-4d1e3a5b6c7d")]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        text_column! { $name, id => Self(id) }

        impl Default for $name {
            /// The id of nothing.
            fn default() -> Self {
                Self(Uuid::nil().to_string())
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id.to_string())
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                // Only the usual form: the same id never has two texts.
                let id = Uuid::try_parse(text).map_err(|_| NotAnId)?.to_string();
                if id == text.to_ascii_lowercase() { Ok(Self(id)) } else { Err(NotAnId) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;

            fn try_from(text: String) -> Result<Self, NotAnId> {
                text.parse()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// An organisation's id.
    OrgId;
    /// A user's id.
    UserId;
    /// A session's id.
    SessionId;
    /// An API token's id.
    TokenId;
    /// A one-time link's id.
    LinkId;
    /// A person's id.
    PersonId;
    /// A rating's id.
    RatingId;
    /// An import's id.
    ImportId;
    /// The id of a version of a framework.
    FrameworkId;
    /// A search's id.
    SearchId;
    /// The id of a person as a candidate of one search.
    CandidateId;
    /// A weight set's id.
    WeightSetId;
    /// A scenario's id.
    ScenarioId;
    /// A run's id.
    RunId;
    /// A judgement's id.
    JudgementId;
    /// A decision's id.
    DecisionId;
    /// A job's id.
    JobId;
    /// The id of a version of an instrument.
    InstrumentId;
    /// A note of an interview: its id.
    InterviewNoteId;
    /// The id of a note about a candidate.
    NoteId;
    /// The id of a candidate's file.
    FileId;
    /// An invitation's id.
    InvitationId;
    /// The id of a version of a report.
    ReportId;
    /// The id of a link to a version of a report.
    ShareId;
    /// The id of a link by which a pulse is answered.
    PulseLinkId;
    /// An outcome's id.
    OutcomeId;
    /// A calibration's id.
    CalibrationId;
    /// A norm's id.
    NormId;
}
