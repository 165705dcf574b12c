//! What the server writes down: a line of JSON for each request on the standard error output, and counters.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::filter::LevelFilter;

/// Begins logging at a level. Libraries say warnings at most: what they log of a request is not ours to publish.
pub(super) fn begin(level: &str) {
    let level = level.parse().unwrap_or(LevelFilter::INFO);
    let ours = ["web", "service", "store", "counterpart"];
    let targets = ours.iter().fold(
        tracing_subscriber::filter::Targets::new().with_default(LevelFilter::WARN.min(level)),
        |targets, name| targets.with_target(*name, level),
    );
    use tracing_subscriber::layer::SubscriberExt;
    use tracing_subscriber::util::SubscriberInitExt;
    let lines = tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(std::io::stderr);
    // It fails only where logging has begun already.
    let _ = tracing_subscriber::registry().with(lines).with(targets).try_init();
}

/// Begins counting; none where counting has begun already.
pub(super) fn count() -> Option<PrometheusHandle> {
    let seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
    PrometheusBuilder::new().set_buckets(&seconds).ok()?.install_recorder().ok()
}
