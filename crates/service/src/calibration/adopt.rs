//! Adopting proposed weights: a person does, with a reason, and a version of the framework comes of it that says where its
//! weights came from.

use super::{Features, find};
use crate::checks::Checks;
use crate::frameworks::{self, FrameworkOutline};
use crate::line::{Reason, Version};
use crate::transaction::started;
use crate::{Caller, Code, Error, Permission, Result, Service};
use fit::framework::{NewWeights, reweigh};
use fit::{Framework, Problem};
use serde::{Deserialize, Serialize};
use store::versioned_documents::{self, FrameworkVersion};
use store::{CalibrationId, Day, calibrations};
use utoipa::ToSchema;

/// How proposed weights are adopted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptionInput {
    /// Why, on one line: it stands in the framework's file and in every report.
    #[schema(value_type = Reason)]
    pub reason: String,
    /// What the new version is called; the next one where it is left out.
    #[serde(default)]
    #[schema(value_type = Option<Version>)]
    pub version: Option<String>,
}

/// Adopts what a calibration proposes, as a version of its framework.
#[crate::boxed]
pub async fn adopt(
    service: &Service,
    caller: &Caller,
    id: &CalibrationId,
    input: AdoptionInput,
) -> Result<FrameworkOutline> {
    let asked = (id, &input);
    const ACTION: &str = "calibration.adopt";
    // Repeated, it is answered as before, though by now it is adopted.
    if let Some(answer) = service.answered(caller, Permission::FrameworksWrite, ACTION, &asked).await? {
        return Ok(answer);
    }
    let (document, framework) = written(service, caller, id, &input).await?;
    let mut write = started!(service.write(caller, Permission::FrameworksWrite, ACTION, &asked).await?);
    let outline = frameworks::insert(service, &mut write, &framework, &document).await?;
    write.record("framework.add", outline.version.id.as_str(), &["document"]).await?;
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let why = (&actor.user, input.reason.trim());
    if !calibrations::adopt(connection, &actor.org, id, &outline.version.id, why, &now).await? {
        return Err(already());
    }
    write.finish(id.as_str(), &["adopted_as", "adopted_reason"], outline).await
}

/// The framework's file with the proposed weights.
async fn written(
    service: &Service,
    caller: &Caller,
    id: &CalibrationId,
    input: &AdoptionInput,
) -> Result<(String, Framework)> {
    let mut read = service.read(caller, Permission::FrameworksWrite).await?;
    let (connection, org) = read.parts();
    let calibration = find(connection, org, id).await?;
    let summary = &calibration.summary;
    let missing = || Error::NotFound("framework");
    let (version, framework) = frameworks::load(service, connection, org, &summary.framework_id).await?;
    let document =
        versioned_documents::document::<FrameworkVersion>(connection, org, &summary.framework_id).await?;
    let document = document.ok_or_else(missing)?;
    drop(read);
    let proposed = calibration.found.proposed.clone().ok_or_else(|| {
        Error::conflict(
            Code::NoProposal,
            "this calibration proposes no weights: those in force had better stay",
        )
    })?;
    if summary.adopted_as.is_some() {
        return Err(already());
    }
    let mut checks = Checks::default();
    let reason = Reason::checked(&mut checks, "/reason", &input.reason);
    let wanted = input.version.clone().unwrap_or_else(|| next_version(&version.version));
    let wanted = Version::checked(&mut checks, "/version", &wanted);
    checks.done()?;
    let from = format!(
        "Learnt on {} from {} outcomes ({}), as a departure from version {}; adopted by a person: {reason}",
        Day::of(&summary.created_at),
        calibration.found.n,
        summary.outcome.in_words(),
        version.version,
    );
    let shares: Vec<f64> = proposed.0.iter().map(|(_, share)| (share * 1e4).round() / 1e4).collect();
    let (pillars, facets) = match summary.features {
        Features::Pillars => (shares, None),
        Features::Facets => (of_pillars(&framework, &shares), Some(shares)),
    };
    let write = move || {
        let new = NewWeights { version: &wanted, from: &from, pillars: &pillars, facets: facets.as_deref() };
        let document = reweigh(&document, new)?;
        let framework = Framework::parse(&document)?;
        Ok((document, framework))
    };
    service.compute(write).await?.map_err(|problems: Vec<Problem>| {
        let first = problems.first().map_or_else(String::new, ToString::to_string);
        Error::conflict(
            Code::NotWritten,
            format!("the weights cannot be written into the framework's file: {first}"),
        )
    })
}

/// What the facets of each pillar weigh together.
fn of_pillars(framework: &Framework, facets: &[f64]) -> Vec<f64> {
    let sum = |pillar: usize| {
        let of_it = framework.facets.iter().zip(facets).filter(|(facet, _)| facet.pillar == pillar);
        of_it.map(|(_, weight)| weight).sum()
    };
    (0..framework.pillars.len()).map(sum).collect()
}

/// The version after this one: the middle of three numbers counts up, else one is added behind it.
#[must_use]
pub fn next_version(version: &str) -> String {
    let parts: Vec<&str> = version.split('.').collect();
    match parts.as_slice() {
        [major, minor, _] if minor.parse::<u32>().is_ok_and(|minor| minor < u32::MAX) => {
            let minor = minor.parse::<u32>().unwrap_or_default() + 1;
            format!("{major}.{minor}.0")
        }
        _ => format!("{version}.1"),
    }
}

fn already() -> Error {
    Error::conflict(Code::AdoptedAlready, "what this calibration proposes was adopted before")
}

#[cfg(test)]
mod tests {
    use super::next_version;

    #[test]
    fn a_version_follows_another() {
        for (version, next) in [("1.0.0", "1.1.0"), ("1.9.4", "1.10.0"), ("2", "2.1"), ("1.x.0", "1.x.0.1")] {
            assert_eq!(next_version(version), next);
        }
    }
}
