//! Long work: how far it is, and what can be done about it. The page asks again by itself, with or without scripts.

use super::{Frame, Place, Signed, go, page, sentence};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use axum::routing::{get, post};
use service::jobs;
use store::JobId;
use store::jobs::{Job, JobKind, JobState};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/jobs/{job_id}", get(shown))
        .route("/jobs/{job_id}/cancel", post(cancel))
        .route("/jobs/{job_id}/retry", post(retry))
}

/// Where a job is looked at.
pub(super) fn path(job: &Job) -> String {
    format!("/jobs/{}", job.id)
}

#[derive(Template)]
#[template(path = "jobs/job.html")]
struct JobPage {
    frame: Frame,
    path: String,
    title: &'static str,
    words: String,
    done: i64,
    total: i64,
    is_going: bool,
    may_cancel: bool,
    may_retry: bool,
    /// Where what it is about is looked at.
    subject: String,
}

async fn shown(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<JobId>,
) -> Result<Response, Problem> {
    let job = jobs::get(&web.service, &signed.caller, &id).await?;
    let subject = match job.kind {
        JobKind::Run => format!("/searches/{}", job.subject_id),
        JobKind::Import => format!("/import/{}", job.subject_id),
        JobKind::Mail => format!("/invitations/{}", job.subject_id),
        JobKind::Calibration => match &job.result_id {
            Some(made) => format!("/learning/{made}"),
            None => "/learning".to_owned(),
        },
    };
    if job.state == JobState::Done {
        let word = match job.kind {
            JobKind::Run => "?done=computed",
            JobKind::Import => "",
            JobKind::Mail => "?done=mailed",
            JobKind::Calibration => "?done=learnt",
        };
        return Ok(go(&format!("{subject}{word}")));
    }
    let is_going = matches!(job.state, JobState::Queued | JobState::Running);
    let mut response = page(&JobPage {
        frame: Frame::of(&signed, Place::Searches),
        path: path(&job),
        title: match job.kind {
            JobKind::Run => "Computing the search",
            JobKind::Import => "Putting people on file",
            JobKind::Mail => "Sending mail",
            JobKind::Calibration => "Holding the weights against what happened",
        },
        words: words(&job),
        done: job.done,
        total: job.total,
        may_cancel: is_going && !job.is_cancelling,
        may_retry: matches!(job.state, JobState::Failed | JobState::Cancelled),
        is_going,
        subject,
    })?;
    if is_going {
        response.headers_mut().insert(HeaderName::from_static("refresh"), HeaderValue::from_static("2"));
    }
    Ok(response)
}

fn words(job: &Job) -> String {
    match job.state {
        JobState::Queued => "It waits for its turn. You can leave this page; the work goes on.".to_owned(),
        JobState::Running if job.is_cancelling => "It stops as soon as it can.".to_owned(),
        JobState::Running => "It is going on. You can leave this page; the work goes on.".to_owned(),
        JobState::Failed => {
            let why = job.failure.as_deref().unwrap_or("it failed");
            format!("It could not be done. {} Nothing was changed.", sentence(why))
        }
        JobState::Cancelled => "It was called off. Nothing was changed.".to_owned(),
        JobState::Done => "It is done.".to_owned(),
    }
}

async fn cancel(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<JobId>,
) -> Result<Response, Problem> {
    let job = jobs::cancel(&web.service, &signed.caller, &id).await?;
    Ok(go(&path(&job)))
}

async fn retry(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<JobId>,
) -> Result<Response, Problem> {
    let job = jobs::retry(&web.service, &signed.caller, &id).await?;
    Ok(go(&path(&job)))
}
