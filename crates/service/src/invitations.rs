//! Invitations: who is asked to answer a questionnaire about a person, as those who look after people keep them.

mod emails;
mod list;
mod reminders;

pub(crate) use emails::work;
pub use list::read_list;
pub use reminders::{remind_waiting, reminder_due};

use crate::checks::Checks;
use crate::instruments::{self as forms, Usable};
use crate::jobs::enqueue;
use crate::line::{Name, Rater};
use crate::questionnaires::count_waiting;
use crate::searches::{require_open, visible};
use crate::transaction::started;
use crate::{Asked, Caller, Code, Error, Listed, Permission, Result, Secret, Service, Writing, people};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use emails::EmailKind;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::fold::folded;
use store::invitations::{self, Event, Invitation};
use store::jobs::{self, Job, JobKind, JobState};
use store::ratings::Source;
use store::searches::{self, SearchState};
use store::versioned_documents::{self, Form, InstrumentVersion};
use store::{
    Connection, InstrumentId, InvitationId, OrgId, PersonId, SearchId, Timestamp, UserId, string_enum,
};
use utoipa::ToSchema;

/// How many days an invitation lasts unless asked.
pub const DAYS: i64 = 21;
/// How many it may last at most.
pub const MOST_DAYS: i64 = 180;
const SECONDS_A_DAY: i64 = 24 * 60 * 60;
/// So many invitations there may be about one person.
const MOST: usize = 200;

string_enum! {
    /// How far an invitation is.
    InvitationState {
        /// It was made, and nobody has agreed to its notice yet. That a link was looked at is not recorded: programs that
        /// scan mail look at every link.
        Sent = "sent",
        /// The notice was agreed to.
        Opened = "opened",
        /// There are answers.
        Started = "started",
        /// The answers were handed in.
        Done = "done",
        /// Its time is over, and nothing was handed in.
        Expired = "expired",
        /// It was taken back.
        Revoked = "revoked",
    }
}

/// Someone to be asked to answer a questionnaire about a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationInput {
    /// What they are to the person: the kind of rater that their answers come from. No test can be invited.
    pub source: Source,
    /// The instrument's id; the one that comes with the program for whoever is asked where it is left out.
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\x00]*$", example = "rater")]
    pub instrument: Option<String>,
    /// The search that it is for, in which the person stands. Its answers can be corrected until it is decided or closed.
    pub search_id: Option<SearchId>,
    /// Who is asked; left out for the person themselves.
    #[serde(default)]
    #[schema(value_type = Rater)]
    pub name: String,
    /// Their address, to which the link is mailed where the server can send mail.
    #[serde(default)]
    #[schema(
        max_length = 254,
        pattern = r"^([^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+)?$",
        example = "kim@example.com"
    )]
    pub email: String,
    /// For how many days it lasts.
    #[schema(minimum = 1, maximum = 180, default = 21)]
    pub days: Option<i64>,
}

/// An invitation and how far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Invitation)]
pub struct InvitationOutline {
    /// Id.
    pub id: InvitationId,
    /// About whom.
    pub person_id: PersonId,
    /// For which search; null where it is for no one search.
    pub search_id: Option<SearchId>,
    /// The version of the instrument.
    pub instrument: InstrumentVersion,
    /// The kind of rater.
    pub source: Source,
    /// Who is asked; empty for the person themselves.
    pub name: String,
    /// Their address; empty where it is not known.
    pub email: String,
    /// How far it is.
    pub state: InvitationState,
    /// Who invited.
    pub invited_by: UserId,
    /// When.
    pub created_at: Timestamp,
    /// When its links stop working.
    pub expires_at: Timestamp,
    /// When mail about it went out last.
    pub mailed_at: Option<Timestamp>,
    /// When they were reminded last.
    pub reminded_at: Option<Timestamp>,
    /// How often.
    pub n_reminders: i64,
    /// When the notice was agreed to.
    pub opened_at: Option<Timestamp>,
    /// Which version of it.
    pub notice_version: Option<String>,
    /// When the first answer came.
    pub started_at: Option<Timestamp>,
    /// When the answers were handed in last.
    pub done_at: Option<Timestamp>,
    /// When what was handed in became ratings. Those of peers and of direct reports do so together with others'.
    pub counted_at: Option<Timestamp>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
    /// Whether mail about it waits to be sent.
    pub is_mail_waiting: bool,
    /// Why mail about it has not gone out, where it has not.
    pub mail_failure: Option<String>,
}

