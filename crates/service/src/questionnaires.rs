//! Questionnaires, as those answer them who were invited. A link is all they have and all they need: looking at it changes
//! nothing, whoever or whatever looks.

mod count;
mod handed_in;
mod own;

pub(crate) use count::count_waiting;

use crate::invitations::{is_locked, is_shielded};
use crate::sessions::Visitor;
use crate::throttling;
use crate::{Code, Error, Invalid, Result, Secret, Service, hash_secret, instruments, people, situation};
use count::count;
pub use fit::instrument::{Question, Section};
pub use handed_in::{CareOfGroup, Counted, HandedIn, MovedValue, Note, care_of_groups, handed_in};
pub use own::{own_page, own_pdf, remove};

use fit::instrument::{Answers, Form, Instrument};
use report::words::counted;
use std::sync::Arc;
use store::answers::{self, Answer, Submission};
use store::audit::{self, Record};
use store::browsers;
use store::invitations::{self, Event, Invitation};
use store::{Connection, OrgId, Timestamp, organisations, searches, users};

/// The version of the notice. It is raised whenever the notice says anything else.
pub const NOTICE: &str = "2";
/// A note has at most so many characters.
pub const MOST_NOTE: usize = 2_000;

/// A questionnaire as whoever has its link finds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Questionnaire {
    /// The invitation.
    pub invitation: Invitation,
    /// What is asked.
    pub instrument: Arc<Instrument>,
    /// Who asks: the organisation's name.
    pub organisation: String,
    /// Who invited, by name.
    pub invited_by: String,
    /// About whom, by name.
    pub person: String,
    /// The title of the search that it is for, if it is for one.
    pub search: Option<String>,
    /// The questions on the situation; none unless the answers are shown on a page of their own.
    pub situation: Vec<Question>,
    /// What was answered so far.
    pub answers: Vec<Answer>,
    /// Whether nothing can be answered or corrected any more.
    pub is_locked: bool,
    /// Whether the link was handed on by whoever invited, who may have it still.
    pub is_shown: bool,
}

impl Questionnaire {
    /// The answer to a question; none where it has none yet.
    #[must_use]
    pub fn answer(&self, question: &str) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.question == question)
    }

    /// The questions that have no answer yet, in order.
    pub fn open(&self) -> impl Iterator<Item = &Question> {
        self.instrument.questions().filter(|question| self.answer(&question.id).is_none())
    }

    /// Whether whoever answers sees a page of their own: a CEO who begins with a few questions, and passes on as many answers
    /// as they like.
    #[must_use]
    pub fn has_own_page(&self) -> bool {
        has_own_page(&self.instrument)
    }

    /// A question of the instrument, or one on the situation.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.instrument.question(id).or_else(|| self.situation.iter().find(|question| question.id == id))
    }

    /// Whether answers are counted together with those of others only.
    #[must_use]
    pub fn is_shielded(&self) -> bool {
        is_shielded(self.invitation.source)
    }

    /// Whether answers were changed after they were handed in.
    #[must_use]
    pub fn is_changed_since(&self) -> bool {
        let done = self.invitation.done_at.as_ref();
        done.is_some_and(|done| self.answers.iter().any(|answer| answer.updated_at > *done))
    }
}

/// An answer to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerInput {
    /// To which question.
    pub question: String,
    /// The place of the choice, from 1; none for: cannot judge.
    pub choice: Option<u8>,
    /// What was written beside it.
    pub note: String,
    /// The revision of the answer that it was given in place of; 0 for none.
    pub revision: i64,
    /// Whether it comes alone, as it was given: then the time since the one before says how long it took.
    pub is_alone: bool,
}

/// What became of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Answered {
    /// It is kept, as it stands now.
    Kept(Answer),
    /// Another was kept meanwhile, such as in another window, and stays: this one.
    Other(Answer),
}

/// Looks at a questionnaire. Nothing is changed or used up.
///
/// # Errors
/// [`Error::NotFound`], in the same words whether the link is wrong, was taken back or is past its time.
#[crate::boxed]
pub async fn look(service: &Service, secret: &str, visitor: &Visitor) -> Result<Questionnaire> {
    let (mut connection, invitation) = opened(service, secret, (service.database().read(), visitor)).await?;
    questionnaire(service, &mut connection, invitation).await
}

