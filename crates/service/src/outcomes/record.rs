//! Recording an outcome, and withdrawing one: a correction leaves what was there on file.

use super::{
    OutcomeInput, Outcomes, Placed, RecordedOutcome, Standing, all_of, placement, recorded, standing_of,
};
use crate::checks::Checks;
use crate::decisions::WithdrawalInput;
use crate::searches::held;
use crate::transaction::started;
use crate::{Caller, Code, Error, Permission, Result, Service, Writing};
use store::outcomes::{self, Outcome, OutcomeKind};
use store::{Connection, Day, OrgId, OutcomeId, SearchId, Timestamp, UserId};

/// Records what became of the placement of a search.
///
/// # Errors
/// Where no decision to appoint somebody is in force, the outcome is to hang on another run than the decision, one of the
/// kind is in force, or what is said contradicts what is on record.
#[crate::boxed]
pub async fn record(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    input: OutcomeInput,
) -> Result<RecordedOutcome> {
    let asked = (search, &input);
    let begun = service.write(caller, Permission::OutcomesWrite, "outcome.record", &asked).await?;
    let mut write = started!(begun);
    let outcome = record_one(service, &mut write, search, input).await?;
    let (connection, org) = write.parts();
    let subject = outcome.id.to_string();
    let answer = recorded(connection, org, outcome).await?;
    write.finish(&subject, FIELDS, answer).await
}

/// What is written of an outcome, for the audit log.
pub(super) const FIELDS: &[&str] = &["kind", "on", "value", "note"];

/// Records one outcome within a write.
pub(super) async fn record_one(
    service: &Service,
    write: &mut Writing,
    search: &SearchId,
    input: OutcomeInput,
) -> Result<Outcome> {
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let search = held(connection, actor, search).await?;
    record_of(service, connection, (&actor.org, &actor.user), &search.id, input, &now).await
}

/// Records one outcome of a search that is known to be there, in the name of a user.
pub(super) async fn record_of(
    service: &Service,
    connection: &mut Connection,
    (org, user): (&OrgId, &UserId),
    search: &SearchId,
    input: OutcomeInput,
    now: &Timestamp,
) -> Result<Outcome> {
    let placed = placement(connection, org, search).await?.ok_or_else(no_placement)?;
    if input.run_id.as_ref().is_some_and(|run| *run != placed.run_id) {
        return Err(Error::conflict(
            Code::AnotherRun,
            format!(
                "outcomes hang on the run that the decision rests on, {}: a later one would foretell the past",
                placed.run_id
            ),
        ));
    }
    let there = all_of(connection, org, search).await?;
    check(&input, &placed, &standing_of(&there.items), &Day::of(now))?;
    let outcome = Outcome {
        id: service.surroundings().id(),
        decision_id: placed.decision_id,
        kind: input.kind,
        happened_on: input.on,
        ending: input.ending.map(|ending| ending.name().to_owned()),
        value: match input.kind {
            OutcomeKind::BoardRating => input.rating,
            OutcomeKind::Pulse => input.conditions.as_ref().map(super::Conditions::points),
            _ => input.is_together.map(|is_together| f64::from(u8::from(is_together))),
        },
        who: input.who.map(|who| who.name().to_owned()),
        wave: input.wave.map(|wave| wave.name().to_owned()),
        conditions: input
            .conditions
            .map(|answers| serde_json::to_string(&answers))
            .transpose()
            .map_err(unwritable)?,
        note: input.note,
        recorded_by: user.clone(),
        created_at: now.clone(),
        withdrawn_at: None,
        withdrawn_by: None,
        withdrawn_reason: None,
    };
    outcomes::insert(connection, org, &outcome).await.map_err(|error| match error {
        store::Error::Taken => Error::conflict(
            Code::AlreadyRecorded,
            "this is on record already; withdraw what is there before recording it anew",
        ),
        other => other.into(),
    })?;
    Ok(outcome)
}

