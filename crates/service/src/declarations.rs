//! What users declare about candidates before they judge: conflicts of interest of their own, and that a candidate is
//! off-limits. Whoever sees the search sees it; it removes nobody.

use crate::candidates::find as find_candidate;
use crate::checks::Checks;
use crate::searches::{held, refuse_closed, visible};
use crate::transaction::started;
use crate::visibility::Visibility;
use crate::{Actor, Caller, Listed, Permission, Result, Service};
use serde::{Deserialize, Serialize};
use store::declarations::{self, Declaration, DeclarationKind};
use store::{CandidateId, Connection, OrgId, SearchId};
use utoipa::ToSchema;

/// A declaration has at most so many characters.
pub const MOST: usize = 2_000;

/// What someone declares about a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclarationInput {
    /// What is declared. That a candidate is off-limits is for those who keep the search.
    pub kind: DeclarationKind,
    /// What it is; empty to take it back.
    #[schema(max_length = 2000)]
    pub text: String,
}

/// Declares something about a candidate, or takes it back.
#[crate::boxed]
pub async fn put(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
    input: DeclarationInput,
) -> Result<Listed<Declaration>> {
    let asked = (search, candidate, &input);
    let begun = service.write(caller, Permission::JudgementsWrite, "declaration.put", &asked).await?;
    let mut write = started!(begun);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    if input.kind == DeclarationKind::OffLimits {
        actor.require(Permission::SearchesWrite)?;
    }
    let search = held(connection, actor, search).await?;
    refuse_closed(&search)?;
    find_candidate(connection, &actor.org, &search.id, candidate).await?;
    let text = input.text.trim();
    let mut checks = Checks::default();
    checks.text("/text", text, 0, MOST);
    checks.done()?;
    let whose = (&actor.user, input.kind);
    match text.is_empty() {
        true => declarations::remove(connection, &actor.org, candidate, whose).await?,
        false => declarations::put(connection, &actor.org, candidate, whose, (text, &now)).await?,
    }
    let visibility = Visibility::of(connection, actor, &search).await?;
    let found = declarations::list(connection, &actor.org, &search.id).await?;
    let found = Listed::whole(shown(found, visibility, actor));
    write.finish(candidate.as_str(), &["kind", "text"], found).await
}

/// What is declared in a search.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller, search: &SearchId) -> Result<Listed<Declaration>> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    let visibility = Visibility::of(connection, actor, &search).await?;
    let found = declarations::list(connection, &actor.org, &search.id).await?;
    Ok(Listed::whole(shown(found, visibility, actor)))
}

fn shown(found: Vec<Declaration>, visibility: Visibility, actor: &Actor) -> Vec<Declaration> {
    let shown = |declared: Declaration| {
        let text = visibility.written(declared.text, declared.user_id == actor.user);
        Declaration { text, ..declared }
    };
    found.into_iter().map(shown).collect()
}

/// The words for what is declared.
#[must_use]
pub fn in_words(kind: DeclarationKind) -> &'static str {
    match kind {
        DeclarationKind::Conflict => "Conflict of interest",
        DeclarationKind::OffLimits => "Off-limits",
    }
}

/// What is declared about a candidate, for what is handed out about a person.
pub(crate) async fn about(
    connection: &mut Connection,
    org: &OrgId,
    candidate: &CandidateId,
) -> Result<Vec<Declaration>> {
    Ok(declarations::of_candidate(connection, org, candidate).await?)
}
