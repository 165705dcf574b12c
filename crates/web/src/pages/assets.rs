//! The one stylesheet and the one script, each at an address that changes with it, so that browsers keep them.

use crate::Web;
use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use service::hash_secret;
use std::sync::LazyLock;

static STYLE: LazyLock<String> =
    LazyLock::new(|| format!("{}\n{}", report::STYLE, include_str!("../../assets/pages.css")));
const SCRIPT: &str = include_str!("../../assets/pages.js");

pub(super) static STYLE_PATH: LazyLock<String> = LazyLock::new(|| address(&STYLE, "css"));
pub(super) static SCRIPT_PATH: LazyLock<String> = LazyLock::new(|| address(SCRIPT, "js"));

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route(&STYLE_PATH, get(|| async { kept("text/css; charset=utf-8", STYLE.as_str()) }))
        .route(&SCRIPT_PATH, get(|| async { kept("text/javascript; charset=utf-8", SCRIPT) }))
}

fn address(text: &str, ending: &str) -> String {
    format!("/assets/{}.{ending}", &hash_secret(text)[..16])
}

fn kept(kind: &'static str, text: &'static str) -> Response {
    let caching = "public, max-age=31536000, immutable";
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, caching)], text).into_response()
}
