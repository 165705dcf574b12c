//! Calibration: the weights in force held against what became of placements. It proposes at most; a person adopts.

mod adopt;
mod cases;
mod create;

pub use adopt::{AdoptionInput, adopt, next_version};
pub use cases::{CaseKept, CaseRow, Known, all_cases, cases_as_csv, known};
pub use create::create;
pub(crate) use create::work;
pub use stats::learning::NOT_ENOUGH;

use crate::{Asked, BoxError, Caller, Error, Listed, Permission, Result, Service};
pub use fit::learning::{FacetSurface, Found};
use serde::{Deserialize, Serialize};
use store::calibrations::{self, Calibration};
use store::{CalibrationId, Connection, FrameworkId, OrgId, Timestamp, string_enum};
use utoipa::ToSchema;

string_enum! {
    /// The outcome that weights are held against. Choose one before you look: trying one after another until weights move is
    /// rolling dice.
    LearnFrom {
        /// The board's newest rating.
        BoardRating = "board_rating",
        /// The mean of all pulses.
        Pulse = "pulse",
        /// Whether they still worked together after twelve months.
        Together12 = "together_12",
        /// Whether they still worked together after twenty-four months.
        Together24 = "together_24",
    }
}

string_enum! {
    /// What has the weights that are looked at.
    Features {
        /// The pillars.
        Pillars = "pillars",
        /// The facets, which takes hundreds of outcomes.
        Facets = "facets",
    }
}

impl LearnFrom {
    /// What it is, in words.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::BoardRating => "the board’s rating",
            Self::Pulse => "the mean of the pulses",
            Self::Together12 => "together after 12 months",
            Self::Together24 => "together after 24 months",
        }
    }
}

/// What is to be held against what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CalibrationInput {
    /// The outcome.
    pub outcome: LearnFrom,
    /// The version of a framework whose weights are looked at; the newest of the framework that comes with the program where
    /// it is left out.
    #[serde(default)]
    pub framework_id: Option<FrameworkId>,
    /// What has the weights; the pillars where it is left out.
    #[serde(default)]
    pub features: Option<Features>,
    /// The seed from which all splits and shuffles follow; a new one where it is left out.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991u64)]
    pub seed: Option<u64>,
}

/// A calibration, without what it found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Calibration)]
pub struct CalibrationSummary {
    /// Id.
    pub id: CalibrationId,
    /// The version of the framework whose weights were looked at.
    pub framework_id: FrameworkId,
    /// The outcome.
    pub outcome: LearnFrom,
    /// What had the weights.
    pub features: Features,
    /// The seed.
    pub seed: u64,
    /// The program's version.
    pub program_version: String,
    /// How many outcomes could be used.
    pub n_used: i64,
    /// Whether other weights are proposed.
    pub is_proposal: bool,
    /// When it was computed.
    pub created_at: Timestamp,
    /// The version that a person made of it; null where nobody has.
    pub adopted_as: Option<FrameworkId>,
    /// When.
    pub adopted_at: Option<Timestamp>,
    /// Why.
    pub adopted_reason: Option<String>,
}

impl CalibrationSummary {
    fn of(kept: Calibration) -> Result<Self> {
        let unreadable = |error: BoxError| Error::failed(format!("reading calibration {}", kept.id), error);
        Ok(Self {
            outcome: kept.outcome.parse().map_err(|error: String| unreadable(error.into()))?,
            features: kept.features.parse().map_err(|error: String| unreadable(error.into()))?,
            seed: kept.seed.parse().map_err(|error: std::num::ParseIntError| unreadable(error.into()))?,
            id: kept.id,
            framework_id: kept.framework_id,
            program_version: kept.program_version,
            n_used: kept.n_used,
            is_proposal: kept.is_proposal != 0,
            created_at: kept.created_at,
            adopted_as: kept.adopted_as,
            adopted_at: kept.adopted_at,
            adopted_reason: kept.adopted_reason,
        })
    }
}

/// What a calibration found, as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Learnt {
    pub(crate) found: Found,
    pub(crate) surfaces: Vec<FacetSurface>,
}

/// A calibration with all that it found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CalibrationRead {
    /// The calibration.
    #[serde(flatten)]
    pub summary: CalibrationSummary,
    /// Weights in force, learnt and proposed, with everything that speaks for and against them.
    #[schema(value_type = Object)]
    pub found: Found,
    /// Response surfaces, facet by facet, with what each says about the facet's rule.
    #[schema(value_type = Vec<Object>)]
    pub surfaces: Vec<FacetSurface>,
    /// The cases that went in.
    pub cases: Vec<CaseKept>,
}

/// Lists the calibrations, the newest first.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller, asked: &Asked) -> Result<Listed<CalibrationSummary>> {
    let page = asked.page()?;
    let mut read = service.read(caller, Permission::OutcomesRead).await?;
    let (connection, org) = read.parts();
    let found = calibrations::list(connection, org, &page).await?;
    let items = found.into_iter().map(CalibrationSummary::of).collect::<Result<_>>()?;
    Ok(Listed::new(items, &page, |one: &CalibrationSummary| (one.created_at.as_str(), one.id.as_str())))
}

/// One calibration with all that it found.
#[crate::boxed]
pub async fn get(service: &Service, caller: &Caller, id: &CalibrationId) -> Result<CalibrationRead> {
    let mut read = service.read(caller, Permission::OutcomesRead).await?;
    let (connection, org) = read.parts();
    find(connection, org, id).await
}

async fn find(connection: &mut Connection, org: &OrgId, id: &CalibrationId) -> Result<CalibrationRead> {
    let missing = || Error::NotFound("calibration");
    let kept = calibrations::find(connection, org, id).await?.ok_or_else(missing)?;
    let (result, cases) = calibrations::documents(connection, org, id).await?.ok_or_else(missing)?;
    let Learnt { found, surfaces } = serde_json::from_str(&result).map_err(unreadable)?;
    Ok(CalibrationRead {
        summary: CalibrationSummary::of(kept)?,
        found,
        surfaces,
        cases: serde_json::from_str(&cases).map_err(unreadable)?,
    })
}

fn unreadable(error: serde_json::Error) -> Error {
    Error::failed("reading a calibration", error)
}
