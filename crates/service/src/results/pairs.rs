//! One pair of the newest run, for whatever is written about it.

use super::{Stored, newest_for, with_holders_for};
use crate::{Caller, Code, Error, Permission, Result, Service};
use fit::{DecisionRights, Holders, decision_rights};
use report::paper::{Edition, Paper};
use report::{InterviewQuestion, Markup, Part, PartnershipPlan};
use store::{CandidateId, SearchId, Timestamp};

/// One pair of the newest run.
pub(crate) struct PairRun {
    stored: Stored,
    candidate: CandidateId,
    /// When it was computed.
    pub(crate) computed_at: Timestamp,
    /// What has changed since, in words.
    pub(crate) changes: Vec<String>,
}

impl PairRun {
    /// The pair of a candidate, for a caller with a permission: to read it, or to change what follows from it.
    ///
    /// # Errors
    /// Where there is no such search or candidate, the caller has yet to judge, or the newest run does not know of the
    /// candidate.
    pub(crate) async fn of(
        service: &Service,
        caller: (&Caller, Permission),
        search: &SearchId,
        candidate: &CandidateId,
    ) -> Result<Self> {
        let found = newest_for(service, caller, search).await?;
        let is_there = |found: &super::Newest| found.there.iter().any(|one| one.id == *candidate);
        if found.as_ref().is_some_and(|found| !is_there(found)) {
            return Err(Error::NotFound("candidate"));
        }
        let is_ranked = |found: &super::Newest| found.rows.iter().any(|row| row.candidate_id == *candidate);
        let found = found.filter(is_ranked).ok_or_else(not_computed)?;
        let stored = with_holders_for(service, caller, &found.run_id).await?;
        let super::Newest { created_at: computed_at, changes, .. } = found;
        Ok(Self { stored, candidate: candidate.clone(), computed_at, changes })
    }

    /// What the CEO is called.
    pub(crate) fn ceo(&self) -> String {
        self.stored.ceo.as_ref().map_or_else(|| "the CEO".to_owned(), |ceo| ceo.name.clone())
    }

    /// What both expect of every decision, and what is proposed, whatever they have signed since.
    pub(crate) fn rights(&self, holders: &Holders) -> Result<DecisionRights> {
        let inputs = self.stored.inputs();
        let own = inputs.candidates.iter().find(|profile| profile.id == self.candidate.as_str());
        let own = own.ok_or_else(not_computed)?;
        Ok(decision_rights(&self.stored.framework, &inputs.ceo, own, holders))
    }

    /// What people stated when they were asked.
    pub(crate) fn stated(&self) -> Holders {
        self.stored.holders.only_stated()
    }

    /// The figure of who expects what and who is to hold it.
    pub(crate) fn figure(&self) -> Result<Option<Markup>> {
        let part = [Part::Rights(self.candidate.as_str())];
        Ok(self.stored.written(|inputs| report::parts(inputs, &part))?.into_iter().next())
    }

    /// The plan for the first hundred days, as it follows from the result.
    pub(crate) fn plan(&self) -> Result<PartnershipPlan> {
        self.stored.written(|inputs| report::plan(inputs, self.candidate.as_str()))
    }

    /// What to ask the candidate and their referees.
    pub(crate) fn interview(&self) -> Result<Vec<InterviewQuestion>> {
        self.stored.written(|inputs| report::interview(inputs, self.candidate.as_str()))
    }

    /// The guide with these questions, to be printed.
    pub(crate) fn guide_document(&self) -> Result<String> {
        let document = report::Document::Interview(self.candidate.as_str());
        self.stored.written(|inputs| report::document(inputs, document))
    }

    /// The same, for pages to be set from.
    pub(crate) fn guide_paper(&self, edition: &Edition) -> Result<Paper> {
        let printed = report::Printed::Document(report::Document::Interview(self.candidate.as_str()));
        self.stored.written(|inputs| report::to_paper(inputs, printed, edition))
    }
}

fn not_computed() -> Error {
    Error::conflict(
        Code::NotComputed,
        "the newest ranking does not know of this candidate yet: compute the search first",
    )
}
