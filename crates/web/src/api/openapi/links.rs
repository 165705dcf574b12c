//! Links from what makes a thing to what can be done with it, so that whoever reads the description need not guess which
//! id goes where.

use super::parameters::in_path;
use std::collections::BTreeSet;
use utoipa::openapi::link::{Link, LinkBuilder};
use utoipa::openapi::path::Operation;
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
    let mut all: Vec<(String, BTreeSet<String>)> = Vec::new();
    for (path, item) in &mut api.paths.paths {
        let named = operations(item).filter_map(|operation| operation.operation_id.clone());
        all.extend(named.map(|name| (name, ids(path))));
    }
    let makers = api.paths.paths.iter_mut().map(|(path, item)| (ids(path), item));
    for (known, maker) in
        makers.flat_map(|(known, item)| operations(item).map(move |one| (known.clone(), one)))
    {
        let made = MAKERS.iter().find(|(name, _)| maker.operation_id.as_deref() == Some(name));
        let Some((_, made)) = made else { continue };
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

/// The names in a path.
fn ids(path: &str) -> BTreeSet<String> {
    in_path(path).map(str::to_owned).collect()
}
