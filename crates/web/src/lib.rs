//! HTTP: the JSON API and the pages, over the service. Handlers translate; what is done is done by `service`.

mod answer;
mod edge;
mod extract;
mod problem;

pub mod api;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use service::Service;
use std::sync::Arc;

pub use problem::Problem;

/// What an answer may take, unless a route says otherwise.
const MAX_BODY: usize = 1024 * 1024;

/// Settings of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The address that users type, such as `https://counterpart.example.com`.
    pub base_url: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self { base_url: "http://localhost:7117".to_owned() }
    }
}

/// What every handler has.
#[derive(Debug, Clone)]
pub struct Web {
    /// The use cases.
    pub service: Service,
    /// Settings of the server.
    pub settings: Arc<Settings>,
}

/// Every route, with what holds for all of them: limits, headers, problems and logs.
#[must_use]
pub fn router(web: Web) -> Router {
    let (api, _) = api::routes().split_for_parts();
    let routes = Router::new().merge(api).layer(DefaultBodyLimit::max(MAX_BODY));
    edge::around(routes, &web).with_state(web)
}
