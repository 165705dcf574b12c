//! Pulses answered by those whom they are about: a link for each of the two, five sentences, and an outcome on record.

use super::record::{FIELDS, record_of};
use super::{Conditions, OutcomeInput, all_of, no_placement, placement};
use crate::checks::Checks;
use crate::sessions::Visitor;
use crate::throttling;
use crate::transaction::started;
use crate::{Caller, Code, Error, Listed, Permission, Result, Secret, Service, hash_secret};
use serde::{Deserialize, Serialize};
use store::audit::{self, Record};
use store::outcomes::{OutcomeKind, Wave, Who};
use store::pulse_links::{self, PulseLink};
use store::{
    Connection, Day, PulseLinkId, SearchId, Timestamp, candidates, organisations, people, searches, users,
};
use utoipa::ToSchema;

/// A link works for at most so many days.
pub const MOST_DAYS: i64 = 60;
/// Unless told otherwise, for so many.
pub const DAYS: i64 = 21;
const SECONDS_A_DAY: i64 = 24 * 60 * 60;

/// A link to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PulseLinkInput {
    /// Who is asked.
    pub who: Who,
    /// Which pulse it is.
    pub wave: Wave,
    /// How many days it works; 21 where it is left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 60)]
    pub days: Option<i64>,
}

/// How a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PulseLinkState {
    /// It waits for an answer.
    Open,
    /// It was answered.
    Answered,
    /// Its time is over.
    Expired,
    /// It was revoked.
    Revoked,
}

/// A link, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PulseLink)]
pub struct PulseLinkOutline {
    /// Id.
    pub id: PulseLinkId,
    /// Who is asked.
    pub who: Who,
    /// Which pulse it is.
    pub wave: Wave,
    /// How it stands.
    pub state: PulseLinkState,
    /// Who made it, by name.
    pub created_by_name: String,
    /// When.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
}

/// A link that was just made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PulseLinkMade {
    /// The address to hand on. It is shown this once.
    pub url: String,
    /// The link.
    #[serde(flatten)]
    pub link: PulseLinkOutline,
}

/// What whoever has a link is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulse {
    /// Who asks: the organisation's name.
    pub organisation: String,
    /// Who made the link, by name.
    pub asked_by: String,
    /// Who is asked.
    pub who: Who,
    /// Which pulse it is.
    pub wave: Wave,
    /// The name of the one who is asked.
    pub name: String,
    /// The name of the other of the two.
    pub other: String,
    /// When the link stops working.
    pub expires_at: Timestamp,
    /// When it was answered; none where it waits.
    pub answered_at: Option<Timestamp>,
}

/// Makes a link. It is kept nowhere but as a hash, so a repeated request makes another.
#[crate::boxed]
pub async fn create(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    input: &PulseLinkInput,
    base_url: &str,
) -> Result<PulseLinkMade> {
    let days = input.days.unwrap_or(DAYS);
    let mut checks = Checks::default();
    checks.require((1..=MOST_DAYS).contains(&days), "/days", "a link works for 1 to 60 days");
    checks.done()?;
    let mut write = service.write_anew(caller, Permission::OutcomesWrite, "pulse_link.create").await?;
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let org = actor.org.clone();
    let search = crate::searches::held(connection, actor, search).await?;
    let placed = placement(connection, &org, &search.id).await?.ok_or_else(no_placement)?;
    let there = all_of(connection, &org, &search.id).await?;
    let is_it = |outcome: &super::RecordedOutcome| {
        outcome.kind == OutcomeKind::Pulse
            && outcome.who == Some(input.who)
            && outcome.wave == Some(input.wave)
    };
    if there.items.iter().any(is_it) {
        let detail = "this pulse is on record already; withdraw what is there before asking anew";
        return Err(Error::conflict(Code::AlreadyRecorded, detail));
    }
    let secret = Secret::new("", service.surroundings());
    let link = PulseLink {
        id: service.surroundings().id(),
        org_id: org.clone(),
        decision_id: placed.decision_id,
        who: input.who,
        wave: input.wave,
        created_by: actor.user.clone(),
        created_at: now.clone(),
        expires_at: now.plus_seconds(days * SECONDS_A_DAY),
        answered_at: None,
        revoked_at: None,
    };
    pulse_links::insert(connection, &link, &secret.hash()).await?;
    let subject = link.id.to_string();
    let outline = outline(connection, link, &now).await?;
    let url = format!("{}/p/{}", base_url.trim_end_matches('/'), secret.reveal());
    let link = write.finish(&subject, &["who", "wave", "expires_at"], outline).await?;
    Ok(PulseLinkMade { url, link })
}

/// The links of a search, the newest first.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller, search: &SearchId) -> Result<Listed<PulseLinkOutline>> {
    let mut read = service.read(caller, Permission::OutcomesRead).await?;
    let now = service.surroundings().now();
    let (connection, actor) = read.with_actor();
    let search = crate::searches::visible(connection, actor, search).await?;
    let mut items = Vec::new();
    for link in pulse_links::list(connection, &actor.org, &search.id).await? {
        items.push(outline(connection, link, &now).await?);
    }
    Ok(Listed { items, next_cursor: None })
}

