//! Long work.

use crate::extract::{Bearer, PathId, Query};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use service::Listed;
use service::jobs::{self, JobsAsked};
use store::JobId;
use store::jobs::{Job, JobKind};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// A job, with where to find what it made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FoundJob {
    #[serde(flatten)]
    job: Job,
    /// Where what was made is; null until then.
    #[schema(example = "/api/v1/runs/01932c07-73c1-7cc6-a15f-4d1e3a5b6c7d")]
    result_href: Option<String>,
}

impl From<Job> for FoundJob {
    fn from(job: Job) -> Self {
        let kind = match job.kind {
            JobKind::Run => "runs",
            JobKind::Import => "imports",
            JobKind::Mail => "invitations",
            JobKind::Calibration => "calibrations",
        };
        let result_href = job.result_id.as_ref().map(|id| format!("/api/v1/{kind}/{id}"));
        Self { job, result_href }
    }
}

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(jobs_list))
        .routes(routes!(jobs_get))
        .routes(routes!(jobs_cancel))
        .routes(routes!(jobs_retry))
}

/// List one's jobs, the newest first; an admin's list has everyone's
#[utoipa::path(get, path = "/jobs", operation_id = "jobs_list", tag = "jobs", params(JobsAsked),
    responses((status = 200, description = "A part of the list", body = Listed<FoundJob>)))]
async fn jobs_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    Query(asked): Query<JobsAsked>,
) -> Result<Json<Listed<FoundJob>>, Problem> {
    let found = jobs::list(&web.service, &caller, &asked).await?;
    let items = found.items.into_iter().map(FoundJob::from).collect();
    Ok(Json(Listed { items, next_cursor: found.next_cursor }))
}

/// Read how far a job is
#[utoipa::path(get, path = "/jobs/{job_id}", operation_id = "jobs_get", tag = "jobs",
    responses((status = 200, description = "The job", body = FoundJob)))]
async fn jobs_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<JobId>,
) -> Result<Json<FoundJob>, Problem> {
    Ok(Json(jobs::get(&web.service, &caller, &id).await?.into()))
}

/// Call a job off
#[utoipa::path(post, path = "/jobs/{job_id}/cancel", operation_id = "jobs_cancel", tag = "jobs",
    responses((status = 200, description = "The job; one that runs stops as soon as it looks", body = FoundJob)))]
async fn jobs_cancel(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<JobId>,
) -> Result<Json<FoundJob>, Problem> {
    Ok(Json(jobs::cancel(&web.service, &caller, &id).await?.into()))
}

/// Let a job that failed or was called off begin anew
#[utoipa::path(post, path = "/jobs/{job_id}/retry", operation_id = "jobs_retry", tag = "jobs",
    responses((status = 200, description = "The job, which waits again", body = FoundJob)))]
async fn jobs_retry(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<JobId>,
) -> Result<Json<FoundJob>, Problem> {
    Ok(Json(jobs::retry(&web.service, &caller, &id).await?.into()))
}
