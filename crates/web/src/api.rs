//! The JSON API. One file per area; `openapi` describes what holds for all of it.

mod audit;
mod board;
mod calibrations;
mod candidate_records;
mod candidates;
mod estimates;
mod export;
mod frameworks;
mod imports;
mod instruments;
mod invitations;
mod jobs;
mod judgements;
mod members;
mod norms;
mod openapi;
mod outcomes;
mod pairs;
mod people;
mod pool_map;
mod ratings;
mod reports;
mod runs;
mod scenarios;
mod score;
mod searches;
mod users;
mod weights;

pub(crate) use candidate_records::{downloaded, recorded};

use crate::Web;
use axum::body::Bytes;
use axum::http::header;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// Every operation, for the router and for its description alike.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    let api = OpenApiRouter::new()
        .merge(people::routes())
        .merge(pool_map::routes())
        .merge(estimates::routes())
        .merge(export::routes())
        .merge(imports::routes())
        .merge(ratings::routes())
        .merge(invitations::routes())
        .merge(instruments::routes())
        .merge(frameworks::routes())
        .merge(searches::routes())
        .merge(members::routes())
        .merge(candidates::routes())
        .merge(candidate_records::routes())
        .merge(scenarios::routes())
        .merge(weights::routes())
        .merge(board::routes())
        .merge(judgements::routes())
        .merge(norms::routes())
        .merge(pairs::routes())
        .merge(runs::routes())
        .merge(reports::routes())
        .merge(outcomes::routes())
        .merge(calibrations::routes())
        .merge(score::routes())
        .merge(jobs::routes())
        .merge(audit::routes())
        .merge(users::routes());
    let api = OpenApiRouter::with_openapi(openapi::preface()).nest("/api/v1", api);
    // Written out once: it is large, and always the same.
    let description = openapi::finished(api.get_openapi().clone());
    let text = Bytes::from(serde_json::to_vec(&description).unwrap_or_default());
    let json = [(header::CONTENT_TYPE, "application/json")];
    api.route("/api/v1/openapi.json", axum::routing::get(move || async move { (json, text) }))
}

/// The description of the API.
#[must_use]
pub fn description() -> OpenApi {
    openapi::finished(routes().into_openapi())
}
