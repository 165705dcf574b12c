//! Forms as browsers send them: from our own pages alone, once where somebody clicks twice, and with nothing lost where a
//! session has ended meanwhile.

use super::{FormData, Frame, encoded, go, page};
use crate::extract::RequestId;
use crate::{Problem, Web, origin};
use askama::Template;
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use service::Code;

/// A form up to this size is kept while its sender signs in again, in bytes. Within the form for signing in it takes more.
const MOST_KEPT: u64 = 512 * 1024;
/// The field by which a form is known to be sent again.
const ONCE: &str = "once";

/// What makes a form harmless that is sent twice.
#[derive(Debug, Clone)]
pub(super) struct FormKey(pub(super) String);

/// Whoever sent a request is not signed in; whether they were before.
#[derive(Debug, Clone, Copy)]
pub(super) struct NeedsSignIn {
    pub(super) has_ended: bool,
}

/// What holds for every page: forms come from our own pages, and those of people who have signed in are known when they are sent
/// again.
pub(super) async fn posted(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_known = request.headers().contains_key(header::COOKIE);
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    if is_read {
        let asked = request.uri().path_and_query().map_or("/", |asked| asked.as_str()).to_owned();
        let response = next.run(request).await;
        return match needs_proof(&response) {
            true => go(&format!("/confirm?next={}", encoded(&asked))),
            false if is_known => with_keys(response, &id).await,
            false => response,
        };
    }
    if let Err(words) = origin::check(request.headers(), &web.settings) {
        return Problem::new(Code::ForeignForm, words).into_response();
    }
    let path = request.uri().path().to_owned();
    let mut fields = None;
    if let Some(key) = key_of_files(&request) {
        request.extensions_mut().insert(key);
    }
    if is_short_form(&request) {
        let (mut parts, body) = request.into_parts();
        let Ok(sent) = to_bytes(body, usize::MAX).await else {
            return super::form::bad_form(StatusCode::BAD_REQUEST).into_response();
        };
        let (once, rest) = without_key(&sent);
        if let Some(once) = once {
            // What was changed in a form that was sent before makes it another.
            let key = [once.as_bytes(), path.as_bytes(), &rest].join(&b' ');
            parts.extensions.insert(FormKey(service::hash_secret(key)));
        }
        // Its length is another now, which only the client's own connection cares about.
        parts.headers.remove(header::CONTENT_LENGTH);
        request = Request::from_parts(parts, Body::from(rest.clone()));
        fields = Some(rest);
    }
    let response = next.run(request).await;
    match response.extensions().get::<NeedsSignIn>() {
        Some(needs) if path != "/sign-out" => {
            let kept = Kept { path, fields: fields.as_deref().map(kept_fields) };
            super::signing_in::sign_in_again(*needs, kept).unwrap_or_else(IntoResponse::into_response)
        }
        _ if needs_proof(&response) => {
            let kept = Kept { path, fields: fields.as_deref().map(kept_fields) };
            let asked = super::signing_in::confirm_first(kept).unwrap_or_else(IntoResponse::into_response);
            with_keys(asked, &id).await
        }
        _ if is_known => with_keys(response, &id).await,
        _ => response,
    }
}

/// Whether whoever sent a request has to show first who they are.
fn needs_proof(response: &Response) -> bool {
    response.extensions().get::<Problem>().is_some_and(|problem| problem.code == Code::ConfirmFirst)
}

fn is_short_form(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_form = kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    is_form && request.body().size_hint().exact().is_some_and(|length| length <= MOST_KEPT)
}

/// The key of a form with files, which stands in its address: files are read as they arrive. Another file is as a rule of
/// another length, and makes it another form.
fn key_of_files(request: &Request) -> Option<FormKey> {
    let kind = request.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
    let length = request.body().size_hint().exact().filter(|_| kind.starts_with("multipart/form-data"))?;
    let mut asked = form_urlencoded::parse(request.uri().query()?.as_bytes());
    let (_, once) = asked.find(|(name, _)| name == ONCE)?;
    Some(FormKey(service::hash_secret(format!("{once} {} {length}", request.uri().path()))))
}

/// The key of a form, which stands before its fields, and the fields.
fn without_key(sent: &Bytes) -> (Option<String>, Bytes) {
    let key =
        sent.strip_prefix(b"once=").map(|rest| rest.split(|byte| *byte == b'&').next().unwrap_or_default());
    match key.and_then(|key| std::str::from_utf8(key).ok()) {
        Some(key) if !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            let end = (ONCE.len() + 1 + key.len() + 1).min(sent.len());
            (Some(key.to_owned()), sent.slice(end..))
        }
        _ => (None, sent.clone()),
    }
}

