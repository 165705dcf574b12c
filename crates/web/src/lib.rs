//! HTTP: the JSON API and the pages, over the service. Handlers translate; what is done is done by `service`.

mod answer;
mod edge;
mod extract;
mod guard;
mod health;
mod origin;
mod pages;
mod problem;

pub mod api;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use metrics_exporter_prometheus::PrometheusHandle;
use service::Service;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

pub use problem::Problem;

/// What an answer may take, unless a route says otherwise.
const MAX_BODY: usize = 1024 * 1024;

/// Settings of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The address that users type, such as `https://counterpart.example.com`.
    pub base_url: String,
    /// Whether a proxy in front says where requests come from.
    pub trusts_proxy: bool,
    /// How many requests a token may make in a minute, at an even pace.
    pub requests_per_minute: u32,
    /// How many it may make at once.
    pub requests_at_once: u32,
    /// What opens `/metrics`; there are none without.
    pub metrics_token: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            base_url: "http://127.0.0.1:7117".to_owned(),
            trusts_proxy: false,
            requests_per_minute: 12_000,
            requests_at_once: 1_000,
            metrics_token: None,
        }
    }
}

/// What every handler has.
#[derive(Clone)]
pub struct Web {
    /// The use cases.
    pub service: Service,
    /// Settings of the server.
    pub settings: Arc<Settings>,
    /// Whether the server is about to end, so that nobody sends it more.
    pub is_stopping: Arc<AtomicBool>,
    /// What was counted, as text; none where nothing is.
    pub metrics: Option<PrometheusHandle>,
    limiter: Arc<guard::Limiter>,
}

impl Web {
    /// The service with settings, and nothing counted.
    #[must_use]
    pub fn new(service: Service, settings: Settings) -> Self {
        let limiter = guard::limiter(settings.requests_per_minute, settings.requests_at_once);
        Self {
            service,
            settings: Arc::new(settings),
            is_stopping: Arc::default(),
            metrics: None,
            limiter: Arc::new(limiter),
        }
    }
}

/// Every route, with what holds for all of them: limits, headers, problems and logs.
pub fn router(web: Web) -> Router {
    let (api, _) = api::routes().split_for_parts();
    let routes = Router::new()
        .merge(api)
        .merge(pages::routes(&web))
        .merge(health::routes())
        .layer(DefaultBodyLimit::max(MAX_BODY));
    edge::around(routes, &web).with_state(web)
}