/// Keeps that the notice was agreed to. The first time counts. Gives the secret by which the browser is known from now on,
/// where it has none yet.
///
/// # Errors
/// As [`look`]; [`Error::Stale`] where the notice is another by now.
#[crate::boxed]
pub async fn agree(
    service: &Service,
    secret: &str,
    notice: &str,
    visitor: &Visitor,
) -> Result<Option<Secret>> {
    if notice != NOTICE {
        return Err(Error::Stale);
    }
    let (mut connection, invitation) = begin(service, secret, visitor).await?;
    if invitation.opened_at.is_some() {
        return Ok(None);
    }
    let now = service.surroundings().now();
    invitations::happened(&mut connection, &invitation.org_id, &invitation.id, Event::Opened(notice), &now)
        .await?;
    record(&mut connection, &invitation, ("questionnaire.agree", &["notice_version"]), (visitor, &now))
        .await?;
    let fresh = match &visitor.browser {
        Some(_) => None,
        None => Some(Secret::new("", service.surroundings())),
    };
    if let Some(browser) = fresh.as_ref().map(Secret::hash).or_else(|| visitor.browser.clone()) {
        browsers::bind(&mut connection, &invitation.org_id, &invitation.id, &browser).await?;
    }
    connection.commit().await?;
    Ok(fresh)
}

/// Keeps an answer. What this returns as kept is kept, whatever happens to the server.
#[crate::boxed]
pub async fn answer(
    service: &Service,
    secret: &str,
    input: &AnswerInput,
    visitor: &Visitor,
) -> Result<Answered> {
    let (mut connection, invitation) = begin(service, secret, visitor).await?;
    let org = &invitation.org_id;
    require_agreed(&invitation)?;
    require_unlocked(&mut connection, &invitation).await?;
    let instrument = instruments::load(service, &mut connection, org, &invitation.instrument_id).await?;
    check(&instrument, input)?;
    let there = answers::list(&mut connection, org, &invitation.id).await?;
    let before = there.iter().find(|known| known.question == input.question);
    if let Some(before) = before.filter(|before| before.revision != input.revision) {
        // The same once more, because the first time was kept and its answer was lost on the way, is no other.
        return Ok(if is_same(before, input) {
            Answered::Kept(before.clone())
        } else {
            Answered::Other(before.clone())
        });
    }
    let now = service.surroundings().now();
    let last = there.iter().map(|known| &known.updated_at).chain(&invitation.opened_at).max();
    let micros = last.map(|last| (now.micros() - last.micros()).max(0));
    #[expect(clippy::cast_precision_loss, reason = "no one takes 2^53 microseconds to answer")]
    let seconds = micros.filter(|_| input.is_alone).map(|micros| micros as f64 / 1e6);
    let answer = Answer {
        question: input.question.clone(),
        choice: input.choice.map(i64::from),
        note: input.note.trim().to_owned(),
        seconds: before.map_or(seconds, |before| before.seconds),
        revision: before.map_or(0, |before| before.revision) + 1,
        updated_at: now.clone(),
    };
    if !answers::put(&mut connection, org, &invitation.id, &answer).await? {
        // Someone was faster, which on PostgreSQL shows only here.
        let there = answers::list(&mut connection, org, &invitation.id).await?;
        let other = there.into_iter().find(|known| known.question == input.question);
        return Ok(Answered::Other(other.ok_or(Error::Stale)?));
    }
    if invitation.started_at.is_none() {
        invitations::happened(&mut connection, org, &invitation.id, Event::Started, &now).await?;
    }
    connection.commit().await?;
    Ok(Answered::Kept(answer))
}

