//! What holds against misuse: security headers on every answer, and limits on how often is asked.

use crate::{Problem, Web};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use service::hash_secret;
use std::num::NonZeroU32;

/// How often each token has asked lately; those without one share.
pub(crate) type Limiter =
    RateLimiter<String, HashMapStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// A limiter with the settings.
pub(crate) fn limiter(per_minute: u32, at_once: u32) -> Limiter {
    let positive = |number: u32| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
    let quota = Quota::per_minute(positive(per_minute)).allow_burst(positive(at_once));
    RateLimiter::hashmap(quota).with_middleware()
}

/// Past so many keys, those that are not limited any more are forgotten.
const MANY: usize = 10_000;

/// Lets a request to the API pass, or asks to wait, and says how many more may come at once.
pub(crate) async fn limited(State(web): State<Web>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/api/v1/") {
        return next.run(request).await;
    }
    let token = request.headers().get(header::AUTHORIZATION).map(|value| hash_secret(value.as_bytes()));
    if web.limiter.len() > MANY {
        web.limiter.retain_recent();
    }
    match web.limiter.check_key(&token.unwrap_or_default()) {
        Ok(state) => {
            let left = state.remaining_burst_capacity();
            let mut response = next.run(request).await;
            tell(response.headers_mut(), &web, left, 1);
            response
        }
        Err(too_soon) => {
            let wait = too_soon.wait_time_from(DefaultClock::default().now());
            let seconds = i64::try_from(wait.as_secs()).unwrap_or(i64::MAX).saturating_add(1);
            let mut response = Problem::from(service::Error::Throttled { seconds }).into_response();
            tell(response.headers_mut(), &web, 0, seconds);
            response
        }
    }
}

fn tell(headers: &mut HeaderMap, web: &Web, left: u32, seconds: i64) {
    let mut set = |name: &'static str, value: i64| {
        headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
    };
    set("ratelimit-limit", i64::from(web.settings.requests_at_once));
    set("ratelimit-remaining", i64::from(left));
    set("ratelimit-reset", seconds);
}

/// Nothing from elsewhere, nothing inline, in nobody's frame.
const PAGES: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// A report loads nothing either. Its own head allows its one stylesheet by the hash, and no other.
const REPORTS: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'; \
                       base-uri 'none'";

/// Adds what every browser is to be told.
pub(crate) async fn headers(State(web): State<Web>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let policy =
        if ["/report", "/report.html", "/plan.html", "/guide.html"].iter().any(|end| path.ends_with(end)) {
            REPORTS
        } else {
            PAGES
        };
    let mut response = next.run(request).await;
    let is_too_much = response.status() == StatusCode::TOO_MANY_REQUESTS;
    let headers = response.headers_mut();
    if is_too_much {
        // A page says in words how long to wait; this is for programs, which may try again sooner.
        headers.entry(header::RETRY_AFTER).or_insert(HeaderValue::from_static("2"));
    }
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, policy);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "no-referrer");
    // No browser and no proxy keeps what is about people.
    set(header::CACHE_CONTROL, "no-store");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    if web.settings.base_url.starts_with("https://") {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    response
}
