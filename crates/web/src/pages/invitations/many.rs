//! Inviting several people at once from a pasted list, how far the raters are, and reminding all of them.

use crate::extract::PathId;
use crate::pages::{FormData, FormErrors, Frame, Place, Signed, again, go, page};
use crate::{Problem, Web};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use report::words::counted;
use service::evidence::MIN_GROUP;
use service::invitations::{self, DAYS, InvitationOutline, InvitationState};
use service::{Asked, Error, Permission, evidence};
use store::ratings::Source;
use store::searches::SearchState;
use store::{PersonId, SearchId};

#[derive(Template)]
#[template(path = "invitations/many.html")]
struct Page {
    frame: Frame,
    wrong: FormErrors,
    id: PersonId,
    name: String,
    can_mail: bool,
    list: String,
    search: String,
    searches: Vec<(String, String)>,
    days: String,
}

#[derive(Template)]
#[template(path = "invitations/many_done.html")]
struct Done {
    frame: Frame,
    id: PersonId,
    name: String,
    rows: Vec<Row>,
}

/// What became of one line of the list.
struct Row {
    name: String,
    words: String,
    /// The link to hand on, where it is not mailed.
    url: Option<String>,
}

pub(super) async fn form_page(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<PersonId>,
) -> Result<Response, Problem> {
    page(&many_page(&web, &signed, &id, (FormErrors::default(), None)).await?)
}

pub(super) async fn invite(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<PersonId>,
    form: FormData,
) -> Result<Response, Problem> {
    let read = || {
        let search: Option<SearchId> = form.read("search", "choose one of the list")?;
        let days = form.read("days", "give a whole number")?;
        invitations::read_list(form.text("list"), search.as_ref(), days)
    };
    signed.caller.actor.require(Permission::InvitationsWrite)?;
    let name = evidence::get(&web.service, &signed.caller, &id).await?.person.name;
    let people = match read() {
        Ok(people) => people,
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            return again(wrong.status, &many_page(&web, &signed, &id, (wrong, Some(&form))).await?);
        }
    };
    let mut rows = Vec::new();
    for person in people {
        let named = person.name.clone();
        let (caller, base_url) = (&signed.caller, &web.settings.base_url);
        rows.push(match invitations::create(&web.service, caller, &id, person, base_url).await {
            Ok(invited) => Row {
                name: named,
                words: if invited.url.is_some() { "Invited. Send this link:" } else { "Invited by e-mail." }
                    .to_owned(),
                url: invited.url,
            },
            Err(error @ (Error::Invalid(_) | Error::Conflict { .. })) => {
                Row { name: named, words: format!("Not invited: {error}."), url: None }
            }
            Err(error) => return Err(error.into()),
        });
    }
    page(&Done { frame: Frame::of(&signed, Place::People), id, name, rows })
}

async fn many_page(
    web: &Web,
    signed: &Signed,
    id: &PersonId,
    (wrong, typed): (FormErrors, Option<&FormData>),
) -> Result<Page, Problem> {
    signed.caller.actor.require(Permission::InvitationsWrite)?;
    let evidence = evidence::get(&web.service, &signed.caller, id).await?;
    let open = evidence.searches.iter().filter(|search| search.state == SearchState::Open);
    let general = (String::new(), "No particular search".to_owned());
    let searches: Vec<(String, String)> =
        open.map(|search| (search.id.to_string(), search.title.clone())).chain([general]).collect();
    let first = searches.first().map(|(id, _)| id.clone()).unwrap_or_default();
    Ok(Page {
        frame: Frame::of(signed, Place::People),
        wrong,
        id: id.clone(),
        name: evidence.person.name,
        can_mail: invitations::can_mail(&web.service),
        list: typed.map_or("", |typed| typed.text("list")).to_owned(),
        search: typed.map_or(first, |typed| typed.text("search").to_owned()),
        searches,
        days: typed.map_or(DAYS.to_string(), |typed| typed.text("days").to_owned()),
    })
}

