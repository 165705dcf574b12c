//! Inviting to the panel: by name and e-mail, and with a new link for who has never come in.

use super::of;
use crate::extract::PathId;
use crate::pages::{FormData, FormErrors, Signed, again, day, page};
use crate::{Problem, Web};
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use service::Error;
use service::panel::{self, Invited, PanelInvitation};
use store::{SearchId, UserId};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/searches/{search_id}/panel/invitations", post(invite))
        .route("/searches/{search_id}/panel/members/{user_id}/link", post(renew))
}

/// Who was just invited.
pub(super) struct Shown {
    pub(super) name: String,
    /// The link to hand on, and until when it works; none where it was mailed or is not needed.
    pub(super) link: Option<(String, String)>,
    pub(super) is_mailed: bool,
}

async fn invite(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    let input = PanelInvitation { name: form.text("name").to_owned(), email: form.text("email").to_owned() };
    let base_url = &web.settings.base_url;
    let invited = panel::invite(&web.service, &signed.caller, &id, &input, base_url).await;
    shown(&web, &signed, &id, &form, invited).await
}

async fn renew(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, user)): PathId<(SearchId, UserId)>,
) -> Result<Response, Problem> {
    let invited = panel::renew(&web.service, &signed.caller, &id, &user, &web.settings.base_url).await;
    shown(&web, &signed, &id, &FormData::default(), invited).await
}

/// The panel again, with the link, which is shown this once; or with what was wrong.
async fn shown(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    form: &FormData,
    invited: Result<Invited, Error>,
) -> Result<Response, Problem> {
    match invited {
        Ok(invited) => {
            let mut template = of(web, signed, id, None, FormErrors::default()).await?;
            template.invited = Some(Shown {
                name: invited.name,
                link: invited.link.map(|(url, until)| (url, day(&until))),
                is_mailed: invited.is_mailed,
            });
            page(&template)
        }
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            again(wrong.status, &of(web, signed, id, Some(form), wrong).await?)
        }
    }
}
