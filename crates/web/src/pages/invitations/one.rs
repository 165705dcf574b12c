//! One invitation: how far it is, what can be done, and what was handed in as far as it may be seen.

use crate::extract::PathId;
use crate::pages::{FormErrors, Frame, Place, Signed, again, day, go, minute, page, sentence};
use crate::{Problem, Web};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use report::words;
use service::invitations::{self, InvitationOutline, InvitationState, is_shielded};
use service::questionnaires::{self, Counted, HandedIn, MovedValue};
use service::{Error, Permission, people};
use store::ratings::Source;
use store::{InvitationId, PersonId, Timestamp};

#[derive(Template)]
#[template(path = "invitations/one.html")]
pub(super) struct Page {
    frame: Frame,
    wrong: FormErrors,
    id: InvitationId,
    person_id: PersonId,
    person: String,
    who: String,
    state: String,
    facts: Vec<(&'static str, String)>,
    link: Option<ShownLink>,
    may_link: bool,
    may_mail: bool,
    is_begun_by_shielded: bool,
    may_revoke: bool,
    handed_in: HandedIn,
    /// What was counted, and what it moved, in sentences.
    counted: Vec<String>,
}

/// A link that was just made.
pub(super) struct ShownLink {
    url: String,
    until: String,
}

impl ShownLink {
    pub(super) fn of(url: String, invitation: &InvitationOutline) -> Self {
        Self { url, until: day(&invitation.expires_at) }
    }
}

/// An invitation in the list of a person's.
pub(in crate::pages) struct Listed {
    pub(in crate::pages) path: String,
    pub(in crate::pages) who: String,
    pub(in crate::pages) form: String,
    pub(in crate::pages) state: String,
    /// Why mail about it has not gone out; empty where it has.
    pub(in crate::pages) failure: String,
}

/// An invitation as a row.
pub(in crate::pages) fn listed(invitation: &InvitationOutline) -> Listed {
    Listed {
        path: format!("/invitations/{}", invitation.id),
        who: who(invitation),
        form: invitation.instrument.title.clone(),
        state: state(invitation),
        failure: invitation.mail_failure.clone().unwrap_or_default(),
    }
}

pub(super) async fn show(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<InvitationId>,
) -> Result<Response, Problem> {
    let invitation = invitations::get(&web.service, &signed.caller, &id).await?;
    page(&shown_with(&web, &signed, invitation, (FormErrors::default(), None)).await?)
}

pub(super) async fn link(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<InvitationId>,
) -> Result<Response, Problem> {
    match invitations::link(&web.service, &signed.caller, &id, &web.settings.base_url).await {
        Ok(made) => {
            let link = made.url.map(|url| ShownLink::of(url, &made.invitation));
            page(&shown_with(&web, &signed, made.invitation, (FormErrors::default(), link)).await?)
        }
        Err(error) => refused(&web, &signed, &id, error).await,
    }
}

pub(super) async fn send(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<InvitationId>,
) -> Result<Response, Problem> {
    mailed(&web, &signed, &id, false).await
}

pub(super) async fn remind(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<InvitationId>,
) -> Result<Response, Problem> {
    mailed(&web, &signed, &id, true).await
}

async fn mailed(
    web: &Web,
    signed: &Signed,
    id: &InvitationId,
    is_reminder: bool,
) -> Result<Response, Problem> {
    match invitations::mail(&web.service, &signed.caller, id, is_reminder, &web.settings.base_url).await {
        Ok(_) => Ok(go(&format!("/invitations/{id}?done=mail_waits"))),
        Err(error) => refused(web, signed, id, error).await,
    }
}

pub(super) async fn revoke(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<InvitationId>,
) -> Result<Response, Problem> {
    invitations::revoke(&web.service, &signed.caller, &id).await?;
    Ok(go(&format!("/invitations/{id}?done=taken_back")))
}

async fn refused(web: &Web, signed: &Signed, id: &InvitationId, error: Error) -> Result<Response, Problem> {
    let wrong = FormErrors::of(error)?;
    let invitation = invitations::get(&web.service, &signed.caller, id).await?;
    let status = wrong.status;
    again(status, &shown_with(web, signed, invitation, (wrong, None)).await?)
}

/// The page of an invitation, with a link that was just made or with what was refused.
pub(super) async fn shown_with(
    web: &Web,
    signed: &Signed,
    invitation: InvitationOutline,
    (wrong, link): (FormErrors, Option<ShownLink>),
) -> Result<Page, Problem> {
    let person = people::get(&web.service, &signed.caller, &invitation.person_id).await?;
    let handed_in = questionnaires::handed_in(&web.service, &signed.caller, &invitation.id).await?;
    let may = signed.caller.actor.require(Permission::InvitationsWrite).is_ok();
    let is_over = invitation.state == InvitationState::Revoked
        || (is_shielded(invitation.source) && invitation.counted_at.is_some());
    let is_begun_by_shielded = is_shielded(invitation.source) && invitation.opened_at.is_some();
    Ok(Page {
        frame: Frame::of(signed, Place::People),
        wrong,
        person_id: person.id,
        who: match invitation.source {
            Source::Oneself => format!("{}, about themselves", person.name),
            _ => who(&invitation),
        },
        person: person.name,
        state: sentence(&state(&invitation)),
        facts: facts(&invitation, reminder(web, &invitation)),
        link,
        may_link: may && !is_over && !is_begun_by_shielded,
        may_mail: may && !is_over && !invitation.email.is_empty() && invitations::can_mail(&web.service),
        is_begun_by_shielded: is_begun_by_shielded && !is_over,
        may_revoke: may && invitation.state != InvitationState::Revoked,
        id: invitation.id,
        counted: handed_in.counted.as_ref().map(in_words).unwrap_or_default(),
        handed_in,
    })
}

/// What was counted, and what it moved.
fn in_words(counted: &Counted) -> Vec<String> {
    const NAMED: usize = 5;
    let Counted { n_ratings, n_new, moved } = counted;
    let new = match *n_new {
        0 => String::new(),
        n if n == *n_ratings => ", all on dimensions that nobody had measured".to_owned(),
        n => format!(", {n} of them on dimensions that nobody had measured"),
    };
    let mut lines = vec![format!("Counted: {}{new}.", words::counted(*n_ratings, "rating"))];
    let value =
        |moved: &MovedValue| format!("{} from {:.0} to {:.0}", moved.title, moved.before, moved.after);
    let named: Vec<String> = moved.iter().take(NAMED).map(value).collect();
    let more = match moved.len().saturating_sub(NAMED) {
        0 => String::new(),
        n => format!("; {n} more by less"),
    };
    lines.push(match named.is_empty() {
        true if n_new < n_ratings => "They moved no value that was known by as much as a point.".to_owned(),
        true => return lines,
        false => format!("They moved {}{more}.", named.join("; ")),
    });
    lines
}

fn who(invitation: &InvitationOutline) -> String {
    match invitation.source {
        Source::Oneself => "The person themselves".to_owned(),
        Source::Superior => format!("{}, board member or superior", invitation.name),
        Source::Peer => format!("{}, peer", invitation.name),
        Source::Report => format!("{}, direct report", invitation.name),
        Source::Assessor => format!("{}, assessor", invitation.name),
        Source::Test => invitation.name.clone(),
    }
}

/// How far an invitation is, in words.
fn state(invitation: &InvitationOutline) -> String {
    let on = |words: &str, at: Option<&Timestamp>| {
        at.map_or_else(|| words.to_owned(), |at| format!("{words} on {}", day(at)))
    };
    match invitation.state {
        InvitationState::Sent if invitation.is_mail_waiting => "mail waits to be sent".to_owned(),
        InvitationState::Sent if invitation.mail_failure.is_some() => "mail could not be sent".to_owned(),
        InvitationState::Sent => on("invited", Some(&invitation.created_at)),
        InvitationState::Opened => on("opened", invitation.opened_at.as_ref()),
        InvitationState::Started => on("begun", invitation.started_at.as_ref()),
        InvitationState::Done if invitation.counted_at.is_none() => {
            format!("{}, waits for others", on("submitted", invitation.done_at.as_ref()))
        }
        InvitationState::Done => on("submitted", invitation.done_at.as_ref()),
        InvitationState::Expired => on("ended", Some(&invitation.expires_at)),
        InvitationState::Revoked => on("withdrawn", invitation.revoked_at.as_ref()),
    }
}

/// When a reminder goes out without anybody asking; none if there will be none.
fn reminder(web: &Web, invitation: &InvitationOutline) -> Option<Timestamp> {
    let is_waiting = matches!(
        invitation.state,
        InvitationState::Sent | InvitationState::Opened | InvitationState::Started
    );
    let mailed_at = invitation.mailed_at.as_ref().filter(|_| is_waiting && invitation.n_reminders == 0)?;
    invitations::reminder_due(&web.service, mailed_at).filter(|due| *due < invitation.expires_at)
}

fn facts(invitation: &InvitationOutline, reminder: Option<Timestamp>) -> Vec<(&'static str, String)> {
    let instrument = &invitation.instrument;
    let mut facts = vec![
        ("Questionnaire", format!("{}, version {}", instrument.title, instrument.version)),
        ("Invited", minute(&invitation.created_at)),
        ("Link works until", minute(&invitation.expires_at)),
    ];
    let mut add = |name, value: Option<String>| facts.extend(value.map(|value| (name, value)));
    add("Address", Some(invitation.email.clone()).filter(|email| !email.is_empty()));
    add("Last mail", invitation.mailed_at.as_ref().map(minute));
    let reminded = invitation.reminded_at.as_ref();
    add("Reminded", reminded.map(|at| format!("{}, {}", times(invitation.n_reminders), minute(at))));
    add("Next reminder", reminder.map(|at| format!("{}, unless they submit before", day(&at))));
    add("Mail", invitation.mail_failure.clone());
    let agreed = invitation.opened_at.as_ref().zip(invitation.notice_version.as_ref());
    add("Agreed to the notice", agreed.map(|(at, version)| format!("{}, version {version}", minute(at))));
    add("First answer", invitation.started_at.as_ref().map(minute));
    add("Submitted", invitation.done_at.as_ref().map(minute));
    add("Counted", invitation.counted_at.as_ref().map(minute));
    add("Withdrawn", invitation.revoked_at.as_ref().map(minute));
    facts
}

fn times(n: i64) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}
