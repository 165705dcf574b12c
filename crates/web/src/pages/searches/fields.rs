//! FormData that a new search and the settings of one have in common.

use super::super::people::covered;
use super::{FormData, Signed};
use crate::Web;
use service::doubles;
use service::frameworks::{self, FrameworkOutline};
use service::people::{self, PeopleAsked};
use service::{Asked, Error, Sorting};
use store::people::Person;
use store::{FrameworkId, PersonId};

/// How many people are offered at once; who is not among them is found by name.
const MOST: u32 = 20;
/// How many versions of frameworks are offered.
const MOST_VERSIONS: u32 = 50;

/// The kinds of COO that a version of a framework knows, as cards to choose one of.
pub(super) struct Kinds(pub(super) Vec<Kind>);

/// A kind of COO.
pub(super) struct Kind {
    /// Empty for no kind in particular.
    pub(super) id: String,
    pub(super) title: String,
    pub(super) when: String,
    pub(super) is_chosen: bool,
}

impl Kinds {
    pub(super) fn of(framework: FrameworkOutline, form: &FormData) -> Self {
        let chosen = form.text("role_type");
        let any = Kind {
            id: String::new(),
            title: "No particular kind".to_owned(),
            when: "The pillars weigh as the framework has it, and every demand is the usual one.".to_owned(),
            is_chosen: chosen.is_empty(),
        };
        let kinds = framework.role_types.into_iter().map(|kind| Kind {
            is_chosen: kind.id == chosen,
            id: kind.id,
            title: kind.title,
            when: kind.when,
        });
        Self(std::iter::once(any).chain(kinds).collect())
    }
}

/// The versions of frameworks that there are, the newest first, by id and title; and the one that is chosen.
pub(super) async fn versions(
    web: &Web,
    signed: &Signed,
    form: &FormData,
) -> Result<(Vec<(String, String)>, FrameworkOutline), Error> {
    let (service, caller) = (&web.service, &signed.caller);
    let asked = Asked { limit: Some(MOST_VERSIONS), cursor: None };
    let listed = frameworks::list(service, caller, &asked).await?.items;
    let chosen: Option<FrameworkId> = form.text("framework_id").parse().ok();
    let chosen = match chosen {
        Some(id) if listed.iter().any(|version| version.id == id) => id,
        _ => frameworks::default(service, caller).await?.id,
    };
    let outline = frameworks::get(service, caller, &chosen).await?;
    let title = |title: &str, version: &str| format!("{title}, version {version}");
    let versions = listed.into_iter().map(|one| (one.id.to_string(), title(&one.title, &one.version)));
    Ok((versions.collect(), outline))
}

/// Someone to pick.
pub(in crate::pages) struct Pick {
    pub(in crate::pages) id: String,
    pub(in crate::pages) name: String,
    pub(in crate::pages) headline: String,
    /// How much is known of them, and since when.
    pub(in crate::pages) known: String,
    pub(in crate::pages) is_picked: bool,
}

/// People on file whose names have a text, after those who are picked already; and a word on how many more there are.
pub(in crate::pages) async fn found(
    web: &Web,
    signed: &Signed,
    q: &str,
    picked: &[PersonId],
    is_offered: impl Fn(&Person) -> bool,
) -> Result<(Vec<Pick>, String), Error> {
    let (service, caller) = (&web.service, &signed.caller);
    let asked = PeopleAsked { limit: Some(MOST), cursor: None, q: Some(q.to_owned()), sort: Sorting::Name };
    let listed = people::list(service, caller, &asked).await?;
    let more = match (listed.items.is_empty(), listed.next_cursor.is_some()) {
        (true, _) if q.is_empty() => "Nobody is on file yet.".to_owned(),
        (true, _) => format!("Nobody on file has “{q}” in their name."),
        (false, true) => format!("These are the first {MOST} by name. Find others by a part of theirs."),
        (false, false) => String::new(),
    };
    let before = people::of_ids(service, caller, picked).await?;
    let ids: Vec<PersonId> = before.iter().chain(&listed.items).map(|person| person.id.clone()).collect();
    let coverage = doubles::coverage(service, caller, &ids).await?;
    let others = listed.items.into_iter();
    let others = others.filter(|one| !picked.contains(&one.id) && one.erased_at.is_none() && is_offered(one));
    let coverage = &coverage;
    let pick = |is_picked| {
        move |person: Person| Pick {
            known: coverage.get(&person.id).map(covered).unwrap_or_default(),
            id: person.id.to_string(),
            name: person.name,
            headline: person.headline,
            is_picked,
        }
    };
    Ok((before.into_iter().map(pick(true)).chain(others.map(pick(false))).collect(), more))
}