/// An invitation that was just made or sent anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Invited {
    /// The address to open, to be handed on. It is shown this once; null where it is mailed instead.
    pub url: Option<String>,
    /// The invitation.
    #[serde(flatten)]
    pub invitation: InvitationOutline,
}

/// Whether links can be mailed.
#[must_use]
pub fn can_mail(service: &Service) -> bool {
    service.surroundings().mailer().is_some()
}

/// A part of the invitations about a person, the newest first.
#[crate::boxed]
pub async fn list(
    service: &Service,
    caller: &Caller,
    person: &PersonId,
    asked: &Asked,
) -> Result<Listed<InvitationOutline>> {
    let page = asked.page()?;
    let mut read = service.read(caller, Permission::InvitationsRead).await?;
    let (connection, org) = read.parts();
    people::find(connection, org, person).await?;
    let items = invitations::list(connection, org, Some(person), &page).await?;
    let items = outlines(service, connection, org, items).await?;
    Ok(Listed::new(items, &page, |one| (one.created_at.as_str(), one.id.as_str())))
}

/// One invitation.
#[crate::boxed]
pub async fn get(service: &Service, caller: &Caller, id: &InvitationId) -> Result<InvitationOutline> {
    let mut read = service.read(caller, Permission::InvitationsRead).await?;
    let (connection, org) = read.parts();
    outline(service, connection, org, id).await
}

/// Invites someone. The link is mailed where an address is given and the server can send mail, and else shown this once:
/// it is kept nowhere, so a repeated request makes another.
#[crate::boxed]
pub async fn create(
    service: &Service,
    caller: &Caller,
    person: &PersonId,
    input: InvitationInput,
    base_url: &str,
) -> Result<Invited> {
    let mut write = service.write_anew(caller, Permission::InvitationsWrite, "invitation.create").await?;
    let now = write.now();
    let checked = Checked::of(&input)?;
    let (connection, actor) = write.with_actor();
    let org = &actor.org;
    let about = people::find(connection, org, person).await?;
    if about.erased_at.is_some() {
        return Err(Error::conflict(
            Code::Erased,
            "this person's data was erased: nobody can be asked about them",
        ));
    }
    let place =
        match &input.search_id {
            Some(search) => {
                require_open(&visible(connection, actor, search).await?)?;
                let places = searches::of_person(connection, org, person).await?;
                let place = places.into_iter().find(|place| place.id == *search);
                Some(place.ok_or_else(|| {
                    Error::invalid("/search_id", "choose a search that the person stands in")
                })?)
            }
            None => None,
        };
    let usable = choose(service, connection, org, &input, place.is_some_and(|place| place.is_ceo)).await?;
    refuse_twice(connection, org, person, (&input, &checked), &now).await?;
    let version = forms::keep(service, connection, org, &usable, now.clone()).await?;
    let invitation = Invitation {
        id: service.surroundings().id(),
        org_id: org.clone(),
        person_id: person.clone(),
        search_id: input.search_id.clone(),
        instrument_id: version.id,
        source: input.source,
        rater: rater(service, input.source, &checked.name),
        name: checked.name,
        email: checked.email,
        invited_by: actor.user.clone(),
        created_at: now.clone(),
        expires_at: now.plus_seconds(checked.days * SECONDS_A_DAY),
        mailed_at: None,
        reminded_at: None,
        n_reminders: 0,
        opened_at: None,
        notice_version: None,
        started_at: None,
        done_at: None,
        counted_at: None,
        revoked_at: None,
    };
    invitations::insert(connection, &invitation).await?;
    let is_mailed = can_mail(service) && !invitation.email.is_empty();
    let fields = &["person_id", "search_id", "instrument", "source", "name", "email", "expires_at"];
    hand_out(service, write, &invitation, (EmailKind::Invitation, is_mailed), (base_url, fields)).await
}

/// Gives another link to hand on. Those that were given before still work.
#[crate::boxed]
pub async fn link(service: &Service, caller: &Caller, id: &InvitationId, base_url: &str) -> Result<Invited> {
    let mut write = service.write_anew(caller, Permission::InvitationsWrite, "invitation.link").await?;
    let invitation = renewed(&mut write, id).await?;
    if is_shielded(invitation.source) && invitation.opened_at.is_some() {
        let detail = "they have begun, and whoever has a link can read their answers: only they can be given another, by \
                      mail. Take this invitation back and invite them anew where they lost theirs";
        return Err(Error::conflict(Code::Begun, detail));
    }
    hand_out(service, write, &invitation, (EmailKind::Invitation, false), (base_url, &["link"])).await
}