/// Puts a key of its own into each form of a page: ahead of its fields, or into the address of a form with files.
async fn with_keys(response: Response, key: &str) -> Response {
    const FORM: &str = "<form method=\"post\"";
    // The end of the address of a form with files, and what comes next.
    const FILES: &str = "\" enctype=\"";
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("text/html")) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // Pages are whole in memory: this only takes them out of their wrapping.
    let bytes = match to_bytes(body, usize::MAX).await {
        Ok(bytes) => bytes,
        Err(error) => {
            return Problem::from(service::Error::failed("reading our page", error)).into_response();
        }
    };
    let page = match std::str::from_utf8(&bytes) {
        // What people typed is escaped, and makes no tag.
        Ok(page) if page.contains(FORM) => page,
        _ => return Response::from_parts(parts, Body::from(bytes)),
    };
    let mut keyed = String::with_capacity(page.len() + 1024);
    for (index, part) in page.split(FORM).enumerate() {
        if index == 0 {
            keyed.push_str(part);
            continue;
        }
        let (attributes, rest) = part.split_once('>').unwrap_or((part, ""));
        if attributes.contains(FILES) {
            let attributes = attributes.replacen(FILES, &format!("?{ONCE}={key}{FILES}"), 1);
            keyed.push_str(&format!("{FORM}{attributes}>"));
        } else {
            keyed.push_str(&format!("{FORM}{attributes}>"));
            keyed.push_str(&format!("<input type=\"hidden\" name=\"{ONCE}\" value=\"{key}\">"));
        }
        keyed.push_str(rest);
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(keyed))
}

/// A form whose sender has to sign in first, or to give the password again: where it goes, and its fields as they travel in an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) path: String,
    /// None where there is nothing to send again: a page was asked for, or a file was sent, which has to be chosen again.
    pub(super) fields: Option<String>,
}

impl Kept {
    /// What stands in the hidden fields of a form for signing in.
    pub(super) fn within(form: &FormData) -> Self {
        let fields = form.is_ticked("kept").then(|| form.secret("kept").to_owned());
        Self { path: form.text("next").to_owned(), fields }
    }
}

/// The fields of a form but for passwords, which no page repeats.
fn kept_fields(fields: &[u8]) -> String {
    let is_kept = |name: &str| !["password", "present", "passcode", "code"].contains(&name);
    let pairs = form_urlencoded::parse(fields).filter(|(name, _)| is_kept(name));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// The path of a page of ours to go on to; the start for anything else.
pub(super) fn path_of_ours(path: &str) -> &str {
    let is_ours = path.starts_with('/')
        && !path.starts_with("//")
        && !path.starts_with("/sign-")
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_ours { path } else { "/" }
}

#[derive(Template)]
#[template(path = "signing_in/go_on.html")]
struct GoOn<'a> {
    frame: Frame,
    title: &'static str,
    words: &'static str,
    path: &'a str,
    fields: Vec<(String, String)>,
}

/// Where to go on after signing in: to the form that waited, or to the page that was asked for.
pub(super) fn go_on(kept: &Kept) -> Result<Response, Problem> {
    const WORDS: &str = "What you typed before your session ended has not been sent yet.";
    go_on_after(kept, "You are signed in again", WORDS)
}

/// Where to go on after giving the password again.
pub(super) fn go_on_confirmed(kept: &Kept) -> Result<Response, Problem> {
    go_on_after(kept, "Thank you: it is you", "What you were about to do has not been done yet.")
}

fn go_on_after(kept: &Kept, title: &'static str, words: &'static str) -> Result<Response, Problem> {
    let path = path_of_ours(&kept.path);
    let Some(fields) = &kept.fields else { return Ok(go(path)) };
    let fields = form_urlencoded::parse(fields.as_bytes()).into_owned().collect();
    page(&GoOn { frame: Frame::outside(), title, words, path, fields })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_form_stands_before_its_fields() {
        for (sent, key, fields) in [
            ("once=0a1f&name=Ada", Some("0a1f"), "name=Ada"),
            ("once=0a1f", Some("0a1f"), ""),
            ("name=Ada&once=0a1f", None, "name=Ada&once=0a1f"),
            ("once=&name=Ada", None, "once=&name=Ada"),
            ("once=%20&name=Ada", None, "once=%20&name=Ada"),
            ("", None, ""),
        ] {
            let (found, rest) = without_key(&Bytes::from(sent));
            assert_eq!((found.as_deref(), rest.as_ref()), (key, fields.as_bytes()), "{sent}");
        }
    }

    #[test]
    fn only_our_own_pages_are_gone_on_to() {
        for ours in ["/people?q=a%20b", "/", "/searches/1#x"] {
            assert_eq!(path_of_ours(ours), ours);
        }
        for other in
            ["", "//evil.example", "/\\evil.example", "https://evil.example", "/a b", "/sign-out", "/\n/x"]
        {
            assert_eq!(path_of_ours(other), "/", "{other}");
        }
    }

    #[test]
    fn passwords_are_not_kept() {
        assert_eq!(kept_fields(b"name=A+%26+B&password=x&present=y"), "name=A+%26+B");
    }
}
