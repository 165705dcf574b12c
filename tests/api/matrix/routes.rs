//! Every route that there is, as the router itself says: its paths from how it describes itself, and the methods from
//! what it answers to one that no path takes.

use crate::support::app::App;
use axum::http::Method;
use std::collections::BTreeSet;

/// Every route as `METHOD /path`. `HEAD` goes with `GET`.
pub(super) async fn of_router(app: &App) -> BTreeSet<String> {
    let mut routes = BTreeSet::new();
    for path in paths(&format!("{:?}", app.router)) {
        let client = app.stranger().with("sec-fetch-site", "same-origin");
        let answer =
            client.send_bytes(Method::TRACE, &path.replace(['{', '}', '*'], "x"), "", Vec::new()).await;
        assert_eq!(answer.status, 405, "{path}: {}", answer.text());
        for method in answer.header("allow").split(',').filter(|method| *method != "HEAD") {
            let path = if path.starts_with("/assets/") { "/assets/*" } else { &path };
            routes.insert(format!("{method} {path}"));
        }
    }
    routes
}

/// The paths that a router has.
fn paths(router: &str) -> Vec<String> {
    let node = router.split("Node { paths: {").nth(1).expect("axum prints the paths of a router");
    // Paths are in quotes, with braces inside; what stands between them are their numbers.
    let node = node.split(" fallback_router:").next().expect("a part");
    let paths: Vec<String> = node.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    assert!(paths.len() > 50 && paths.iter().all(|path| path.starts_with('/')), "{paths:?}");
    paths
}

/// An operation of the API: its id, its method and its path.
pub(super) struct Described {
    pub(super) id: String,
    pub(super) method: Method,
    pub(super) path: String,
}

/// Every operation that the description of the API has.
pub(super) fn described() -> Vec<Described> {
    let api = web::api::description();
    let mut found = Vec::new();
    for (path, item) in &api.paths.paths {
        let operations = [
            (Method::GET, &item.get),
            (Method::POST, &item.post),
            (Method::PUT, &item.put),
            (Method::PATCH, &item.patch),
            (Method::DELETE, &item.delete),
        ];
        for (method, operation) in operations {
            if let Some(operation) = operation {
                let id = operation.operation_id.clone().expect("every operation has an id");
                found.push(Described { id, method, path: path.clone() });
            }
        }
    }
    found
}