/// Mails the invitation again, or a reminder of it.
#[crate::boxed]
pub async fn mail(
    service: &Service,
    caller: &Caller,
    id: &InvitationId,
    is_reminder: bool,
    base_url: &str,
) -> Result<InvitationOutline> {
    let action = if is_reminder { "invitation.remind" } else { "invitation.send" };
    let mut write = service.write_anew(caller, Permission::InvitationsWrite, action).await?;
    let invitation = renewed(&mut write, id).await?;
    if invitation.email.is_empty() || !can_mail(service) {
        let detail =
            "there is no address to mail to, or this server cannot send mail: copy a link and hand it on";
        return Err(Error::conflict(Code::NoMail, detail));
    }
    let kind = if is_reminder { EmailKind::Reminder } else { EmailKind::Invitation };
    hand_out(service, write, &invitation, (kind, true), (base_url, &["link"]))
        .await
        .map(|sent| sent.invitation)
}

/// Takes an invitation back: its links work no more. What was counted stays; answers that were not are not used.
#[crate::boxed]
pub async fn revoke(service: &Service, caller: &Caller, id: &InvitationId) -> Result<InvitationOutline> {
    let begun = service.write(caller, Permission::InvitationsWrite, "invitation.revoke", id).await?;
    let mut write = started!(begun);
    let now = write.now();
    let (connection, org) = write.parts();
    let invitation = find(connection, org, id).await?;
    invitations::happened(connection, org, id, Event::Revoked, &now).await?;
    // Others may have waited for nobody but this one.
    count_waiting(service, connection, org, &invitation.person_id, (invitation.source, false), &now).await?;
    let answer = outline(service, connection, org, id).await?;
    let answer = write.finish(id.as_str(), &["revoked_at"], answer).await?;
    service.new_jobs().notify_waiters();
    Ok(answer)
}

/// Counts what peers or direct reports have handed in about a person, without waiting for those who have not. Says for how
/// many that could be done: it takes three who answered about the same dimension.
#[crate::boxed]
pub async fn count(service: &Service, caller: &Caller, person: &PersonId, source: Source) -> Result<usize> {
    let asked = (person, source);
    let begun = service.write(caller, Permission::InvitationsWrite, "invitation.count", &asked).await?;
    let mut write = started!(begun);
    let now = write.now();
    let (connection, org) = write.parts();
    people::find(connection, org, person).await?;
    let n = count_waiting(service, connection, org, person, (source, true), &now).await?;
    let n = write.finish(person.as_str(), &["ratings"], n).await?;
    service.new_jobs().notify_waiters();
    Ok(n)
}

/// Whether the ratings of a source are shielded: nobody is to know which of its raters said what.
#[must_use]
pub fn is_shielded(source: Source) -> bool {
    fit::Source::from_name(source.name()).is_some_and(fit::groups::is_shielded)
}

/// How far an invitation is at a moment.
pub(crate) fn state(invitation: &Invitation, now: &Timestamp) -> InvitationState {
    if invitation.revoked_at.is_some() {
        InvitationState::Revoked
    } else if invitation.done_at.is_some() {
        InvitationState::Done
    } else if invitation.expires_at <= *now {
        InvitationState::Expired
    } else if invitation.started_at.is_some() {
        InvitationState::Started
    } else if invitation.opened_at.is_some() {
        InvitationState::Opened
    } else {
        InvitationState::Sent
    }
}

/// Whether answers may still come for the first time.
pub(crate) fn is_waited_for(invitation: &Invitation, now: &Timestamp) -> bool {
    matches!(
        state(invitation, now),
        InvitationState::Sent | InvitationState::Opened | InvitationState::Started
    )
}

/// What was given, as it is kept.
struct Checked {
    name: String,
    email: String,
    days: i64,
}

impl Checked {
    fn of(input: &InvitationInput) -> Result<Self> {
        let mut checks = Checks::default();
        let name = match input.source {
            Source::Oneself => {
                checks.require(
                    input.name.trim().is_empty(),
                    "/name",
                    "leave it out: it is the person themselves",
                );
                String::new()
            }
            _ => Name::checked(&mut checks, "/name", &input.name),
        };
        let email = intake::tidy_key(&input.email).into_owned();
        if !email.is_empty() {
            checks.email("/email", &email);
        }
        checks.require(input.source != Source::Test, "/source", "a test is no one who could be asked");
        let days = input.days.unwrap_or(DAYS);
        checks.require((1..=MOST_DAYS).contains(&days), "/days", "give a number from 1 to 180");
        checks.done()?;
        Ok(Self { name, email, days })
    }
}

