//! What is read of a candidate before anybody judges: files, what the recruiter says, and what was said in interviews. No
//! score, and nothing that follows from one.

use crate::candidate_files::{self, Files};
use crate::candidate_records::{Access, Seen};
use crate::candidates::ShownCandidate;
use crate::notes::{self, Notes};
use crate::{Caller, Permission, Result, Service, frameworks};
use serde::Serialize;
use store::notes::Audience;
use store::{CandidateId, SearchId, Timestamp, interview_notes};
use utoipa::ToSchema;

/// What is read of a candidate before anybody judges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Material {
    /// The candidate.
    pub candidate: ShownCandidate,
    /// The files, such as a CV.
    pub files: Files,
    /// The notes.
    pub notes: Notes,
    /// What was said in interviews, the oldest first.
    pub interviews: Vec<SaidInInterview>,
    /// How much more of it is withheld because the search is blind.
    pub n_interviews_withheld: usize,
}

/// What was said in an interview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SaidInInterview {
    /// About which dimension, by its title.
    pub about: String,
    /// Who asked.
    pub by: String,
    /// What was said.
    pub note: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

/// What is read of a candidate before anybody judges.
#[crate::boxed]
pub async fn get(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<Material> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let seen = Seen::find(connection, actor, search, candidate).await?;
    let search = crate::searches::visible(connection, actor, search).await?;
    let (_, framework) = frameworks::load(service, connection, &actor.org, &search.framework_id).await?;
    let (mut interviews, mut n_interviews_withheld) = (Vec::new(), 0);
    for said in interview_notes::of_person(connection, &actor.org, &seen.candidate.person_id).await? {
        match seen.access(actor, Audience::Panel, Some(&said.recorded_by)) {
            Access::Open => interviews.push(SaidInInterview {
                about: match framework.dimension(&said.dimension) {
                    Some(known) => framework.dimensions[known].title.clone(),
                    None => said.dimension,
                },
                by: said.rater,
                note: said.note,
                recorded_at: said.recorded_at,
            }),
            Access::Withheld => n_interviews_withheld += 1,
            Access::Closed => {}
        }
    }
    Ok(Material {
        files: candidate_files::of(connection, actor, &seen).await?,
        notes: notes::of(connection, actor, &seen).await?,
        interviews,
        n_interviews_withheld,
        candidate: ShownCandidate::of(seen.candidate.clone(), seen.visibility()),
    })
}
