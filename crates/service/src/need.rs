//! What a CEO needs who is not on file: nothing of it is kept.

use crate::checks::Checks;
use crate::frameworks::{self, DimensionOutline};
use crate::inputs::{check_criteria, read_ceo};
use crate::profiles::{self, ProfileFile};
use crate::{Caller, Error, Invalid, Permission, Result, Service, runs};
use fit::{Criteria, Estimates, Framework, Need, Profile};
use report::{NeedInputs, NeedSections};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use store::PersonId;
use utoipa::ToSchema;

/// A CEO, and what is asked for.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NeedInput {
    /// The CEO, as files hold people.
    #[schema(value_type = ProfileFile)]
    pub ceo: Box<RawValue>,
    /// The kind of COO that is asked for.
    #[schema(max_length = 200, example = "executor")]
    pub role_type: Option<String>,
    /// Pillar weights in any unit; a pillar that is not named weighs nothing. The framework's where they are left out.
    pub weights: Option<BTreeMap<String, f64>>,
    /// How far pillars make up for each other; as the framework says where it is left out.
    #[schema(minimum = -100, maximum = 1)]
    pub balance: Option<f64>,
}

/// A domain with what of it is asked of a CEO.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DomainQuestions {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// The dimensions, in the framework's order.
    pub dimensions: Vec<DimensionOutline>,
}

/// What a CEO is asked about: each dimension that a facet reads of a CEO, by domain.
pub fn questions(caller: &Caller) -> Result<Vec<DomainQuestions>> {
    caller.actor.require(Permission::ScoreRun)?;
    let framework = frameworks::shipped()?;
    let is_asked = |index: usize| framework.facets.iter().any(|facet| facet.ceo == index);
    let of_domain = |domain: usize| {
        let all = framework.dimensions.iter().enumerate();
        let asked = all.filter(|(index, dimension)| dimension.domain == domain && is_asked(*index));
        asked.map(|(_, dimension)| frameworks::dimension(dimension)).collect::<Vec<_>>()
    };
    let domains = framework.domains.iter().enumerate().map(|(index, domain)| DomainQuestions {
        id: domain.id.clone(),
        title: domain.title.clone(),
        dimensions: of_domain(index),
    });
    Ok(domains.filter(|domain| !domain.dimensions.is_empty()).collect())
}

/// What a CEO needs by the shipped framework, in the format of the command line.
#[crate::boxed]
pub async fn of(service: &Service, caller: &Caller, input: NeedInput) -> Result<Need> {
    caller.actor.require(Permission::ScoreRun)?;
    service.compute(move || Ok(assessed(&input)?.need)).await?
}

/// The same as finished sections for a page.
#[crate::boxed]
pub async fn sections(service: &Service, caller: &Caller, input: NeedInput) -> Result<NeedSections> {
    caller.actor.require(Permission::ScoreRun)?;
    let written = move || {
        let Assessed { framework, ceo, criteria, need } = &assessed(&input)?;
        let sections = report::need(&NeedInputs { framework, ceo, criteria, need });
        sections.map_err(Error::internal("laying out a need"))
    };
    service.compute(written).await?
}

/// What is known of someone, to begin from: a name, and a value in whole points on each measured dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// Name.
    pub name: String,
    /// What they do, in a line.
    pub headline: String,
    /// Points by dimension.
    pub values: Vec<(String, u32)>,
}

/// What is known of someone on file.
#[crate::boxed]
pub async fn of_person(service: &Service, caller: &Caller, id: &PersonId) -> Result<Start> {
    let framework = frameworks::shipped()?;
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    let people = profiles::load(connection, org, std::slice::from_ref(id), &framework).await?;
    people.first().map(|profile| start(&framework, profile)).ok_or(Error::NotFound("person"))
}

/// What a file of one person says of them.
#[crate::boxed]
pub async fn of_file(service: &Service, caller: &Caller, text: &str) -> Result<Start> {
    caller.actor.require(Permission::ScoreRun)?;
    let text = text.trim().to_owned();
    let read = move || {
        let framework = frameworks::shipped()?;
        let hint = "give one person as JSON, as { \"id\": …, \"name\": …, \"estimates\": … }";
        let raw: Box<RawValue> = serde_json::from_str(&text).map_err(|_| Error::invalid("/file", hint))?;
        let mut checks = Checks::default();
        let profile = read_ceo(&framework, &raw, &mut checks);
        checks.done()?;
        profile.map(|profile| start(&framework, &profile)).ok_or_else(|| Error::invalid("/file", hint))
    };
    service.compute(read).await?.map_err(|error| match error {
        Error::Invalid(problems) => {
            // A place in the file is told in words: the form has one field for all of it.
            let of_file = |one: Invalid| match one.pointer.strip_prefix("/ceo/") {
                Some(place) => {
                    Invalid { pointer: "/file".to_owned(), detail: format!("{place}: {}", one.detail) }
                }
                None => Invalid { pointer: "/file".to_owned(), ..one },
            };
            Error::Invalid(problems.into_iter().map(of_file).collect())
        }
        other => other,
    })
}

fn start(framework: &Framework, profile: &Profile) -> Start {
    let estimates = Estimates::of(framework, profile);
    let measured = framework.dimension_ids().zip(estimates.raw.iter().zip(&estimates.is_measured));
    // A share from 0 to 1 is 0 to 100 points.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a mean lies between 0 and 1"
    )]
    let points = |mean: f64| (mean * 100.0).round() as u32;
    let measured = measured.filter(|(_, (_, is_measured))| **is_measured);
    Start {
        name: profile.name.clone(),
        headline: profile.headline.clone(),
        values: measured.map(|(id, (estimate, _))| (id.to_owned(), points(estimate.mean))).collect(),
    }
}

struct Assessed {
    framework: Framework,
    ceo: Profile,
    criteria: Criteria,
    need: Need,
}

fn assessed(input: &NeedInput) -> Result<Assessed> {
    let framework = frameworks::shipped()?;
    let mut checks = Checks::default();
    let ceo = read_ceo(&framework, &input.ceo, &mut checks);
    let weights = input.weights.as_ref();
    let criteria = Criteria {
        role_type: input.role_type.clone(),
        weights: weights.map(|weights| weights.iter().map(|(id, weight)| (id.clone(), *weight)).collect()),
        balance: input.balance,
        norm: None,
    };
    check_criteria(&framework, &criteria, &mut checks);
    checks.done()?;
    let ceo = ceo.ok_or_else(|| Error::defect("a CEO was refused without a reason"))?;
    if ceo.estimates.is_empty() && ceo.ratings.is_empty() {
        return Err(Error::invalid("/ceo/estimates", "give a value on at least one dimension"));
    }
    let need = fit::assess_need(&framework, &ceo, &criteria).map_err(|problems| runs::refused(&problems))?;
    Ok(Assessed { framework, ceo, criteria, need })
}