/// The instrument that is asked for, or the one that is meant for whoever is asked.
async fn choose(
    service: &Service,
    connection: &mut Connection,
    org: &OrgId,
    input: &InvitationInput,
    is_ceo: bool,
) -> Result<Usable> {
    let usable = forms::usable(service, connection, org).await?;
    let fits = |form: Form| match input.source {
        Source::Oneself => matches!(form, Form::Ceo | Form::Candidate),
        Source::Assessor => form == Form::Assessor,
        _ => form == Form::Rater,
    };
    let is_chosen = |usable: &Usable| match &input.instrument {
        Some(id) => usable.instrument.id == *id,
        None => fits(usable.form()) && (usable.form() == Form::Ceo) == is_ceo_form(input.source, is_ceo),
    };
    let chosen = usable.into_iter().find(is_chosen);
    let chosen = chosen.ok_or_else(|| Error::invalid("/instrument", "there is no such instrument"))?;
    if fits(chosen.form()) {
        return Ok(chosen);
    }
    let hint = format!("this instrument is for: {}; choose one for whoever is asked", chosen.form());
    Err(Error::invalid("/instrument", hint))
}

fn is_ceo_form(source: Source, is_ceo: bool) -> bool {
    source == Source::Oneself && is_ceo
}

/// Refuses to ask the same person the same twice while they have yet to answer.
async fn refuse_twice(
    connection: &mut Connection,
    org: &OrgId,
    person: &PersonId,
    (input, checked): (&InvitationInput, &Checked),
    now: &Timestamp,
) -> Result<()> {
    let there = invitations::of_person(connection, org, person).await?;
    if there.len() >= MOST {
        let detail = format!("about one person {MOST} can be invited: that many are");
        return Err(Error::conflict(Code::TooMany, detail));
    }
    let is_same = |known: &Invitation| {
        let is_named = folded(&known.name) == folded(&checked.name);
        known.source == input.source && is_named && is_waited_for(known, now)
    };
    if there.iter().any(is_same) {
        let detail = "they are invited already and have yet to answer: remind them, or take that invitation back first";
        return Err(Error::conflict(Code::InvitedAlready, detail));
    }
    // Two links to one mailbox are one rater, who would count as two.
    let shares_mailbox = |known: &Invitation| {
        let is_there = matches!(
            state(known, now),
            InvitationState::Sent
                | InvitationState::Opened
                | InvitationState::Started
                | InvitationState::Done
        );
        is_there && known.source == input.source && known.email.eq_ignore_ascii_case(&checked.email)
    };
    let is_shielded = is_shielded(input.source) && !checked.email.is_empty();
    if is_shielded && there.iter().any(shares_mailbox) {
        let detail = "somebody of this kind was invited at this address already: each rater needs an address of their own";
        return Err(Error::conflict(Code::InvitedAlready, detail));
    }
    Ok(())
}

/// What ratings call whoever is asked. Superiors and assessors stand by what they say; of a peer or a direct report nothing
/// is said, and the same person asked another time is another word.
fn rater(service: &Service, source: Source, name: &str) -> String {
    match source {
        Source::Oneself => "self".to_owned(),
        Source::Peer | Source::Report => word_of_chance(service, source),
        _ => name.to_owned(),
    }
}

/// What someone of a kind is called who is not to be known.
pub(crate) fn word_of_chance(service: &Service, source: Source) -> String {
    let chance: [u8; 9] = service.surroundings().bytes();
    format!("{source} {}", URL_SAFE_NO_PAD.encode(chance))
}

/// An invitation that is to be sent again; one whose time is over, or nearly, lasts anew.
async fn renewed(write: &mut Writing, id: &InvitationId) -> Result<Invitation> {
    let now = write.now();
    let (connection, org) = write.parts();
    let mut invitation = find(connection, org, id).await?;
    if invitation.revoked_at.is_some() {
        return Err(Error::conflict(Code::Revoked, "this invitation was taken back: invite them anew"));
    }
    if is_locked(connection, &invitation).await? {
        let detail = "what this invitation is for is over: its answers are counted with others', or its search is decided \
                      or closed";
        return Err(Error::conflict(Code::Locked, detail));
    }
    if invitation.expires_at <= now.plus_seconds(7 * SECONDS_A_DAY) {
        invitation.expires_at = now.plus_seconds(DAYS * SECONDS_A_DAY);
        invitations::extend(connection, org, id, &invitation.expires_at).await?;
    }
    Ok(invitation)
}