/// Reminds everyone who has yet to answer and has an address. Says how many that were.
pub(super) async fn remind_all(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<PersonId>,
) -> Result<Response, Problem> {
    let (service, caller) = (&web.service, &signed.caller);
    caller.actor.require(Permission::InvitationsWrite)?;
    let all = Asked { limit: Some(200), cursor: None };
    let invited = invitations::list(service, caller, &id, &all).await?.items;
    let mut n_reminded = 0;
    for one in invited.iter().filter(|one| is_waited_for(one) && !one.email.is_empty()) {
        match invitations::mail(service, caller, &one.id, true, &web.settings.base_url).await {
            Ok(_) => n_reminded += 1,
            // Whoever has answered or was withdrawn meanwhile needs no reminder.
            Err(Error::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let word = if n_reminded > 0 { "reminded" } else { "none_reminded" };
    Ok(go(&format!("/people/{id}?done={word}#questionnaires")))
}

fn is_waited_for(one: &InvitationOutline) -> bool {
    matches!(one.state, InvitationState::Sent | InvitationState::Opened | InvitationState::Started)
}

/// How far the raters of a person are, a sentence for each kind, and whether there is anyone to remind.
pub(in crate::pages) struct Raters {
    pub(in crate::pages) progress: Vec<String>,
    pub(in crate::pages) can_remind: bool,
}

impl Raters {
    pub(in crate::pages) fn of(invited: &[InvitationOutline], can_mail: bool) -> Self {
        let kinds = [
            (Source::Oneself, "own answers", 1),
            (Source::Superior, "superior", 1),
            (Source::Peer, "peer", MIN_GROUP),
            (Source::Report, "direct report", MIN_GROUP),
        ];
        let progress = kinds.into_iter().filter_map(|(source, words, least)| {
            let counts =
                |one: &&InvitationOutline| one.source == source && one.state != InvitationState::Revoked;
            let asked: Vec<&InvitationOutline> = invited.iter().filter(counts).collect();
            let n_done = asked.iter().filter(|one| one.state == InvitationState::Done).count();
            (!asked.is_empty()).then(|| sentence((source, words), (n_done, asked.len()), least))
        });
        Self {
            progress: progress.collect(),
            can_remind: can_mail && invited.iter().any(|one| is_waited_for(one) && !one.email.is_empty()),
        }
    }
}

fn sentence((source, words): (Source, &str), (n_done, n_asked): (usize, usize), least: usize) -> String {
    if source == Source::Oneself {
        return if n_done > 0 { "Own answers received." } else { "Own answers not received yet." }.to_owned();
    }
    let have = format!("{n_done} of {} answered", counted(n_asked, words));
    match least.saturating_sub(n_done) {
        0 => format!("{have}."),
        more if least > 1 && n_asked < least => {
            format!("{have}: {more} more needed, so invite at least {} more.", least - n_asked)
        }
        more if least > 1 => format!("{have}: {more} more needed."),
        _ => format!("{have}."),
    }
}

#[cfg(test)]
mod tests {
    use super::{MIN_GROUP, Source, sentence};

    #[test]
    fn it_is_said_how_many_more_are_needed() {
        let peers = |done, asked| sentence((Source::Peer, "peer"), (done, asked), MIN_GROUP);
        assert_eq!(peers(2, 3), "2 of 3 peers answered: 1 more needed.");
        assert_eq!(peers(1, 2), "1 of 2 peers answered: 2 more needed, so invite at least 1 more.");
        assert_eq!(peers(3, 4), "3 of 4 peers answered.");
        assert_eq!(sentence((Source::Superior, "superior"), (0, 1), 1), "0 of 1 superior answered.");
        assert_eq!(sentence((Source::Oneself, ""), (1, 1), 1), "Own answers received.");
    }
}
