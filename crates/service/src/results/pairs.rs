//! One pair of a search as its results are now, for whatever is written about it.

use super::{Current, Stored, current};
use crate::{Caller, Code, Error, Permission, Result, Service};
use fit::{DecisionRights, Holders, decision_rights};
use report::paper::{Edition, Paper};
use report::{InterviewQuestion, Markup, Part, PartnershipPlan};
use store::people;
use store::{CandidateId, SearchId, Timestamp};

/// One pair of the results.
pub(crate) struct PairRun {
    stored: Stored,
    candidate: CandidateId,
    /// When anything that it rests on was last changed.
    pub(crate) changed_at: Timestamp,
}

impl PairRun {
    /// The pair of a candidate, for a caller with a permission: to read it, or to change what follows from it.
    ///
    /// # Errors
    /// If there is no such search or candidate, the caller has yet to judge, or the candidate came after the decision.
    pub(crate) async fn of(
        service: &Service,
        (caller, permission): (&Caller, Permission),
        search: &SearchId,
        candidate: &CandidateId,
    ) -> Result<Self> {
        let Current { stored, there, .. } =
            current(service, (caller, permission), search).await?.ok_or(Error::NotFound("candidate"))?;
        let own = there.iter().find(|one| one.id == *candidate).ok_or(Error::NotFound("candidate"))?;
        if !stored.run.rows.iter().any(|row| row.candidate_id == *candidate) {
            return Err(not_computed());
        }
        let stored = stored.asking_holders(service, (caller, permission)).await?;
        let mut read = service.read(caller, permission).await?;
        let (connection, org) = read.parts();
        let changed = store::searches::find(connection, org, search).await?.map(|search| search.updated_at);
        let person = people::find(connection, org, &own.person_id).await?.map(|person| person.updated_at);
        let ceo = stored.ceo.as_ref().map(|ceo| ceo.updated_at.clone());
        let changed_at = [changed, person, ceo].into_iter().flatten().max();
        let changed_at = changed_at.ok_or(Error::NotFound("search"))?;
        Ok(Self { stored, candidate: candidate.clone(), changed_at })
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
        "the decision rests on results without this candidate: withdraw it first",
    )
}
