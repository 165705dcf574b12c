//! What is known of a person on each dimension, from whom, and how sure it is.

use crate::profiles::{self, Dossier};
use crate::{Caller, Error, Permission, Result, Service, frameworks, people as on_file, undo};
pub use fit::groups::MIN_GROUP;
use fit::groups::{Group, Grouping, groups, is_shielded, label};
use fit::{Estimates, Framework, Profile, Rating, Source};
use stats::reliability::{RatingScale, RatingTable, icc1, r_wg, self_other_difference};
use std::collections::{BTreeMap, BTreeSet};
use store::estimates::Origin;
use store::people::Person;
use store::searches::{self, SearchOfPerson};
use store::{PersonId, RatingId, Timestamp, audit};

/// Everything about a person that can be shown to whoever looks after people on file.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The person.
    pub person: Person,
    /// Their dimensions by domain, in the order of the framework; last those that it does not know.
    pub domains: Vec<DomainEvidence>,
    /// How far those who rated the person draw one picture; none where fewer than five dimensions were rated by two or
    /// more of them whose ratings may be shown.
    pub picture: Option<Picture>,
    /// The framework, in words.
    pub framework: String,
    /// The searches that they stand in.
    pub searches: Vec<SearchOfPerson>,
    /// The last change by hand, as the audit log names it, where it can be undone.
    pub undoable: Option<String>,
}

/// How far raters draw one picture of a person: the dimensions are what is rated, and the raters may differ from one to the
/// next. The person's own ratings are left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Picture {
    /// ICC(1): near 1 all draw the same picture; at 0 or below each draws one of their own.
    pub icc1: f64,
    /// How many dimensions two or more rated.
    pub n_dimensions: usize,
    /// How many ratings those have.
    pub n_ratings: usize,
}

/// The dimensions of a domain.
#[derive(Debug, Clone, PartialEq)]
pub struct DomainEvidence {
    /// The domain's title; none for dimensions that the framework does not know.
    pub title: Option<String>,
    /// Whether only differences within a person count.
    pub is_ipsative: bool,
    /// The dimensions.
    pub dimensions: Vec<DimensionEvidence>,
}

/// What is known of a person on a dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct DimensionEvidence {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What 0, 50 and 100 look like; none where the framework does not know it.
    pub anchors: Option<[String; 3]>,
    /// What is known.
    pub known: Known,
}

/// What is known on a dimension: a stated value, ratings, both, or nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Known {
    /// The stated value.
    pub stated: Option<StatedEvidence>,
    /// What raters said.
    pub rated: Option<RatedEvidence>,
    /// What all of it together amounts to, but for what is kept back; none where nothing else is known, or where there are
    /// ratings and the framework does not know the dimension.
    pub value: Option<Value>,
}

impl Known {
    /// Whether nobody measured it.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.stated.is_none() && self.rated.is_none()
    }
}

/// A value on 0–100 with its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    /// The value.
    pub mean: f64,
    /// Its standard error.
    pub se: f64,
}

/// A stated value and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct StatedEvidence {
    /// The value.
    pub value: Value,
    /// How it came in.
    pub origin: Origin,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who recorded it; none where that is not in the record.
    pub by: Option<String>,
}

/// Ratings and what follows from them.
#[derive(Debug, Clone, PartialEq)]
pub struct RatedEvidence {
    /// How many ratings there are from each source that has any, in words.
    pub counts: Vec<(&'static str, usize)>,
    /// The ratings by who gave them, without those that are kept back.
    pub groups: Vec<RatingGroup>,
    /// Whether ratings are kept back because they could be traced to a person. They are in no figure.
    pub is_withheld: bool,
    /// r_wg of those who are not the person, where there are two or more that are not kept back.
    pub agreement: Option<f64>,
    /// How much higher the person rates themselves than those others do who are not kept back.
    pub self_other: Option<f64>,
    /// Each rating, to look after it.
    pub ratings: Vec<RatingEvidence>,
}

/// Ratings that are shown together.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingGroup {
    /// Who gave them, in words.
    pub label: &'static str,
    /// Their plain mean.
    pub mean: f64,
    /// The ratings, from the lowest up.
    pub values: Vec<f64>,
}

