//! Long work.

use crate::extract::{At, Bearer, Query};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use service::Listed;
use service::jobs::{self, JobsAsked};
use store::JobId;
use store::jobs::Job;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(jobs_list))
        .routes(routes!(jobs_get))
        .routes(routes!(jobs_cancel))
        .routes(routes!(jobs_retry))
}

/// List one's jobs, the newest first; an admin's list has everyone's
#[utoipa::path(get, path = "/jobs", operation_id = "jobs_list", tag = "jobs", params(JobsAsked),
    responses((status = 200, description = "A part of the list", body = Listed<Job>)))]
async fn jobs_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    Query(asked): Query<JobsAsked>,
) -> Result<Json<Listed<Job>>, Problem> {
    Ok(Json(jobs::list(&web.service, &caller, &asked).await?))
}

/// Read how far a job is
#[utoipa::path(get, path = "/jobs/{job_id}", operation_id = "jobs_get", tag = "jobs",
    params(("job_id" = JobId, Path, description = "The job's id")),
    responses((status = 200, description = "The job", body = Job)))]
async fn jobs_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    At(id): At<JobId>,
) -> Result<Json<Job>, Problem> {
    Ok(Json(jobs::get(&web.service, &caller, &id).await?))
}

/// Call a job off
#[utoipa::path(post, path = "/jobs/{job_id}/cancel", operation_id = "jobs_cancel", tag = "jobs",
    params(("job_id" = JobId, Path, description = "The job's id")),
    responses((status = 200, description = "The job; one that runs stops as soon as it looks", body = Job)))]
async fn jobs_cancel(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    At(id): At<JobId>,
) -> Result<Json<Job>, Problem> {
    Ok(Json(jobs::cancel(&web.service, &caller, &id).await?))
}

/// Let a job that failed or was called off begin anew
#[utoipa::path(post, path = "/jobs/{job_id}/retry", operation_id = "jobs_retry", tag = "jobs",
    params(("job_id" = JobId, Path, description = "The job's id")),
    responses((status = 200, description = "The job, which waits again", body = Job)))]
async fn jobs_retry(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    At(id): At<JobId>,
) -> Result<Json<Job>, Problem> {
    Ok(Json(jobs::retry(&web.service, &caller, &id).await?))
}
