//! What watches over the server: whether it lives, whether it is ready, and what it counts.

use crate::{Problem, Web};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use service::{Code, Error, hash_secret};
use std::sync::atomic::Ordering;

pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}

/// Whether requests can be answered: the database does, its schema is the program's, and the server is not about to end.
async fn ready(State(web): State<Web>) -> Result<&'static str, Problem> {
    let not_ready = |detail: &str| Problem::new(Code::NotReady, detail);
    if web.is_stopping.load(Ordering::Relaxed) {
        return Err(not_ready("the server is about to end"));
    }
    let database = web.service.database();
    database.ping().await?;
    if database.is_current().await? {
        Ok("ready\n")
    } else {
        Err(not_ready("the database has an older schema: run counterpart migrate"))
    }
}

/// Counters as text for Prometheus, for whoever has the token of the settings; without one there are none.
async fn metrics(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Problem> {
    let (Some(token), Some(handle)) = (&web.settings.metrics_token, &web.metrics) else {
        return Err(Error::NotFound("page").into());
    };
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer "));
    // Hashes are compared, so that the time it takes tells nothing of the token.
    if given.map(hash_secret) != Some(hash_secret(token)) {
        return Err(Error::NotSignedIn("send the token of the settings in the header Authorization").into());
    }
    for (state, n_jobs) in service::jobs::count(&web.service).await? {
        #[expect(clippy::cast_precision_loss, reason = "no server has 2^53 jobs")]
        metrics::gauge!("counterpart_jobs", "state" => state).set(n_jobs as f64);
    }
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    Ok((kind, handle.render()).into_response())
}
