//! Parameters that many operations take, described once: what stands in paths, and headers.

use crate::extract::{IfMatchHeader, IfMatchWhereGiven, IfMatchWhereThere};
use store::signatures::Party;
use store::{
    CalibrationId, CandidateId, FileId, FrameworkId, ImportId, InvitationId, JobId, NormId, NoteId,
    OutcomeId, PersonId, PulseLinkId, RatingId, ReportId, RunId, ScenarioId, SearchId, SessionId, ShareId,
    TokenId, UserId,
};
use utoipa::IntoParams;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::{Ref, RefOr};

/// What stands in paths, under the same name everywhere.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it only describes")]
struct InPaths {
    /// The calibration's id.
    calibration_id: CalibrationId,
    /// The candidate's id.
    candidate_id: CandidateId,
    /// The dimension, such as skill.operations.
    dimension: String,
    /// The file's id.
    file_id: FileId,
    /// The id of the framework version.
    framework_id: FrameworkId,
    /// The import's id.
    import_id: ImportId,
    /// The instrument's id.
    instrument: String,
    /// The invitation's id.
    invitation_id: InvitationId,
    /// The job's id.
    job_id: JobId,
    /// The norm's id.
    norm_id: NormId,
    /// The note's id.
    note_id: NoteId,
    /// The outcome's id.
    outcome_id: OutcomeId,
    /// Whose signature.
    party: Party,
    /// The person's id.
    person_id: PersonId,
    /// The link's id.
    pulse_link_id: PulseLinkId,
    /// The rating's id.
    rating_id: RatingId,
    /// The report's id.
    report_id: ReportId,
    /// The key of the requirement, such as notice.
    requirement: String,
    /// The run's id.
    run_id: RunId,
    /// The scenario's id.
    scenario_id: ScenarioId,
    /// The search's id.
    search_id: SearchId,
    /// The session's id.
    session_id: SessionId,
    /// The link's id.
    share_id: ShareId,
    /// The token's id.
    token_id: TokenId,
    /// The user's id.
    user_id: UserId,
}

/// The headers that make a repeated request harmless, and reading what has not changed cheap.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it only describes")]
struct EverywhereHeaders {
    /// A request that is repeated with the same key is done once and answered alike, for 24 hours.
    #[param(
        rename = "Idempotency-Key",
        min_length = 1,
        max_length = 200,
        pattern = "^[!-~]([ -~]*[!-~])?$",
        nullable = false
    )]
    idempotency_key: Option<String>,
    /// The ETag of what is known already; 304 says that it has not changed.
    #[param(rename = "If-None-Match", nullable = false)]
    if_none_match: Option<String>,
}

/// Every such parameter by its name in the description.
pub(super) fn all() -> Vec<(String, Parameter)> {
    let named = |name: &str, params: Vec<Parameter>| {
        params.into_iter().map(|parameter| (name.to_owned(), parameter)).collect::<Vec<_>>()
    };
    let by_own_name = |params: Vec<Parameter>| {
        params.into_iter().map(|parameter| (parameter.name.clone(), parameter)).collect::<Vec<_>>()
    };
    [
        by_own_name(InPaths::into_params(|| None)),
        by_own_name(EverywhereHeaders::into_params(|| None)),
        named("If-Match", IfMatchHeader::into_params(|| None)),
        named("If-Match-where-there", IfMatchWhereThere::into_params(|| None)),
        named("If-Match-where-given", IfMatchWhereGiven::into_params(|| None)),
    ]
    .concat()
}

/// A parameter by its name in the description.
pub(super) fn refer(name: &str) -> RefOr<Parameter> {
    RefOr::Ref(Ref::new(format!("#/components/parameters/{name}")))
}

/// The names in a path.
pub(super) fn in_path(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}

/// Adds to an operation the parameters of its path, and lets the headers that it names refer to their one description.
pub(super) fn add(path: &str, operation: &mut Operation, shared: &[(String, Parameter)]) {
    let own = operation.parameters.take().unwrap_or_default();
    let own = own.into_iter().map(|given| match &given {
        RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Header => {
            let known = shared.iter().find(|(_, known)| known == parameter);
            known.map_or(given.clone(), |(name, _)| refer(name))
        }
        _ => given,
    });
    operation.parameters = Some(in_path(path).map(refer).chain(own).collect());
}
