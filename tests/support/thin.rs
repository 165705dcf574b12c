//! Searches in which little is known of someone.

use crate::support::app::App;
use crate::support::people::default_framework;
use crate::support::searches::{Begun, begin};
use serde_json::{Map, Value, json};
use store::users::Role;

/// A search whose CEO and candidates are known on so many dimensions, the first of the framework, each by a stated value
/// with this standard error.
pub(crate) async fn known(app: &App, ceo: usize, candidates: &[usize], se: u32) -> Begun {
    let begun = begin(app, candidates.len(), json!({})).await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    let mut people = vec![(begun.search["ceo_id"].clone(), ceo)];
    for (path, n) in begun.candidates.iter().zip(candidates) {
        people.push((recruiter.get(path).await.json(200)["person_id"].clone(), *n));
    }
    let framework = default_framework();
    for (index, (person, n)) in people.into_iter().enumerate() {
        let value = |(d, id): (usize, &str)| {
            let mean = 45 + (index * 11 + d * 7) % 40;
            (id.to_owned(), json!({ "mean": mean, "se": se }))
        };
        let values: Map<String, Value> = framework.dimension_ids().take(n).enumerate().map(value).collect();
        let path = format!("/api/v1/people/{}/estimates", person.as_str().expect("an id"));
        recruiter.put(&path, Value::Object(values)).await.json(200);
    }
    begun
}

/// More dimensions than there are: all of them.
pub(crate) const ALL: usize = 1_000;
