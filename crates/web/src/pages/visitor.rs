//! Who opens a page.

use super::done::sentence_of;
use super::encoded;
use super::posted::{FormKey, NeedsSignIn};
use super::second_factor::{self, is_open_without};
use crate::extract::{RequestId, Requester};
use crate::{Problem, Web};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use core::net::SocketAddr;
use service::sessions::Authenticated;
use service::{Caller, Key, hash_secret, sessions};
use store::users::User;

/// The cookie of a session: by its prefix a browser keeps it to this host and to HTTPS.
pub(super) fn cookie_name(web: &Web) -> &'static str {
    if web.settings.base_url.starts_with("https://") { "__Host-counterpart" } else { "counterpart" }
}

/// The network address of a request: what the proxy in front says, where there is one that is trusted.
pub(crate) fn address(parts: &Parts, web: &Web) -> String {
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back();
    let forwarded = forwarded.and_then(|value| value.to_str().ok()).filter(|_| web.settings.trusts_proxy);
    // A proxy adds whom it saw at the end; what stands before that anyone can write.
    let nearest = forwarded.and_then(|list| list.rsplit(',').next()).map(|last| last.trim().to_owned());
    let peer =
        parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip().to_canonical().to_string());
    nearest.or(peer).unwrap_or_default()
}

/// Someone, signed in or not.
#[derive(Debug)]
pub(super) struct Visitor(pub(super) sessions::Visitor);

impl FromRequestParts<Web> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Problem> {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self(sessions::Visitor {
            address: address(parts, web),
            agent: agent.unwrap_or("an unnamed browser").to_owned(),
            before: secret(&parts.headers, web).map(hash_secret),
            browser: named_cookie(&parts.headers, browser_cookie_name(web)).map(hash_secret),
            request: request_id(parts),
        }))
    }
}

/// Someone who is signed in.
#[derive(Debug)]
pub(super) struct Signed {
    pub(super) caller: Caller,
    pub(super) user: User,
    /// What they did just before, in a sentence.
    pub(super) done: Option<&'static str>,
}

/// Why someone is not: they are sent to where they can sign in, and from there to the page that they asked for.
#[derive(Debug)]
pub(super) enum NotSigned {
    SignIn {
        needs: NeedsSignIn,
        page: String,
    },
    /// Their organisation requires a second factor.
    SetUpFactor,
    Problem(Problem),
}

impl IntoResponse for NotSigned {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn { needs, page } => {
                let ended = if needs.has_ended { "&ended=yes" } else { "" };
                let path = match page.as_str() {
                    "/" if !needs.has_ended => "/sign-in".to_owned(),
                    page => format!("/sign-in?next={}{ended}", encoded(page)),
                };
                let mut response = Redirect::to(&path).into_response();
                response.extensions_mut().insert(needs);
                response
            }
            Self::SetUpFactor => Redirect::to(second_factor::PATH).into_response(),
            Self::Problem(problem) => problem.into_response(),
        }
    }
}

impl FromRequestParts<Web> for Signed {
    type Rejection = NotSigned;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, NotSigned> {
        let sign_in = |has_ended| {
            let page = parts.uri.path_and_query().map_or("/", |page| page.as_str()).to_owned();
            NotSigned::SignIn { needs: NeedsSignIn { has_ended }, page }
        };
        let secret = secret(&parts.headers, web).ok_or_else(|| sign_in(false))?;
        match sessions::authenticate(&web.service, &secret).await {
            Ok(found) if found.owes_second_factor && !is_open_without(parts.uri.path()) => {
                Err(NotSigned::SetUpFactor)
            }
            Ok(Authenticated { actor, user, .. }) => {
                let done = parts.uri.query().and_then(done);
                let key = parts.extensions.get::<FormKey>().map(|key| Key::Form(key.0.clone()));
                let address = address(parts, web);
                let caller = Caller { actor, request: request_id(parts), key, address };
                Requester::is(parts, &caller);
                Ok(Self { caller, user, done })
            }
            Err(service::Error::NotSignedIn(_)) => Err(sign_in(true)),
            Err(error) => Err(NotSigned::Problem(error.into())),
        }
    }
}

/// What the address says was just done.
fn done(query: &str) -> Option<&'static str> {
    query.split('&').find_map(|pair| pair.strip_prefix("done=")).and_then(sentence_of)
}

/// The cookie by which a browser is known in which somebody signed in.
pub(super) fn browser_cookie_name(web: &Web) -> &'static str {
    if web.settings.base_url.starts_with("https://") {
        "__Host-counterpart-browser"
    } else {
        "counterpart-browser"
    }
}

fn secret(headers: &HeaderMap, web: &Web) -> Option<String> {
    named_cookie(headers, cookie_name(web))
}

fn named_cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let values = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = values.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, secret)| secret.to_owned())
}

fn request_id(parts: &Parts) -> String {
    parts.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}
