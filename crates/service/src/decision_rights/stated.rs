//! Who should hold which decision: as the people of a search stated it in what they handed in about themselves, and as
//! pairs have signed it since. What is not handed in counts for nothing.

use super::matrix;
use crate::questionnaires::{engine_answers, read_answers};
use crate::{Result, Service, instruments};
use fit::Holders;
use std::collections::HashMap;
use store::{Connection, OrgId, PersonId, SearchId};
use store::{answers, candidates, signatures};

/// What the people of a search stated and signed, as it is now. The CEO is named with what they are called in the run.
pub(crate) async fn holders(
    service: &Service,
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    (ceo, called): (&PersonId, &str),
) -> Result<Holders> {
    let there = candidates::list(connection, org, search).await?;
    let mut names: HashMap<&PersonId, &str> =
        there.iter().map(|candidate| (&candidate.person_id, candidate.id.as_str())).collect();
    names.insert(ceo, called);
    let mut holders = Holders::default();
    for own in answers::own_of_search(connection, org, search).await? {
        let Some(name) = names.get(&own.person_id) else { continue };
        let instrument = instruments::load(service, connection, org, &own.instrument_id).await?;
        for holding in instrument.holdings(&engine_answers(&read_answers(&own.answers)?)) {
            holders.state(name, &holding.area, holding.holder);
        }
    }
    for signed in signatures::complete(connection, org, search).await? {
        for row in matrix::read(&signed.content)? {
            if let Some(assignments) = row.assignments() {
                holders.sign(signed.candidate_id.as_str(), &row.area, assignments);
            }
        }
    }
    Ok(holders)
}
