//! The JSON API. One file per area; `openapi` describes what holds for all of it.

mod openapi;
mod people;

use crate::Web;
use axum::Json;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// Every operation, for the router and for its description alike.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    let api = OpenApiRouter::new().merge(people::routes());
    let api = OpenApiRouter::with_openapi(openapi::preface()).nest("/api/v1", api);
    let description = openapi::finished(api.get_openapi().clone());
    api.route(
        "/api/v1/openapi.json",
        axum::routing::get(move || {
            let description = description.clone();
            async move { Json(description) }
        }),
    )
}

/// The description of the API.
#[must_use]
pub fn description() -> OpenApi {
    openapi::finished(routes().into_openapi())
}
