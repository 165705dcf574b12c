//! Mail with the link of an invitation. The link's secret is made when the email is written and is kept nowhere else: each
//! email has its own, and those that were sent before still work.

use super::{InvitationState, SECONDS_A_DAY, is_locked, state, url};
use crate::jobs::{Halt, Task};
use crate::questionnaires::minutes_in_words;
use crate::surroundings::Email;
use crate::{Code, Error, Permission, Result, Secret, instruments, people};
use serde::{Deserialize, Serialize};
use store::invitations::{self, Event, Invitation};
use store::ratings::Source;
use store::{InvitationId, Timestamp, organisations, users};

/// What an email is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum EmailKind {
    Invitation,
    Reminder,
}

/// What the job of an email has to know.
#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    kind: EmailKind,
    base_url: String,
}

pub(super) fn payload(kind: EmailKind, base_url: &str) -> Result<String> {
    let payload = Payload { kind, base_url: base_url.to_owned() };
    serde_json::to_string(&payload).map_err(Error::internal("writing the payload of a job"))
}

/// The address of the server in the payload of an email's job.
pub(super) fn base_url(payload: &str) -> Result<String> {
    let payload: Payload =
        serde_json::from_str(payload).map_err(Error::internal("reading the payload of a job"))?;
    Ok(payload.base_url)
}

/// Writes an email and hands it over. Where it is not taken now, another is written later.
pub(crate) async fn work(task: &Task<'_>) -> std::result::Result<(), Halt> {
    let service = task.service;
    let payload: Payload =
        serde_json::from_str(&task.job.payload).map_err(Error::internal("reading the payload of a job"))?;
    let id: InvitationId = task.job.subject_id.parse().map_err(|_| Error::NotFound("invitation"))?;
    let caller = task.caller().await?;
    let mailer = service.surroundings().mailer();
    let mailer = mailer
        .ok_or_else(|| Error::conflict(Code::NoMail, "this server cannot send mail: copy a link instead"))?;
    let Some(email) = write(task, &id, &payload).await? else { return Err(Halt::Cancelled) };
    match mailer.take(&email).await {
        Ok(()) => {}
        Err(not_taken) if not_taken.is_final => {
            return Err(Halt::Failed(Error::conflict(
                Code::NoMail,
                format!("the mail was refused: {}", not_taken.words),
            )));
        }
        Err(not_taken) => {
            let words =
                format!("the mail could not be sent yet ({}); it is tried again by itself", not_taken.words);
            return Err(Halt::Later(words));
        }
    }
    let event = match payload.kind {
        EmailKind::Invitation => Event::Mailed,
        EmailKind::Reminder => Event::Reminded,
    };
    let mut write = task.begin(&caller, Permission::InvitationsWrite, "invitation.mail").await?;
    let now = write.now();
    let (connection, org) = write.parts();
    invitations::happened(connection, org, &id, event, &now).await?;
    task.complete(write, (id.as_str(), &["mailed_at"]), id.as_str(), ()).await
}

/// The email with its link; none where the invitation is over meanwhile.
async fn write(task: &Task<'_>, id: &InvitationId, payload: &Payload) -> Result<Option<Email>> {
    let (service, org) = (task.service, &task.org);
    let now = service.surroundings().now();
    let mut connection = service.database().write().await?;
    let invitation =
        invitations::find(&mut connection, org, id).await?.ok_or(Error::NotFound("invitation"))?;
    let is_over = matches!(state(&invitation, &now), InvitationState::Revoked | InvitationState::Expired);
    let is_answered = payload.kind == EmailKind::Reminder && invitation.done_at.is_some();
    if is_over || is_answered || is_locked(&mut connection, &invitation).await? {
        return Ok(None);
    }
    let person = people::find(&mut connection, org, &invitation.person_id).await?;
    let organisation = organisations::name(&mut connection, org).await?.unwrap_or_default();
    let by = users::find(&mut connection, org, &invitation.invited_by).await?;
    let form = instruments::load(service, &mut connection, org, &invitation.instrument_id).await?;
    let secret = Secret::new("", service.surroundings());
    // Kept before it is sent: what arrives works.
    invitations::add_link(&mut connection, org, id, (&secret.hash(), false), &now).await?;
    connection.commit().await?;
    let told = Told {
        organisation,
        by: by.map(|user| user.name).unwrap_or_default(),
        person: person.name,
        takes: minutes_in_words(form.minutes()),
        url: url(&payload.base_url, &secret),
        days_left: days_between(&now, &invitation.expires_at),
    };
    Ok(Some(told.email(&invitation, payload.kind)))
}

/// How many days there are between two moments. An email that waited some hours for its server says the days that were
/// given all the same.
fn days_between(from: &Timestamp, to: &Timestamp) -> i64 {
    const WAITED: i64 = 6 * 60 * 60;
    ((to.micros() - from.micros()) / 1_000_000 + WAITED) / SECONDS_A_DAY
}

/// What an email tells.
struct Told {
    organisation: String,
    by: String,
    person: String,
    takes: String,
    url: String,
    days_left: i64,
}

impl Told {
    fn email(&self, invitation: &Invitation, kind: EmailKind) -> Email {
        let Self { organisation, by, person, takes, url, days_left } = self;
        let is_own = invitation.source == Source::Oneself;
        let greeting = if is_own { person } else { &invitation.name };
        let about = if is_own { "about yourself".to_owned() } else { format!("about {person}") };
        let begin = match kind {
            EmailKind::Invitation => {
                format!("{by} of {organisation} asks you to answer some questions {about}.")
            }
            EmailKind::Reminder => format!(
                "some time ago {by} of {organisation} asked you to answer some questions {about}. They have not been \
                 handed in yet. What you have answered so far is kept."
            ),
        };
        let subject = match kind {
            EmailKind::Invitation => format!("Some questions {about}"),
            EmailKind::Reminder => format!("Reminder: some questions {about}"),
        };
        let days = match days_left {
            ..1 => "less than a day".to_owned(),
            1 => "1 day".to_owned(),
            n => format!("{n} days"),
        };
        let text = format!(
            "Dear {greeting},\n\n{begin} It takes {takes}, and you can stop and go on at any time.\n\n\
             {url}\n\nThe page says first what is asked, who sees what, and how else you can answer. The link is for you \
             alone, so please do not pass it on. It works for {days}.\n\nIf you did not expect this, you need not do \
             anything.\n\n{organisation}\n"
        );
        Email { to: invitation.email.clone(), subject, text }
    }
}
