//! Norms: where scores of the framework's reference population or of an organisation's own people lie, for one search
//! or for a CEO of whom nothing is known.

mod own;

pub use own::{NormInput, as_csv, create, find, list};
pub(crate) use own::{load, of_document};

use crate::searches::visible;
use crate::{Caller, Error, Permission, Result, Service, frameworks, profiles, runs};
use fit::norm::Norm;
pub use fit::norm::NormStamp;
use fit::{Criteria, Estimates, Framework, Plan, Profile};
use report::framework::norm_spreads;
use store::versioned_documents::FrameworkVersion;
use store::{NormId, SearchId, people};

/// At these shares of the population its scores are told.
pub const SHARES: [f64; 5] = [0.05, 0.25, 0.50, 0.75, 0.95];
/// So many people on file are enough for an organisation's own norm.
pub use stats::learning::PEOPLE_FOR_A_NORM as ENOUGH_ON_FILE;

/// A norm with what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct NormRead {
    /// The version of the framework whose population it is.
    pub framework: FrameworkVersion,
    /// The title of the search that it is for; none for a CEO of whom nothing is known.
    pub search: Option<String>,
    /// The population and its scores.
    pub landmarks: Landmarks,
    /// The norm of the organisation's own people that it is; none for the framework's.
    pub own: Option<NormStamp>,
    /// How many people of the organisation a norm can count: those of whom something is known and who are no CEO of a
    /// search.
    pub n_countable: i64,
}

/// Where the reference population lies.
#[derive(Debug, Clone, PartialEq)]
pub struct Landmarks {
    /// How many modelled people.
    pub n_people: usize,
    /// The seed that they come from.
    pub seed: u64,
    /// Mean, spread and general factor in points, with how many dimensions have them.
    pub spreads: Vec<([f64; 3], usize)>,
    /// The title of the kind of COO that the search asks for.
    pub role_type: Option<String>,
    /// The scores at [`SHARES`], in points.
    pub overall: [f64; 5],
    /// The same on each pillar, by its title.
    pub pillars: Vec<(String, [f64; 5])>,
}

/// The norm for a search as it stands now: its CEO, kind of COO, weights and balance. Without a search it is for a CEO
/// of whom nothing is known, by the newest version of the framework that comes with the program. A search has the norm
/// that it chose; another one of the organisation's own can be looked at instead.
#[crate::boxed]
pub async fn read(
    service: &Service,
    caller: &Caller,
    search: Option<&SearchId>,
    own: Option<&NormId>,
) -> Result<NormRead> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let n_countable = people::n_countable(connection, &actor.org).await?;
    let (title, ceo, mut criteria, id) = match search {
        Some(id) => {
            let search = visible(connection, actor, id).await?;
            let (_, framework) =
                frameworks::load(service, connection, &actor.org, &search.framework_id).await?;
            let ceo = [search.ceo_id.clone()];
            let ceo = profiles::load(connection, &actor.org, &ceo, &framework).await?.into_iter().next();
            let criteria = runs::criteria(service, connection, actor, &search, &framework).await?;
            (Some(search.title), ceo.ok_or(Error::NotFound("person"))?, criteria, search.framework_id)
        }
        None => {
            let id = match own {
                Some(own) => {
                    let norm = store::norms::find(connection, &actor.org, own).await?;
                    norm.ok_or(Error::NotFound("norm"))?.framework_id
                }
                None => frameworks::default_of(connection, &actor.org).await?.id,
            };
            (None, unknown(), Criteria::default(), id)
        }
    };
    let (version, framework) = frameworks::load(service, connection, &actor.org, &id).await?;
    if let Some(own) = own {
        criteria.norm = Some(load(service, connection, &actor.org, own, &framework).await?);
    }
    let own = criteria.norm.as_ref().map(|own| own.stamp.clone());
    drop(read);
    let of = move || landmarks(&framework, &ceo, &criteria);
    let landmarks = service.compute(of).await?.map_err(|problems| runs::refused(&problems))?;
    Ok(NormRead { framework: version, search: title, landmarks, own, n_countable })
}

fn landmarks(
    framework: &Framework,
    ceo: &Profile,
    criteria: &Criteria,
) -> std::result::Result<Landmarks, Vec<fit::Problem>> {
    let plan = Plan::compile(framework, &Estimates::of(framework, ceo), criteria)?;
    let norm = Norm::in_use(framework, &plan, criteria.norm.as_deref());
    let points = |share: f64| share * 100.0;
    let pillar = |(index, pillar): (usize, &fit::framework::Pillar)| {
        (pillar.title.clone(), SHARES.map(|share| points(norm.pillar_quantile(index, share))))
    };
    let spreads = norm_spreads(framework).into_iter();
    Ok(Landmarks {
        n_people: framework.norm.people,
        seed: framework.norm.seed,
        spreads: spreads.map(|(s, n)| ([s.mean, s.sd, s.general].map(points), n)).collect(),
        role_type: plan.scheme.role_type.map(|index| framework.role_types[index].title.clone()),
        overall: SHARES.map(|share| points(norm.quantile(share))),
        pillars: framework.pillars.iter().enumerate().map(pillar).collect(),
    })
}

/// A CEO of whom nothing is known.
fn unknown() -> Profile {
    Profile::new("ceo", "")
}
