//! The CEO's side: what is known before there is any candidate.

use super::ReportError;
use crate::words::{isolated, plain};
use fit::framework::RoleType;
use fit::need::Ideal;
use fit::{Criteria, Estimates, Framework, Need, Plan, Profile, Rule};

/// A CEO with what they need, in a framework as one search reads it.
pub(super) struct Side<'a> {
    pub(super) framework: &'a Framework,
    pub(super) ceo: Person<'a>,
    pub(super) need: &'a Need,
    /// The framework as this search reads it, for this CEO.
    pub(super) plan: Plan,
}

/// A person with what is known of them.
pub(super) struct Person<'a> {
    pub(super) profile: &'a Profile,
    pub(super) estimates: Estimates,
    /// The name as it stands in text.
    pub(super) name: String,
}

impl<'a> Side<'a> {
    /// Checks that the need is this CEO's.
    pub(super) fn of(
        framework: &'a Framework,
        ceo: &'a Profile,
        criteria: &Criteria,
        need: &'a Need,
    ) -> Result<Self, ReportError> {
        if need.ceo != ceo.id {
            return Err(ReportError::Mismatch("the need is another CEO’s".to_owned()));
        }
        let estimates = Estimates::of(framework, ceo);
        let plan = Plan::compile(framework, &estimates, criteria).map_err(ReportError::Criteria)?;
        let name = isolated(&named(&ceo.name, &ceo.id));
        Ok(Self { framework, ceo: Person { profile: ceo, estimates, name }, need, plan })
    }

    /// The kind of COO that the search chose.
    pub(super) fn role_type(&self) -> Option<&'a RoleType> {
        self.plan.scheme.role_type.map(|index| &self.framework.role_types[index])
    }

    /// A pillar's name.
    pub(super) fn pillar(&self, index: usize) -> String {
        let pillar = &self.framework.pillars[index];
        named(&pillar.title, &pillar.id)
    }

    /// A pillar's name in the middle of a sentence.
    pub(super) fn pillar_within(&self, index: usize) -> String {
        fit::verdict::lower_first(&self.pillar(index))
    }

    /// A pillar's weight, a share.
    pub(super) fn weight(&self, pillar: usize) -> f64 {
        self.plan.scheme.weights[pillar]
    }

    /// A dimension's name.
    pub(super) fn dimension(&self, index: usize) -> String {
        let dimension = &self.framework.dimensions[index];
        named(&dimension.title, &dimension.id)
    }

    /// The name of the dimension of that id.
    pub(super) fn dimension_of(&self, id: &str) -> String {
        self.framework.dimension(id).map_or_else(|| plain(id), |index| self.dimension(index))
    }

    /// The CEO's dimension that a candidate's dimension is compared with: its own, unless every facet that reads
    /// it names the same other one.
    pub(super) fn counterpart(&self, dimension: usize) -> usize {
        let mut ceo =
            self.framework.facets.iter().filter(|facet| facet.coo == dimension).map(|facet| facet.ceo);
        let first = ceo.next().unwrap_or(dimension);
        if ceo.all(|other| other == first) { first } else { dimension }
    }

    /// The ideal for this CEO on a dimension.
    pub(super) fn ideal(&self, dimension: usize) -> Option<&'a Ideal> {
        let id = &self.framework.dimensions[dimension].id;
        self.need.ideal.iter().find(|ideal| ideal.dimension == *id)
    }

    /// Whether all is measured that a facet reads of the CEO: a level asked of the candidate reads nothing.
    pub(super) fn is_ceo_known(&self, facet: usize) -> bool {
        let facet = &self.plan.scheme.facets[facet];
        matches!(facet.rule, Rule::Meet { .. }) || self.ceo.estimates.is_measured[facet.ceo]
    }

    /// The value to mark as the best on a dimension. Where a single rule reads it and asks for no more than some
    /// value, every lower one is as good: what is worth marking is that value, as the texts do, and not the lowest.
    pub(super) fn mark(&self, dimension: usize) -> Option<f64> {
        let facets = &self.plan.scheme.facets;
        let mut readers = (0..facets.len()).filter(|&k| facets[k].coo == dimension);
        let only = readers.next().filter(|_| readers.next().is_none());
        let end = only.and_then(|k| match facets[k].rule {
            Rule::Range { tolerance, .. } if tolerance.below.is_none() => self.plan.lines[k].ideal,
            _ => None,
        });
        end.map(|end| end * 100.0).or_else(|| self.ideal(dimension).map(|ideal| ideal.ideal))
    }
}

/// A title, or the id where there is none.
pub(super) fn named(title: &str, id: &str) -> String {
    let title = plain(title);
    if !title.is_empty() {
        return title;
    }
    let id = plain(id);
    if id.is_empty() { "(without a name)".to_owned() } else { id }
}
