//! A version that is to be added: as a file, or as text.

use super::listed;
use crate::pages::form::bad_form;
use crate::pages::{Asked, FormData, Signed, again, go, sentence};
use crate::{Problem, Web};
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use service::frameworks::{self, FrameworkInput};
use service::{Code, Error, Permission};

/// What was given, and all that is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Upload {
    /// The document, so that it can be mended in place.
    pub(super) document: String,
    /// Every problem, with its place and what would do.
    pub(super) problems: Vec<String>,
}

/// A document from a form with a file, or with a text where no file was chosen.
pub(super) struct Document(String);

impl FromRequest<Web> for Document {
    type Rejection = Problem;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Problem> {
        if !is_multipart(request.headers()) {
            let form = FormData::from_request(request, web).await?;
            return Ok(Self(form.text("document").to_owned()));
        }
        let mut form = Multipart::from_request(request, web).await.map_err(|error| unread(error.status()))?;
        let (mut file, mut typed) = (String::new(), String::new());
        while let Some(field) = form.next_field().await.map_err(|error| unread(error.status()))? {
            let is_file = field.name() == Some("file");
            let bytes = field.bytes().await.map_err(|error| unread(error.status()))?;
            // A file that is no text becomes one that the reader refuses, with the place where it stops being one.
            let text = String::from_utf8_lossy(&bytes).into_owned();
            *(if is_file { &mut file } else { &mut typed }) = text;
        }
        Ok(Self(if file.trim().is_empty() { typed } else { file }))
    }
}

fn is_multipart(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

fn unread(status: StatusCode) -> Problem {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(Code::TooLarge, "a framework has at most 500,000 characters; this is more")
        }
        status => bad_form(status),
    }
}

pub(super) async fn add(
    State(web): State<Web>,
    signed: Signed,
    asked: Asked,
    request: Request,
) -> Result<Response, Problem> {
    // Nobody sends half a megabyte only to learn that they may not.
    signed.caller.actor.require(Permission::FrameworksWrite)?;
    let Document(document) = Document::from_request(request, &web).await?;
    let input = FrameworkInput { document: document.clone() };
    let (status, problems) = match frameworks::add(&web.service, &signed.caller, input).await {
        Ok(outline) => {
            return Ok(go(&format!("/admin/frameworks/{}?done=framework_added", outline.version.id)));
        }
        Err(Error::Invalid(values)) => {
            // Each begins with a key of the file, which is written as it stands there.
            let told = values.into_iter().map(|bad| bad.detail).collect();
            (StatusCode::UNPROCESSABLE_ENTITY, told)
        }
        Err(Error::Conflict { detail, .. }) => (StatusCode::CONFLICT, vec![sentence(&detail)]),
        Err(error) => return Err(error.into()),
    };
    let template = listed(&web, &signed, &asked, Upload { document, problems }).await?;
    again(status, &template)
}
