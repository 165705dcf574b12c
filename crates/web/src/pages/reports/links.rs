//! Links by which versions are read from outside: made, listed and revoked.

use super::one;
use crate::extract::PathId;
use crate::pages::{
    Asked, FormData, FormErrors, Frame, Place, Signed, again, counted, day, go, minute, page,
};
use crate::{Problem, Web};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use service::shares::{self, ShareInput, ShareOutline, ShareState};
use service::{Error, Listed};
use store::{ReportId, ShareId};

/// A link that was just made.
pub(super) struct ShownLink {
    pub(super) url: String,
    pub(super) until: String,
    pub(super) has_passcode: bool,
}

/// A link in a list.
pub(super) struct ShownShare {
    pub(super) id: ShareId,
    pub(super) name: String,
    pub(super) report: String,
    pub(super) path: String,
    pub(super) state: String,
    pub(super) views: String,
    pub(super) made: String,
    pub(super) is_open: bool,
}

#[derive(Template)]
#[template(path = "reports/shares.html")]
struct All {
    frame: Frame,
    shares: Vec<ShownShare>,
    n_open: usize,
    next: Option<String>,
}

pub(super) fn shown(share: &ShareOutline) -> ShownShare {
    let passcode = if share.has_passcode { ", with a passcode" } else { "" };
    let files = if share.offers_files { ", with all files" } else { "" };
    ShownShare {
        id: share.id.clone(),
        name: share.name.clone(),
        report: share.report.clone(),
        path: format!("/reports/{}", share.report_id),
        state: match (share.state, &share.revoked_at) {
            (ShareState::Open, _) => format!("works until {}{passcode}{files}", day(&share.expires_at)),
            (ShareState::Revoked, Some(at)) => format!("revoked on {}", day(at)),
            _ => format!("ended on {}", day(&share.expires_at)),
        },
        views: match &share.viewed_at {
            None => "never opened".to_owned(),
            Some(at) => {
                let n = usize::try_from(share.n_views).unwrap_or(0);
                format!("opened {}, last on {}", counted(n, "time"), minute(at))
            }
        },
        made: format!("{} by {}", day(&share.created_at), share.created_by_name),
        is_open: share.state == ShareState::Open,
    }
}

pub(super) async fn make(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<ReportId>,
    form: FormData,
) -> Result<Response, Problem> {
    let made = match input(&form) {
        Ok(input) => shares::create(&web.service, &signed.caller, &id, &input, &web.settings.base_url).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(made) => {
            let link = ShownLink {
                until: day(&made.share.expires_at),
                has_passcode: made.share.has_passcode,
                url: made.url,
            };
            let nothing = FormData::default();
            page(&one::shown(&web, &signed, &id, (FormErrors::default(), &nothing, Some(link))).await?)
        }
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            again(wrong.status, &one::shown(&web, &signed, &id, (wrong, &form, None)).await?)
        }
    }
}

fn input(form: &FormData) -> Result<ShareInput, Error> {
    let passcode = form.secret("passcode");
    Ok(ShareInput {
        name: form.text("name").to_owned(),
        days: form.read("days", "give a whole number of days, 1 to 30")?,
        passcode: (!passcode.is_empty()).then(|| passcode.to_owned()),
        offers_files: form.is_ticked("offers_files"),
    })
}

pub(super) async fn all(State(web): State<Web>, signed: Signed, asked: Asked) -> Result<Response, Problem> {
    let wanted = service::Asked { limit: Some(100), cursor: asked.fields.given("cursor").map(str::to_owned) };
    let Listed { items, next_cursor } = shares::list(&web.service, &signed.caller, None, &wanted).await?;
    let shares: Vec<ShownShare> = items.iter().map(shown).collect();
    page(&All {
        frame: Frame::of(&signed, Place::Searches),
        n_open: shares.iter().filter(|share| share.is_open).count(),
        shares,
        next: next_cursor.map(|cursor| format!("/shares?cursor={cursor}")),
    })
}

pub(super) async fn revoke(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<ShareId>,
) -> Result<Response, Problem> {
    shares::revoke(&web.service, &signed.caller, &id).await?;
    Ok(go("/shares?done=share_revoked"))
}

pub(super) async fn revoke_all(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    shares::revoke_all(&web.service, &signed.caller).await?;
    Ok(go("/shares?done=shares_revoked"))
}