/// A rating, so that it can be found and withdrawn.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingEvidence {
    /// Its id.
    pub id: RatingId,
    /// Who gave it, in words.
    pub source: &'static str,
    /// The rater; empty where that is not recorded.
    pub rater: String,
    /// What they gave; none for peers and direct reports.
    pub value: Option<f64>,
    /// When it was given.
    pub recorded_at: Timestamp,
}

/// What is known of a person.
#[crate::boxed]
pub async fn get(service: &Service, caller: &Caller, id: &PersonId) -> Result<Evidence> {
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, actor) = read.with_actor();
    let org = &actor.org;
    let person = on_file::find(connection, org, id).await?;
    let version = frameworks::default_of(connection, org).await?;
    let (_, framework) = frameworks::load(service, connection, org, &version.id).await?;
    let undoable = undo::find(connection, org, &person).await?;
    let searches = searches::of_person(connection, org, id).await?;
    let authors: BTreeMap<Timestamp, Option<String>> =
        audit::authors(connection, org, id.as_str()).await?.into_iter().collect();
    let dossier = profiles::dossier(connection, org, person.clone()).await?;
    drop(read);
    let facts = Facts {
        whole: dossier.whole_profile(|_| true)?,
        counted: dossier.profile(|_| true)?,
        dossier: &dossier,
        framework: &framework,
        authors,
    };
    let domains = facts.domains()?;
    Ok(Evidence {
        picture: picture(&domains),
        domains,
        framework: format!("{} {}", framework.title, framework.version),
        person,
        searches,
        undoable,
    })
}

/// What the answer is made of.
struct Facts<'a> {
    /// With every rating, to count them.
    whole: Profile,
    /// With those that may enter a figure.
    counted: Profile,
    dossier: &'a Dossier,
    framework: &'a Framework,
    authors: BTreeMap<Timestamp, Option<String>>,
}