/// Whether answers to an invitation can be given and corrected no more, whatever its time: its search is decided or closed,
/// or they were counted together with others', among which a correction would show.
pub(crate) async fn is_locked(connection: &mut Connection, invitation: &Invitation) -> Result<bool> {
    if is_shielded(invitation.source) && invitation.counted_at.is_some() {
        return Ok(true);
    }
    let Some(search) = &invitation.search_id else { return Ok(false) };
    let search = searches::find(connection, &invitation.org_id, search).await?;
    Ok(search.is_none_or(|search| search.state != SearchState::Open))
}

/// Mails a link, or makes one to be shown, and ends the write.
async fn hand_out(
    service: &Service,
    mut write: Writing,
    invitation: &Invitation,
    (kind, is_mailed): (EmailKind, bool),
    (base_url, fields): (&str, &[&str]),
) -> Result<Invited> {
    let url = if is_mailed {
        let payload = emails::payload(kind, base_url)?;
        enqueue(service, &mut write, JobKind::Mail, invitation.id.as_str(), payload, 0).await?;
        None
    } else {
        let now = write.now();
        let (connection, org) = write.parts();
        let secret = Secret::new("", service.surroundings());
        invitations::add_link(connection, org, &invitation.id, (&secret.hash(), true), &now).await?;
        Some(url(base_url, &secret))
    };
    let (connection, org) = write.parts();
    let outline = outline(service, connection, org, &invitation.id).await?;
    let invitation = write.finish(invitation.id.as_str(), fields, outline).await?;
    service.new_jobs().notify_waiters();
    Ok(Invited { url, invitation })
}

/// The address of a questionnaire.
fn url(base_url: &str, secret: &Secret) -> String {
    format!("{}/q/{}", base_url.trim_end_matches('/'), secret.reveal())
}

async fn find(connection: &mut Connection, org: &OrgId, id: &InvitationId) -> Result<Invitation> {
    invitations::find(connection, org, id).await?.ok_or(Error::NotFound("invitation"))
}

async fn outline(
    service: &Service,
    connection: &mut Connection,
    org: &OrgId,
    id: &InvitationId,
) -> Result<InvitationOutline> {
    let invitation = find(connection, org, id).await?;
    let outlines = outlines(service, connection, org, vec![invitation]).await?;
    outlines.into_iter().next().ok_or(Error::NotFound("invitation"))
}

/// Invitations with their instruments and mail.
pub(crate) async fn outlines(
    service: &Service,
    connection: &mut Connection,
    org: &OrgId,
    invitations: Vec<Invitation>,
) -> Result<Vec<InvitationOutline>> {
    let now = service.surroundings().now();
    let versions: HashMap<InstrumentId, InstrumentVersion> =
        versioned_documents::list_instruments(connection, org)
            .await?
            .into_iter()
            .map(|one| (one.id.clone(), one))
            .collect();
    let mut mails = HashMap::new();
    for job in jobs::not_done(connection, org, JobKind::Mail).await? {
        // The jobs come in their order: the last one about an invitation stays.
        mails.insert(job.subject_id.clone(), job);
    }
    let outline = |one: Invitation| {
        let is_later = |job: &Job| one.mailed_at.as_ref().is_none_or(|at| job.created_at >= *at);
        let mail = mails.remove(one.id.as_str()).filter(is_later);
        let is_waiting = |state| matches!(state, JobState::Queued | JobState::Running);
        Ok(InvitationOutline {
            state: state(&one, &now),
            instrument: versions.get(&one.instrument_id).cloned().ok_or(Error::NotFound("instrument"))?,
            is_mail_waiting: mail.as_ref().is_some_and(|job| is_waiting(job.state)),
            mail_failure: mail.and_then(|job| job.failure),
            id: one.id,
            person_id: one.person_id,
            search_id: one.search_id,
            source: one.source,
            name: one.name,
            email: one.email,
            invited_by: one.invited_by,
            created_at: one.created_at,
            expires_at: one.expires_at,
            mailed_at: one.mailed_at,
            reminded_at: one.reminded_at,
            n_reminders: one.n_reminders,
            opened_at: one.opened_at,
            notice_version: one.notice_version,
            started_at: one.started_at,
            done_at: one.done_at,
            counted_at: one.counted_at,
            revoked_at: one.revoked_at,
        })
    };
    invitations.into_iter().map(outline).collect()
}