/// Withdraws an outcome, which stays on file with the reason.
#[crate::boxed]
pub async fn withdraw(
    service: &Service,
    caller: &Caller,
    (search, id): (&SearchId, &OutcomeId),
    input: WithdrawalInput,
) -> Result<Outcomes> {
    let asked = (search, id, &input);
    let begun = service.write(caller, Permission::OutcomesWrite, "outcome.withdraw", &asked).await?;
    let mut write = started!(begun);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let org = &actor.org;
    let search = held(connection, actor, search).await?;
    let there = outcomes::list(connection, org, &search.id).await?;
    if !there.iter().any(|outcome| outcome.id == *id) {
        return Err(Error::NotFound("outcome"));
    }
    let mut checks = Checks::default();
    checks.text("/reason", &input.reason, 1, 10_000);
    checks.done()?;
    if !outcomes::withdraw(connection, org, id, (&actor.user, &input.reason), &now).await? {
        return Err(Error::conflict(Code::OutcomeWithdrawn, "this outcome was withdrawn before"));
    }
    let left = all_of(connection, org, &search.id).await?;
    write.finish(id.as_str(), &["withdrawn_reason"], left).await
}

pub(super) fn no_placement() -> Error {
    Error::conflict(
        Code::NoPlacement,
        "no decision to appoint somebody is in force in this search, and an outcome hangs on one: record the decision first",
    )
}

/// What an outcome of its kind needs, and what it may not say.
fn check(input: &OutcomeInput, placed: &Placed, standing: &Standing, today: &Day) -> Result<()> {
    let mut checks = Checks::default();
    let decided = &placed.decided_on;
    let hint = format!(
        "give a day from {decided}, when it was decided, to today: what came before, the decision was made knowing"
    );
    // Both days are those of UTC: where the one who says it is, it may be a day later or earlier.
    let is_in_time = input.on >= decided.plus_days(-1) && input.on <= today.plus_days(1);
    checks.require(is_in_time, "/on", &hint);
    check_parts(input, &mut checks);
    checks.text("/note", &input.note, 0, 10_000);
    let told = input.is_together == Some(true);
    let (kind, on) = (input.kind, &input.on);
    match (&standing.started_on, &standing.left_on) {
        (Some(started), _) if kind == OutcomeKind::Left => {
            checks.require(
                on >= started,
                "/on",
                &format!("they began on {started}: give that day or a later one"),
            );
        }
        (_, Some(left)) if kind == OutcomeKind::Started => {
            checks.require(
                on <= left,
                "/on",
                &format!("the COO left on {left}: give that day or an earlier one"),
            );
        }
        (Some(started), left) if told => {
            let months = if kind == OutcomeKind::Together12 { 12 } else { 24 };
            let until = started.plus_months(months);
            let is_over = *on >= until;
            checks.require(
                is_over,
                "/on",
                &format!("{months} months are over on {until}: give that day or a later one"),
            );
            let was_there = left.as_ref().is_none_or(|left| *left >= until);
            checks.require(was_there, "/is_together", "the COO left before: withdraw that, or say no here");
        }
        _ => {}
    }
    checks.done()
}

fn check_parts(input: &OutcomeInput, checks: &mut Checks) {
    use OutcomeKind as K;
    let kind = input.kind;
    let parts = [
        ("/ending", input.ending.is_some(), kind == K::Left, "say how it ended"),
        (
            "/is_together",
            input.is_together.is_some(),
            matches!(kind, K::Together12 | K::Together24),
            "say yes or no",
        ),
        ("/rating", input.rating.is_some(), kind == K::BoardRating, "give a number from 0 to 100"),
        ("/who", input.who.is_some(), kind == K::Pulse, "say who answered"),
        ("/wave", input.wave.is_some(), kind == K::Pulse, "say which pulse it is"),
        ("/conditions", input.conditions.is_some(), kind == K::Pulse, "give an answer from 1 to 5 to each"),
    ];
    for (pointer, is_given, is_needed, hint) in parts {
        checks.require(is_given || !is_needed, pointer, hint);
        checks.require(!is_given || is_needed, pointer, &format!("leave it out: {kind} has none"));
    }
    if let Some(rating) = input.rating {
        checks.points("/rating", rating);
    }
    if let Some(conditions) = &input.conditions {
        for ((name, _), answer) in super::Conditions::SENTENCES.iter().zip(conditions.answers()) {
            let pointer = format!("/conditions/{name}");
            checks.require((1..=5).contains(&answer), &pointer, "give a whole number from 1 to 5");
        }
    }
}

fn unwritable(error: serde_json::Error) -> Error {
    Error::failed("writing the conditions of an outcome", error)
}
