//! A version as whoever has a link to it reads it: without an account, and nothing but this version.

use super::one::{ShownFile, format_of, sent, shown_file};
use crate::pages::{FormData, FormErrors, Frame, Visitor, again, day, go, page};
use crate::{Problem, Web};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use report::Markup;
use service::Error;
use service::shares::{self, Opened};

#[derive(Template)]
#[template(path = "reports/locked.html")]
struct Locked {
    frame: Frame,
    wrong: FormErrors,
    path: String,
}

#[derive(Template)]
#[template(path = "reports/shared.html")]
struct SharedPage {
    frame: Frame,
    organisation: String,
    search: String,
    title: String,
    version: i64,
    made: String,
    until: String,
    since: String,
    /// What a browser asks for when it shows the page.
    shown: String,
    changes: Vec<String>,
    pdf: Option<ShownFile>,
    whole: Option<ShownFile>,
    /// What else the link offers.
    files: Vec<ShownFile>,
    /// Where the report begins.
    opening: Option<Markup>,
}

pub(super) async fn open(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let proof = proof(&headers);
    let opened = shares::open(&web.service, &secret, proof.as_deref(), &visitor).await.map_err(no_link)?;
    let path = format!("/s/{secret}");
    let answer = match opened {
        Opened::Locked => page(&Locked { frame: Frame::outside(), wrong: FormErrors::default(), path })?,
        Opened::Open(shared) => {
            let mut files: Vec<ShownFile> = shared
                .files
                .iter()
                .map(|file| shown_file(&path, file.format, file.n_bytes, &file.sha256))
                .collect();
            let mut take = |ending: &str| {
                let at = files.iter().position(|file| file.path.ends_with(ending));
                at.map(|at| files.remove(at))
            };
            page(&SharedPage {
                pdf: take(".pdf"),
                whole: take(".html"),
                opening: shared.opening,
                frame: Frame::outside(),
                organisation: shared.organisation,
                search: shared.search,
                version: shared.report.version,
                made: day(&shared.report.created_at),
                until: day(&shared.expires_at),
                since: format!("What has changed since version {}", shared.report.version - 1),
                shown: format!("{path}/shown"),
                changes: shared.changes,
                title: shared.report.title,
                files,
            })?
        }
    };
    Ok(unlisted(answer))
}

/// A picture of one point, which browsers ask for when they show the page: by that it is known that somebody has opened it.
pub(super) async fn shown(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    const POINT: &[u8] =
        b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\
                           \x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";
    // A browser may load a page ahead of anybody's asking for it.
    let is_ahead = headers.contains_key("sec-purpose") || headers.contains_key("purpose");
    if method == Method::GET && !is_ahead {
        shares::shown(&web.service, &secret, proof(&headers).as_deref(), &visitor).await.map_err(no_link)?;
    }
    Ok(unlisted(([(header::CONTENT_TYPE, "image/gif")], POINT).into_response()))
}

pub(super) async fn unlock(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
    form: FormData,
) -> Result<Response, Problem> {
    let path = format!("/s/{secret}");
    match shares::unlock(&web.service, &secret, form.secret("passcode"), &visitor).await {
        Ok(proof) => {
            let mut answer = go(&path);
            let is_https = web.settings.base_url.starts_with("https://");
            let secure = if is_https { "; Secure" } else { "" };
            // Only this link's pages get it, and the browser forgets it when it is closed.
            let cookie = format!("{PROOF}={proof}; Path={path}; HttpOnly; SameSite=Lax{secure}");
            if let Ok(cookie) = HeaderValue::from_str(&cookie) {
                answer.headers_mut().insert(header::SET_COOKIE, cookie);
            }
            Ok(unlisted(answer))
        }
        Err(error @ Error::NotFound(_)) => Err(no_link(error)),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            Ok(unlisted(again(wrong.status, &Locked { frame: Frame::outside(), wrong, path })?))
        }
    }
}

pub(super) async fn file(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path((secret, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let proof = proof(&headers);
    let format = format_of(&file).map_err(no_link)?;
    let file =
        shares::file(&web.service, &secret, proof.as_deref(), format, &visitor).await.map_err(no_link)?;
    Ok(unlisted(sent(file)))
}

const PROOF: &str = "counterpart-passcode";

/// What shows that the passcode was said, where the browser has it.
fn proof(headers: &HeaderMap) -> Option<String> {
    let values = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = values.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == PROOF).map(|(_, proof)| proof.to_owned())
}

/// Found by no search engine.
fn unlisted(mut response: Response) -> Response {
    let name = HeaderName::from_static("x-robots-tag");
    response.headers_mut().insert(name, HeaderValue::from_static("noindex, nofollow, noarchive"));
    response
}

fn no_link(error: Error) -> Problem {
    let detail = "it may have ended, have been revoked, or have been cut short on its way. Whoever gave it to you can make \
                  another";
    crate::pages::no_link(error, detail)
}
