//! The record of who did what.

use crate::extract::{Bearer, Query};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use service::Listed;
use service::audit::{self, AuditAsked, Verification};
use store::audit::Entry;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(audit_list)).routes(routes!(audit_verify))
}

/// List what was done, the newest first
#[utoipa::path(get, path = "/audit", operation_id = "audit_list", tag = "audit", params(AuditAsked),
    responses((status = 200, description = "A part of the record", body = Listed<Entry>)))]
async fn audit_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    Query(asked): Query<AuditAsked>,
) -> Result<Json<Listed<Entry>>, Problem> {
    Ok(Json(audit::list(&web.service, &caller, &asked).await?))
}

/// Verify that the record is as it was written
#[utoipa::path(get, path = "/audit/verification", operation_id = "audit_verify", tag = "audit",
    responses((status = 200, description = "What was found", body = Verification)))]
async fn audit_verify(State(web): State<Web>, Bearer(caller): Bearer) -> Result<Json<Verification>, Problem> {
    Ok(Json(audit::verify(&web.service, &caller).await?))
}