/// Revokes a link that waits: it works no more.
#[crate::boxed]
pub async fn revoke(
    service: &Service,
    caller: &Caller,
    (search, id): (&SearchId, &PulseLinkId),
) -> Result<Listed<PulseLinkOutline>> {
    let begun = service.write(caller, Permission::OutcomesWrite, "pulse_link.revoke", id).await?;
    let mut write = started!(begun);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let org = actor.org.clone();
    let search = crate::searches::held(connection, actor, search).await?;
    if !pulse_links::list(connection, &org, &search.id).await?.iter().any(|link| link.id == *id) {
        return Err(Error::NotFound("link"));
    }
    pulse_links::revoke(connection, &org, id, &now).await?;
    let mut items = Vec::new();
    for link in pulse_links::list(connection, &org, &search.id).await? {
        items.push(outline(connection, link, &now).await?);
    }
    write.finish(id.as_str(), &["revoked_at"], Listed { items, next_cursor: None }).await
}

/// Looks at what a link asks. Nothing is changed or used up.
///
/// # Errors
/// [`Error::NotFound`], in the same words whether it is wrong, was revoked, is past its time or its decision was withdrawn.
#[crate::boxed]
pub async fn look(service: &Service, secret: &str, visitor: &Visitor) -> Result<Pulse> {
    let (link, search) = usable(service, secret, visitor).await?;
    let mut connection = service.database().read().await?;
    let org = &link.org_id;
    let missing = || Error::NotFound("link");
    let organisation = organisations::name(&mut connection, org).await?.unwrap_or_default();
    let by = users::find(&mut connection, org, &link.created_by).await?;
    let known = searches::find(&mut connection, org, &search).await?.ok_or_else(missing)?;
    let ceo = people::find(&mut connection, org, &known.ceo_id).await?.ok_or_else(missing)?;
    let placed = placement(&mut connection, org, &search).await?.ok_or_else(missing)?;
    let coo = candidates::find(&mut connection, org, &search, &placed.candidate_id).await?;
    let coo = coo.ok_or_else(missing)?;
    let (name, other) = match link.who {
        Who::Ceo => (ceo.name, coo.name),
        Who::Coo => (coo.name, ceo.name),
    };
    Ok(Pulse {
        organisation,
        asked_by: by.map(|user| user.name).unwrap_or_default(),
        who: link.who,
        wave: link.wave,
        name,
        other,
        expires_at: link.expires_at,
        answered_at: link.answered_at,
    })
}

/// Puts the answers on record, once.
#[crate::boxed]
pub async fn answer(
    service: &Service,
    secret: &str,
    conditions: Conditions,
    note: String,
    visitor: &Visitor,
) -> Result<()> {
    let (link, search) = usable(service, secret, visitor).await?;
    let now = service.surroundings().now();
    let mut connection = service.database().write().await?;
    let org = &link.org_id;
    let input = OutcomeInput {
        kind: OutcomeKind::Pulse,
        on: Day::of(&now),
        ending: None,
        is_together: None,
        rating: None,
        who: Some(link.who),
        wave: Some(link.wave),
        conditions: Some(conditions),
        note,
        run_id: None,
    };
    if !pulse_links::answered(&mut connection, org, &link.id, &now).await? {
        return Err(Error::conflict(Code::Answered, "this was answered already: your answers are on record"));
    }
    let outcome = record_of(service, &mut connection, (org, &link.created_by), &search, input, &now).await?;
    let record = Record {
        user: None,
        via: "link",
        action: "outcome.record",
        subject: outcome.id.as_str(),
        fields: FIELDS,
        request: &visitor.request,
    };
    audit::append(&mut connection, org, &record, &now).await?;
    Ok(connection.commit().await?)
}

async fn usable(service: &Service, secret: &str, visitor: &Visitor) -> Result<(PulseLink, SearchId)> {
    let attempt = async {
        let now = service.surroundings().now();
        let mut connection = service.database().read().await?;
        let found = pulse_links::find_by_secret(&mut connection, &hash_secret(secret)).await?;
        let is_usable = |(link, _): &(PulseLink, SearchId)| {
            matches!(state(link, &now), PulseLinkState::Open | PulseLinkState::Answered)
        };
        found.filter(is_usable).ok_or(Error::NotFound("link"))
    };
    throttling::by_link(service, &visitor.address, attempt).await
}

fn state(link: &PulseLink, now: &Timestamp) -> PulseLinkState {
    if link.revoked_at.is_some() {
        PulseLinkState::Revoked
    } else if link.expires_at <= *now {
        PulseLinkState::Expired
    } else if link.answered_at.is_some() {
        PulseLinkState::Answered
    } else {
        PulseLinkState::Open
    }
}

async fn outline(connection: &mut Connection, link: PulseLink, now: &Timestamp) -> Result<PulseLinkOutline> {
    let by = users::find(connection, &link.org_id, &link.created_by).await?;
    Ok(PulseLinkOutline {
        state: state(&link, now),
        created_by_name: by.map(|user| user.name).unwrap_or_default(),
        id: link.id,
        who: link.who,
        wave: link.wave,
        created_at: link.created_at,
        expires_at: link.expires_at,
        answered_at: link.answered_at,
    })
}