/// Submits the answers: what they say becomes ratings, at once or together with those of others, and searches that the
/// person stands in follow at once. May be done again, until the search is decided or closed.
#[crate::boxed]
pub async fn submit(service: &Service, secret: &str, visitor: &Visitor) -> Result<()> {
    let (mut connection, invitation) = begin(service, secret, visitor).await?;
    let org = &invitation.org_id;
    require_agreed(&invitation)?;
    require_unlocked(&mut connection, &invitation).await?;
    let instrument = instruments::load(service, &mut connection, org, &invitation.instrument_id).await?;
    let given = answers::list(&mut connection, org, &invitation.id).await?;
    let is_open = |question: &&Question| given.iter().all(|answer| answer.question != question.id);
    let open = instrument.questions().filter(is_open).map(|question| Invalid {
        pointer: format!("/{}", question.id),
        detail: format!("this question has no answer yet: {}", question.text),
    });
    let open: Vec<Invalid> = open.collect();
    let is_told =
        |answer: &Answer| answer.choice.is_some() && instrument.question(&answer.question).is_some();
    let may_be_partial = has_own_page(&instrument) && given.iter().any(is_told);
    if !open.is_empty() && !may_be_partial {
        return Err(Error::Invalid(open));
    }
    let now = service.surroundings().now();
    let submission = Submission {
        invitation_id: invitation.id.clone(),
        answers: serde_json::to_string(&given).map_err(Error::internal("writing answers"))?,
        submitted_at: now.clone(),
    };
    answers::submit(&mut connection, org, &submission).await?;
    invitations::happened(&mut connection, org, &invitation.id, Event::Done, &now).await?;
    record(&mut connection, &invitation, ("questionnaire.submit", &["answers"]), (visitor, &now)).await?;
    count(service, &mut connection, &invitation, &now).await?;
    connection.commit().await?;
    service.new_jobs().notify_waiters();
    Ok(())
}

/// How long something takes, in words.
#[must_use]
pub fn minutes_in_words(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("about {}", counted(minutes, "minute")),
        (hours, 0) => format!("about {}", counted(hours, "hour")),
        (hours, minutes) => format!("about {} and {}", counted(hours, "hour"), counted(minutes, "minute")),
    }
}

/// Answers that were handed in, as the engine takes them.
pub(crate) fn engine_answers(given: &[Answer]) -> Answers {
    let answer = |answer: &Answer| {
        let choice = answer.choice.and_then(|choice| u8::try_from(choice).ok());
        let note = Some(answer.note.clone()).filter(|note| !note.is_empty());
        (answer.question.clone(), fit::instrument::Answer { choice, note })
    };
    Answers(given.iter().map(answer).collect())
}

/// What was handed in.
pub(crate) fn read(submission: &Submission) -> Result<Vec<Answer>> {
    read_answers(&submission.answers)
}

/// The same, from its text.
pub(crate) fn read_answers(text: &str) -> Result<Vec<Answer>> {
    serde_json::from_str(text).map_err(Error::internal("reading answers"))
}

/// Opens the store to write for whoever has a link that works.
async fn begin(service: &Service, secret: &str, visitor: &Visitor) -> Result<(Connection, Invitation)> {
    opened(service, secret, (service.database().write(), visitor)).await
}

/// The store, open as it is asked for, and the invitation of a link that works.
async fn opened(
    service: &Service,
    secret: &str,
    (connecting, visitor): (impl Future<Output = store::Result<Connection>>, &Visitor),
) -> Result<(Connection, Invitation)> {
    let attempt = async {
        let mut connection = connecting.await?;
        let invitation = usable(service, &mut connection, secret).await?;
        require_own_browser(&mut connection, &invitation, visitor).await?;
        Ok((connection, invitation))
    };
    throttling::by_link(service, &visitor.address, attempt).await
}

/// Refuses what a peer or a direct report answered to every browser but the one in which they agreed to the notice: whoever
/// invited them may have the link as well.
async fn require_own_browser(
    connection: &mut Connection,
    invitation: &Invitation,
    visitor: &Visitor,
) -> Result<()> {
    if !is_shielded(invitation.source) || invitation.opened_at.is_none() {
        return Ok(());
    }
    let bound = browsers::of_invitation(connection, &invitation.org_id, &invitation.id).await?;
    let is_own = visitor.browser.as_ref().is_some_and(|browser| bound.contains(browser));
    if is_own || bound.is_empty() {
        return Ok(());
    }
    let detail = "these answers were begun in another browser, and open there only, so that nobody else who has the link can \
                  read or change them. If it was not you who began them, tell whoever invited you, and ask for a new invitation";
    Err(Error::denied(detail.to_owned()))
}

