//! Links from what makes a thing to what can be done with it, so that whoever reads the description need not guess which
//! id goes where.

use std::collections::BTreeSet;
use utoipa::openapi::link::{Link, LinkBuilder};
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::{OpenApi, PathItem, RefOr};

/// The operations that make something, and the name of its id in paths.
const MAKERS: [(&str, &str); 10] = [
    ("candidates_create", "candidate_id"),
    ("frameworks_add", "framework_id"),
    ("imports_create", "import_id"),
    ("invitations_create", "invitation_id"),
    ("people_create", "person_id"),
    ("ratings_create", "rating_id"),
    ("runs_create", "run_id"),
    ("searches_create", "search_id"),
    ("tokens_create", "token_id"),
    ("users_create", "user_id"),
];

/// Adds to each maker's answer a link to every operation that takes the id of what it made, and no other id but those that
/// the maker was given.
pub(super) fn add(api: &mut OpenApi) {
    let all: Vec<(String, BTreeSet<String>)> = api
        .paths
        .paths
        .values_mut()
        .flat_map(operations)
        .filter_map(|operation| Some((operation.operation_id.clone()?, ids(operation))))
        .collect();
    for maker in api.paths.paths.values_mut().flat_map(operations) {
        let made = MAKERS.iter().find(|(name, _)| maker.operation_id.as_deref() == Some(name));
        let Some((_, made)) = made else { continue };
        let known = ids(maker);
        let Some(RefOr::T(answer)) = maker.responses.responses.get_mut("201") else { continue };
        for (name, wanted) in &all {
            let is_known = |id: &String| id == made || known.contains(id);
            if wanted.contains(*made) && wanted.iter().all(is_known) {
                answer.links.insert(name.clone(), RefOr::T(link(name, made, wanted)));
            }
        }
    }
}

fn link(operation: &str, made: &str, wanted: &BTreeSet<String>) -> Link {
    wanted
        .iter()
        .fold(LinkBuilder::new().operation_id(operation), |link, id| {
            let place =
                if id == made { "$response.body#/id".to_owned() } else { format!("$request.path.{id}") };
            link.parameter(id, place)
        })
        .build()
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete].into_iter().flatten()
}

/// The names in an operation's path.
fn ids(operation: &Operation) -> BTreeSet<String> {
    let parameters = operation.parameters.iter().flatten();
    let id = |parameter: &RefOr<utoipa::openapi::path::Parameter>| match parameter {
        RefOr::T(given) if given.parameter_in == ParameterIn::Path => Some(given.name.clone()),
        _ => None,
    };
    parameters.filter_map(id).collect()
}