impl Facts<'_> {
    fn domains(&self) -> Result<Vec<DomainEvidence>> {
        let estimates = Estimates::of(self.framework, &self.counted);
        let value = |d: usize| {
            let estimate = estimates.raw[d];
            Value { mean: estimate.mean * 100.0, se: estimate.se * 100.0 }
        };
        let mut found = Vec::new();
        for (index, domain) in self.framework.domains.iter().enumerate() {
            let mut dimensions = Vec::new();
            for (d, dimension) in self.framework.dimensions.iter().enumerate() {
                if dimension.domain == index {
                    let anchors = [&dimension.low, &dimension.mid, &dimension.high].map(Clone::clone);
                    dimensions.push(DimensionEvidence {
                        id: dimension.id.clone(),
                        title: dimension.title.clone(),
                        anchors: Some(anchors),
                        known: self.known(&dimension.id, Some(value(d)))?,
                    });
                }
            }
            let title = Some(domain.title.clone());
            found.push(DomainEvidence { title, is_ipsative: domain.is_ipsative, dimensions });
        }
        let others = self.others().into_iter().map(|id| {
            let known = self.known(&id, None)?;
            Ok(DimensionEvidence { title: id.clone(), id, anchors: None, known })
        });
        found.push(DomainEvidence {
            title: None,
            is_ipsative: false,
            dimensions: others.collect::<Result<_>>()?,
        });
        found.retain(|domain| !domain.dimensions.is_empty());
        Ok(found)
    }

    /// The dimensions that something is known on and the framework does not have.
    fn others(&self) -> BTreeSet<String> {
        let stated = self.whole.estimates.keys();
        let rated = self.whole.ratings.iter().map(|rating| &rating.dimension);
        let all = stated.chain(rated).filter(|id| self.framework.dimension(id).is_none());
        all.cloned().collect()
    }

    fn known(&self, id: &str, estimate: Option<Value>) -> Result<Known> {
        let stated = self.dossier.estimates.iter().find(|known| known.dimension == id);
        let stated = stated.map(|stated| StatedEvidence {
            value: Value { mean: stated.mean, se: stated.se },
            origin: stated.origin,
            recorded_at: stated.recorded_at.clone(),
            by: self.authors.get(&stated.recorded_at).cloned().flatten(),
        });
        let of = |profile: &'_ Profile| profile.ratings.iter().filter(|r| r.dimension == id).count();
        let rated = (of(&self.whole) > 0).then(|| self.rated(id)).transpose()?;
        let is_measured = stated.is_some() || of(&self.counted) > 0;
        let value = match (&stated, &rated) {
            (Some(stated), None) => Some(stated.value),
            _ => estimate.filter(|_| is_measured),
        };
        Ok(Known { stated, rated, value })
    }

    /// What may be said of ratings. Those that may not enter a figure are counted and nothing else.
    fn rated(&self, id: &str) -> Result<RatedEvidence> {
        let on_it = |profile: &'_ Profile| -> Vec<Rating> {
            profile.ratings.iter().filter(|rating| rating.dimension == id).cloned().collect()
        };
        let (all, counted) = (on_it(&self.whole), on_it(&self.counted));
        let shown = match groups(&counted, id) {
            Grouping::Shown(groups) => groups,
            Grouping::Withheld => Vec::new(),
        };
        let of = |is_own: bool| {
            let some = counted.iter().filter(move |rating| (rating.source == Source::Oneself) == is_own);
            some.map(|rating| rating.value.get()).collect::<Vec<f64>>()
        };
        let (own, others) = (of(true), of(false));
        let scale = RatingScale::new(0.0, 100.0, N_POINTS).map_err(Error::internal("making a scale"))?;
        Ok(RatedEvidence {
            counts: counts(&all),
            groups: shown.iter().map(group).collect(),
            is_withheld: counted.len() < all.len(),
            agreement: r_wg(&others, scale).map_err(Error::internal("computing agreement"))?,
            self_other: mean(&own).and_then(|own| self_other_difference(own, &others)),
            ratings: self.ratings(id)?,
        })
    }

    fn ratings(&self, id: &str) -> Result<Vec<RatingEvidence>> {
        let some = self.dossier.ratings.iter().filter(|rating| rating.dimension == id);
        let rating = |rating: &store::ratings::Rating| {
            let source = profiles::engine_source(rating.source)?;
            Ok(RatingEvidence {
                id: rating.id.clone(),
                source: label(source),
                rater: rating.rater.clone(),
                value: Some(rating.value).filter(|_| !is_shielded(source)),
                recorded_at: rating.recorded_at.clone(),
            })
        };
        some.map(rating).collect()
    }
}

/// Of fewer dimensions chance would say more than the raters.
const FEWEST_DIMENSIONS: usize = 5;

fn picture(domains: &[DomainEvidence]) -> Option<Picture> {
    let mut records = Vec::new();
    let mut n_dimensions = 0;
    for dimension in domains.iter().flat_map(|domain| &domain.dimensions) {
        let Some(rated) = &dimension.known.rated else { continue };
        let others = rated.groups.iter().filter(|group| group.label != label(Source::Oneself));
        let values: Vec<f64> = others.flat_map(|group| group.values.iter().copied()).collect();
        if values.len() > 1 {
            n_dimensions += 1;
            let numbered = values.into_iter().enumerate();
            records.extend(numbered.map(|(rater, value)| (dimension.id.clone(), rater.to_string(), value)));
        }
    }
    let n_ratings = records.len();
    let table = RatingTable::from_records(records).ok().filter(|_| n_dimensions >= FEWEST_DIMENSIONS)?;
    Some(Picture { icc1: icc1(&table).ok()?, n_dimensions, n_ratings })
}

/// The points of the scale against which agreement is measured, as `counterpart reliability` does unless told otherwise.
pub(crate) const N_POINTS: u32 = 5;

fn counts(ratings: &[Rating]) -> Vec<(&'static str, usize)> {
    let count = |source: Source| (label(source), ratings.iter().filter(|r| r.source == source).count());
    Source::ALL.into_iter().map(count).filter(|(_, n)| *n > 0).collect()
}

fn group(group: &Group<'_>) -> RatingGroup {
    let mut values: Vec<f64> = group.ratings.iter().map(|rating| rating.value.get()).collect();
    values.sort_by(f64::total_cmp);
    RatingGroup { label: group.label, mean: mean(&values).unwrap_or_default(), values }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}
