//! People as the engine and the files know them.

use crate::checks::Checks;
use crate::estimates::{EstimateInput, EstimatesInput, OfPerson};
use crate::imports::Plan;
use crate::inputs::read_ceo;
use crate::transaction::started;
use crate::{Caller, Error, Permission, Result, Service, Writing, frameworks, people as on_file};
use fit::{Framework, Points, Profile, Stated, groups};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::estimates::{self, Estimate};
use store::people::{self, NewPerson, Person};
use store::ratings::{self, Rating, Source};
use store::{Connection, OrgId, Page, PersonId, versioned_documents};
use utoipa::ToSchema;

/// A person as files hold them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Profile)]
#[serde(deny_unknown_fields)]
pub struct ProfileFile {
    /// The id by which files know this person.
    #[schema(min_length = 1, max_length = 200, example = "c-017")]
    pub id: String,
    /// Name; the id where it is left out.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 1000)]
    pub name: String,
    /// What they do, in a line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    pub headline: String,
    /// Stated values by dimension.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = Option<EstimatesInput>)]
    pub estimates: BTreeMap<String, EstimateInput>,
    /// Ratings, in the order in which they came in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Option<Vec<RatingFile>>)]
    pub ratings: Vec<RatingFile>,
}

/// A rating as files hold it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ProfileRating)]
#[serde(deny_unknown_fields)]
pub struct RatingFile {
    /// The dimension.
    pub dimension: String,
    /// The kind of rater.
    pub source: Source,
    /// Who gave it; may be left out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schema(value_type = Option<String>, max_length = 200)]
    pub rater: String,
    /// The rating in points.
    #[schema(minimum = 0, maximum = 100)]
    pub value: f64,
}

impl ProfileFile {
    /// A profile as files hold it.
    pub(crate) fn new(profile: &Profile) -> Result<Self> {
        let estimate = |stated: &Stated| EstimateInput::new(stated.mean.get(), stated.se.get());
        let rating = |rating: &fit::Rating| {
            let source = rating.source.name().parse().map_err(Error::internal("writing a profile"))?;
            let (dimension, rater) = (rating.dimension.clone(), rating.rater.clone());
            Ok(RatingFile { dimension, source, rater, value: rating.value.get() })
        };
        Ok(Self {
            id: profile.id.clone(),
            name: profile.name.clone(),
            headline: profile.headline.clone(),
            estimates: profile.estimates.iter().map(|(id, stated)| (id.clone(), estimate(stated))).collect(),
            ratings: profile.ratings.iter().map(rating).collect::<Result<_>>()?,
        })
    }
}

/// A person as files hold them, with all that may be shown of them.
#[crate::boxed]
pub async fn get(service: &Service, caller: &Caller, id: &PersonId) -> Result<OfPerson<ProfileFile>> {
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    let person = on_file::find(connection, org, id).await?;
    let revision = person.revision;
    let dossier = dossier(connection, org, person).await?;
    Ok(OfPerson { revision, thing: ProfileFile::new(&dossier.file()?)? })
}

/// Puts someone on file with all that was typed in of them.
#[crate::boxed]
pub async fn create(service: &Service, caller: &Caller, file: &ProfileFile) -> Result<Person> {
    let raw = serde_json::value::to_raw_value(file).map_err(Error::internal("writing a profile"))?;
    let mut checks = Checks::default();
    let profile = read_ceo(&frameworks::shipped()?, &raw, &mut checks);
    checks.done()?;
    let profile = profile.ok_or_else(|| unreadable("it was refused without a reason"))?;
    let file = ProfileFile::new(&profile)?;
    let mut write = started!(service.write(caller, Permission::PeopleWrite, "person.create", &file).await?);
    let plan = Plan::new(&file, None).typed();
    let person = insert(service, &mut write, &plan, &file).await?;
    write.finish(person.id.as_str(), &plan.changes, person.clone()).await
}

/// Puts someone on file as a plan has them, under the id of their file or, where that is another's, a new one.
pub(crate) async fn insert(
    service: &Service,
    write: &mut Writing,
    plan: &Plan<'_>,
    file: &ProfileFile,
) -> Result<Person> {
    let (id, now): (PersonId, _) = (service.surroundings().id(), write.now());
    let (connection, org) = write.parts();
    let is_taken = people::find_by_reference(connection, org, &file.id).await?.is_some();
    let reference = if is_taken || file.id.is_empty() { id.to_string() } else { file.id.clone() };
    let person = NewPerson { reference, name: file.name.clone(), headline: file.headline.clone() };
    people::insert(connection, org, &id, &person, &now).await?;
    plan.write(service, connection, org, &id, &now).await?;
    on_file::find(connection, org, &id).await
}

/// A person with all that is known of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Dossier {
    pub(crate) person: Person,
    /// By dimension.
    pub(crate) estimates: Vec<Estimate>,
    /// In the order in which they came in.
    pub(crate) ratings: Vec<Rating>,
}

impl Dossier {
    /// The person as the engine takes them, on those dimensions that are wanted: with the ratings that may enter a score.
    pub(crate) fn profile(&self, is_wanted: impl Fn(&str) -> bool) -> Result<Profile> {
        let whole = self.whole_profile(is_wanted)?;
        Ok(Profile { ratings: groups::countable(whole.ratings), ..whole })
    }

    /// The person as files hold them: without a single peer's or direct report's rating.
    pub(crate) fn file(&self) -> Result<Profile> {
        let profile = self.profile(|_| true)?;
        Ok(Profile { ratings: groups::averaged(profile.ratings), ..profile })
    }