/// The invitation of a link that works. One whose search is over works for those who answered, to see that they did.
async fn usable(service: &Service, connection: &mut Connection, secret: &str) -> Result<Invitation> {
    let now = service.surroundings().now();
    let invitation = invitations::find_by_secret(connection, &hash_secret(secret)).await?;
    let is_usable = |known: &Invitation| known.revoked_at.is_none() && known.expires_at > now;
    let invitation = invitation.filter(is_usable).ok_or(Error::NotFound("link"))?;
    if invitation.done_at.is_none() && is_locked(connection, &invitation).await? {
        return Err(Error::NotFound("link"));
    }
    Ok(invitation)
}

async fn questionnaire(
    service: &Service,
    connection: &mut Connection,
    invitation: Invitation,
) -> Result<Questionnaire> {
    let org = &invitation.org_id;
    let instrument = instruments::load(service, connection, org, &invitation.instrument_id).await?;
    let by = users::find(connection, org, &invitation.invited_by).await?;
    let search = match &invitation.search_id {
        Some(id) => searches::find(connection, org, id).await?,
        None => None,
    };
    Ok(Questionnaire {
        search: search.map(|search| search.title),
        situation: match has_own_page(&instrument) {
            true => situation::shipped()?
                .questions
                .iter()
                .map(fit::situation::SituationQuestion::of_questionnaire)
                .collect(),
            false => Vec::new(),
        },
        instrument,
        organisation: organisations::name(connection, org).await?.unwrap_or_default(),
        invited_by: by.map(|user| user.name).unwrap_or_default(),
        person: people::find(connection, org, &invitation.person_id).await?.name,
        answers: answers::list(connection, org, &invitation.id).await?,
        is_locked: is_locked(connection, &invitation).await?,
        is_shown: invitations::is_shown(connection, org, &invitation.id).await?,
        invitation,
    })
}

fn require_agreed(invitation: &Invitation) -> Result<()> {
    if invitation.opened_at.is_some() {
        return Ok(());
    }
    Err(Error::conflict(Code::NoticeFirst, "read and agree to the notice first"))
}

async fn require_unlocked(connection: &mut Connection, invitation: &Invitation) -> Result<()> {
    if is_locked(connection, invitation).await? {
        let detail = "your answers cannot be corrected any more: they are counted together with others', or what they were \
                      for is decided";
        return Err(Error::conflict(Code::Locked, detail));
    }
    Ok(())
}

fn has_own_page(instrument: &Instrument) -> bool {
    instrument.form == Form::Ceo && !instrument.first.is_empty()
}

fn check(instrument: &Instrument, input: &AnswerInput) -> Result<()> {
    let pointer = format!("/{}", input.question);
    let mut question = instrument.question(&input.question).cloned();
    if question.is_none() && has_own_page(instrument) {
        question = situation::shipped()?
            .question(&input.question)
            .map(fit::situation::SituationQuestion::of_questionnaire);
    }
    let question = question.ok_or_else(|| Error::invalid(&*pointer, "there is no such question"))?;
    let is_choice = |place: u8| question.choices.iter().any(|choice| choice.value == place);
    if input.choice.is_some_and(|place| !is_choice(place)) {
        return Err(Error::invalid(pointer, "choose one of the answers"));
    }
    let note = input.note.trim();
    if !question.has_note && !note.is_empty() {
        return Err(Error::invalid(pointer, "this question takes no note"));
    }
    if note.chars().count() > MOST_NOTE || note.contains('\0') {
        return Err(Error::invalid(pointer, format!("write at most {MOST_NOTE} characters in the note")));
    }
    Ok(())
}

fn is_same(there: &Answer, input: &AnswerInput) -> bool {
    there.choice == input.choice.map(i64::from) && there.note == input.note.trim()
}

/// Writes what was done with a link into the audit log, as done by nobody who has an account.
async fn record(
    connection: &mut Connection,
    invitation: &Invitation,
    (action, fields): (&str, &[&str]),
    (visitor, now): (&Visitor, &Timestamp),
) -> Result<()> {
    let record = Record {
        user: None,
        via: "link",
        action,
        subject: invitation.id.as_str(),
        fields,
        request: &visitor.request,
    };
    let org: &OrgId = &invitation.org_id;
    Ok(audit::append(connection, org, &record, now).await?)
}
