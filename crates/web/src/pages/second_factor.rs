//! One's own second factor, and the code that is asked for after the password.

use super::posted::{Kept, go_on};
use super::signing_in::{sign_in_anew, with_session};
use super::{FormData, FormErrors, Frame, Place, Signed, Visitor, again, counted, day, go, page};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use qrcodegen::{QrCode, QrCodeEcc};
use service::second_factor::{self, FreshKey, Standing, grouped};
use service::{Error, Secret, sessions};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route(PATH, get(own))
        .route("/account/second-factor/begin", post(begin))
        .route("/account/second-factor/confirm", post(confirm))
        .route("/account/second-factor/codes", post(renew))
        .route("/account/second-factor/remove", post(turn_off))
        .route("/sign-in/code", post(give_code))
}

/// Where someone keeps their second factor.
pub(super) const PATH: &str = "/account/second-factor";

/// Whether a page is open to those who owe a second factor: what they need to set one up, and to leave.
pub(super) fn is_open_without(path: &str) -> bool {
    path.starts_with(PATH) || ["/confirm", "/sign-out", "/account/sign-out-everywhere"].contains(&path)
}

#[derive(Template)]
#[template(path = "account/second_factor.html")]
struct OwnFactor {
    frame: Frame,
    wrong: FormErrors,
    since: Option<String>,
    left: String,
    is_required: bool,
    pending: Option<ShownKey>,
    /// Recovery codes that were just made.
    codes: Vec<String>,
}

struct ShownKey {
    key: String,
    uri: String,
    /// The QR code of the address: its width in squares, and the squares as the path of a picture.
    width: i32,
    squares: String,
}

impl ShownKey {
    fn of(key: FreshKey) -> Result<Self, Problem> {
        let code = QrCode::encode_text(&key.uri, QrCodeEcc::Medium);
        let code = code.map_err(Error::internal("drawing a key"))?;
        let width = code.size();
        let dark =
            (0..width).flat_map(|y| (0..width).map(move |x| (x, y))).filter(|(x, y)| code.get_module(*x, *y));
        let squares = dark.map(|(x, y)| format!("M{x} {y}h1v1h-1z")).collect();
        Ok(Self { key: grouped(&key.key), uri: key.uri, width, squares })
    }
}

async fn own(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    shown(&web, &signed, FormErrors::default(), Vec::new()).await
}

async fn shown(
    web: &Web,
    signed: &Signed,
    wrong: FormErrors,
    codes: Vec<String>,
) -> Result<Response, Problem> {
    let Standing { since, pending, n_recovery_codes, is_required } =
        second_factor::standing(&web.service, &signed.caller, &signed.user).await?;
    let template = OwnFactor {
        frame: Frame::of(signed, Place::Account),
        since: since.as_ref().map(day),
        left: counted(usize::try_from(n_recovery_codes).unwrap_or_default(), "recovery code"),
        is_required,
        pending: pending.map(ShownKey::of).transpose()?,
        codes,
        wrong,
    };
    if template.wrong.is_empty() { page(&template) } else { again(template.wrong.status, &template) }
}

async fn begin(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    second_factor::begin(&web.service, &signed.caller).await?;
    Ok(go(PATH))
}

async fn confirm(State(web): State<Web>, signed: Signed, form: FormData) -> Result<Response, Problem> {
    let confirmed = second_factor::confirm(&web.service, &signed.caller, form.secret("code")).await;
    with_codes(&web, &signed, confirmed).await
}

async fn renew(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    let renewed = second_factor::renew_recovery_codes(&web.service, &signed.caller).await;
    with_codes(&web, &signed, renewed).await
}

async fn with_codes(
    web: &Web,
    signed: &Signed,
    codes: service::Result<Vec<String>>,
) -> Result<Response, Problem> {
    match codes {
        Ok(codes) => shown(web, signed, FormErrors::default(), codes).await,
        Err(error) => shown(web, signed, FormErrors::of(error)?, Vec::new()).await,
    }
}

async fn turn_off(State(web): State<Web>, signed: Signed, form: FormData) -> Result<Response, Problem> {
    match second_factor::turn_off(&web.service, &signed.caller, form.secret("code")).await {
        Ok(()) => Ok(go("/account/second-factor?done=factor_removed")),
        Err(error) => shown(&web, &signed, FormErrors::of(error)?, Vec::new()).await,
    }
}

#[derive(Template)]
#[template(path = "signing_in/code.html")]
struct CodePage {
    frame: Frame,
    wrong: FormErrors,
    begun: String,
    kept: Kept,
}

/// The page that asks for the code after the password.
pub(super) fn ask_code(begun: &Secret, kept: Kept) -> Result<Response, Problem> {
    page(&code_of(begun.reveal(), FormErrors::default(), kept))
}

fn code_of(begun: &str, wrong: FormErrors, kept: Kept) -> CodePage {
    CodePage { frame: Frame::outside(), wrong, begun: begun.to_owned(), kept }
}

async fn give_code(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    form: FormData,
) -> Result<Response, Problem> {
    let (begun, kept) = (form.secret("begun"), Kept::within(&form));
    match sessions::give_code(&web.service, begun, form.secret("code"), &visitor).await {
        Ok(session) => Ok(with_session(&web, &session, go_on(&kept)?)),
        Err(error @ Error::NotSignedIn(_)) => sign_in_anew(error, kept),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            again(wrong.status, &code_of(begun, wrong, kept))
        }
    }
}