    /// The person with every rating. No figure that anybody reads may be computed from it.
    pub(crate) fn whole_profile(&self, is_wanted: impl Fn(&str) -> bool) -> Result<Profile> {
        let points = |value: f64| Points::new(value).ok_or_else(|| unreadable("a value is no points"));
        let mut profile = Profile {
            headline: self.person.headline.clone(),
            ..Profile::new(&self.person.reference, &self.person.name)
        };
        for estimate in self.estimates.iter().filter(|estimate| is_wanted(&estimate.dimension)) {
            let stated = Stated { mean: points(estimate.mean)?, se: points(estimate.se)? };
            profile.estimates.insert(estimate.dimension.clone(), stated);
        }
        for rating in self.ratings.iter().filter(|rating| is_wanted(&rating.dimension)) {
            profile.ratings.push(fit::Rating {
                dimension: rating.dimension.clone(),
                source: engine_source(rating.source)?,
                rater: rating.rater.clone(),
                value: points(rating.value)?,
            });
        }
        Ok(profile)
    }
}

/// People as the engine takes them, in the order of their ids: their stated values and ratings on the framework's
/// dimensions. A profile's id is the person's reference.
pub(crate) async fn load(
    connection: &mut Connection,
    org: &OrgId,
    people: &[PersonId],
    framework: &Framework,
) -> Result<Vec<Profile>> {
    let found = people::find_all(connection, org, people).await?;
    let found: HashMap<&PersonId, &Person> = found.iter().map(|person| (&person.id, person)).collect();
    let wanted = people.iter().map(|id| found.get(id).copied().cloned().ok_or(Error::NotFound("person")));
    let dossiers = dossiers(connection, org, wanted.collect::<Result<_>>()?).await?;
    let is_wanted = |dimension: &str| framework.dimension(dimension).is_some();
    dossiers.iter().map(|dossier| dossier.profile(is_wanted)).collect()
}

/// A dimension on which anyone can be measured here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownDimension {
    /// Its id.
    pub id: String,
    /// Its title in the newest framework that has it; the id where none does.
    pub title: String,
}

/// The dimensions on which anyone can be measured here: those of the organisation's frameworks, and whatever else
/// somebody has a value or a rating on. Each once.
#[crate::boxed]
pub async fn known_dimensions(service: &Service, caller: &Caller) -> Result<Vec<KnownDimension>> {
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    dimensions(service, connection, org).await
}

/// What [`known_dimensions`] gives, in a transaction that was begun.
pub(crate) async fn dimensions(
    service: &Service,
    connection: &mut Connection,
    org: &OrgId,
) -> Result<Vec<KnownDimension>> {
    /// Of so many versions, the newest.
    const N_VERSIONS: u32 = 50;
    let mut known = Vec::new();
    let mut seen = HashSet::new();
    for version in versioned_documents::list_frameworks(connection, org, &Page::first(N_VERSIONS)).await? {
        let (_, framework) = frameworks::load(service, connection, org, &version.id).await?;
        for dimension in &framework.dimensions {
            if seen.insert(dimension.id.clone()) {
                known.push(KnownDimension { id: dimension.id.clone(), title: dimension.title.clone() });
            }
        }
    }
    for id in estimates::dimensions(connection, org).await? {
        if seen.insert(id.clone()) {
            known.push(KnownDimension { title: id.clone(), id });
        }
    }
    Ok(known)
}

/// Makes a person what they were: name, headline and all that was known of them.
pub(crate) async fn restore(
    connection: &mut Connection,
    org: &OrgId,
    id: &PersonId,
    before: Dossier,
) -> Result<()> {
    people::update(connection, org, &before.person).await.map_err(on_file::taken)?;
    estimates::clear(connection, org, id).await?;
    ratings::clear(connection, org, id).await?;
    for mut estimate in before.estimates {
        estimate.person_id = id.clone();
        estimates::put(connection, org, &estimate).await?;
    }
    for mut rating in before.ratings {
        rating.person_id = id.clone();
        ratings::insert(connection, org, &rating).await?;
    }
    Ok(())
}

/// All that is known of one person.
pub(crate) async fn dossier(connection: &mut Connection, org: &OrgId, person: Person) -> Result<Dossier> {
    let dossiers = dossiers(connection, org, vec![person]).await?;
    dossiers.into_iter().next().ok_or(Error::NotFound("person"))
}

/// All that is known of some people, in their order.
pub(crate) async fn dossiers(
    connection: &mut Connection,
    org: &OrgId,
    people: Vec<Person>,
) -> Result<Vec<Dossier>> {
    let ids: Vec<PersonId> = people.iter().map(|person| person.id.clone()).collect();
    let mut estimates: HashMap<PersonId, Vec<Estimate>> = HashMap::new();
    for estimate in estimates::of_people(connection, org, &ids).await? {
        estimates.entry(estimate.person_id.clone()).or_default().push(estimate);
    }
    let mut ratings: HashMap<PersonId, Vec<Rating>> = HashMap::new();
    for rating in ratings::of_people(connection, org, &ids).await? {
        ratings.entry(rating.person_id.clone()).or_default().push(rating);
    }
    let dossier = |person: Person| Dossier {
        estimates: estimates.get(&person.id).cloned().unwrap_or_default(),
        ratings: ratings.get(&person.id).cloned().unwrap_or_default(),
        person,
    };
    Ok(people.into_iter().map(dossier).collect())
}

/// A kind of rater as the engine knows it.
pub(crate) fn engine_source(source: Source) -> Result<fit::Source> {
    fit::Source::from_name(source.name())
        .ok_or_else(|| unreadable("the engine does not know a kind of rater"))
}

fn unreadable(what: &str) -> Error {
    Error::failed("reading a profile", what)
}
