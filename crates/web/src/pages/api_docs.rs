//! The API reference: a page made from the description of the API. It is the same for everyone, so it is rendered once.

mod schemas;
mod text;

use super::Frame;
use crate::{Problem, Web, api};
use askama::Template;
use axum::Router;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use schemas::{Entry, Field, described, sample, string, type_of};
use serde_json::Value;
use std::sync::LazyLock;
use text::Text;

static PAGE: LazyLock<Result<String, String>> = LazyLock::new(|| {
    let description = serde_json::to_value(api::description()).map_err(|error| error.to_string())?;
    Page::of(&description).render().map_err(|error| error.to_string())
});

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/api/docs", get(show))
        .route("/api/docs/", get(|| async { Redirect::permanent("/api/docs") }))
}

async fn show() -> Result<Response, Problem> {
    let html =
        PAGE.as_ref().map_err(|error| service::Error::failed("writing the API reference", error.clone()))?;
    Ok(Html(html.as_str()).into_response())
}

#[derive(Template)]
#[template(path = "api_docs.html")]
struct Page {
    frame: Frame,
    version: String,
    about: Text,
    token: Text,
    /// The answers that operations share.
    shared: Vec<Answer>,
    /// The headers that answers have.
    headers: Vec<(String, Text)>,
    areas: Vec<Area>,
    schemas: Vec<Entry>,
}

/// The operations of one tag.
struct Area {
    name: String,
    title: String,
    operations: Vec<Operation>,
}

struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    description: Text,
    parameters: Vec<Field>,
    bodies: Vec<Body>,
    answers: Vec<Answer>,
    /// Which of the shared answers it may give.
    shared: Vec<Shared>,
    example: String,
}

/// An answer that is described once for all operations.
struct Shared {
    status: String,
    id: String,
}

/// A body of a request or of an answer.
struct Body {
    media: String,
    is: Text,
}

struct Answer {
    /// Where it is on the page, if operations refer to it.
    id: String,
    status: String,
    description: Text,
    /// The cases that it stands for.
    cases: Vec<Text>,
    bodies: Vec<Body>,
}

impl Page {
    fn of(api: &Value) -> Self {
        let mut areas: Vec<Area> = Vec::new();
        for (path, item) in object(&api["paths"]) {
            for (method, operation) in object(item) {
                let name = string(&operation["tags"][0]);
                let place = areas.iter().position(|area| area.name == name).unwrap_or_else(|| {
                    areas.push(Area { title: capitalised(&name), name, operations: Vec::new() });
                    areas.len() - 1
                });
                areas[place].operations.push(Operation::of(api, (method, path), operation));
            }
        }
        let components = &api["components"];
        let status = |id: &str| {
            let mut all = areas.iter().flat_map(|area| &area.operations).flat_map(|one| &one.shared);
            all.find(|one| one.id == id).map_or("", |one| one.status.as_str())
        };
        let shared = object(&components["responses"]).map(|(name, answer)| {
            let id = answer_id(name);
            Answer { id: id.clone(), ..Answer::of(status(&id), answer) }
        });
        let mut shared: Vec<Answer> = shared.collect();
        shared.sort_by(|one, other| one.status.cmp(&other.status));
        Self {
            frame: Frame::outside(),
            version: string(&api["info"]["version"]),
            about: described(&api["info"]),
            token: described(&components["securitySchemes"]["bearer"]),
            shared,
            headers: object(&components["headers"])
                .map(|(name, header)| (name.clone(), described(header)))
                .collect(),
            areas,
            schemas: object(&components["schemas"]).map(|(name, schema)| Entry::of(name, schema)).collect(),
        }
    }
}

impl Operation {
    fn of(api: &Value, (method, path): (&str, &str), operation: &Value) -> Self {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let parameters: Vec<_> = parameters.map(|given| Field::parameter(resolved(api, given))).collect();
        let answers = || object(&operation["responses"]);
        let name = |answer: &Value| Some(answer["$ref"].as_str()?.rsplit('/').next()?.to_owned());
        let shared = answers().filter_map(|(status, answer)| {
            Some(Shared { status: status.clone(), id: answer_id(&name(answer)?) })
        });
        Self {
            id: string(&operation["operationId"]),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: string(&operation["summary"]),
            description: described(operation),
            bodies: bodies(&operation["requestBody"]),
            answers: answers()
                .filter(|(_, answer)| name(answer).is_none())
                .map(|(status, answer)| Answer::of(status, answer))
                .collect(),
            shared: shared.collect(),
            example: example(api, (method, path), (operation, &parameters)),
            parameters,
        }
    }
}

impl Answer {
    fn of(status: &str, answer: &Value) -> Self {
        let description = string(&answer["description"]);
        let mut lines = description.split("\n* ").map(Text::of);
        Self {
            id: String::new(),
            status: status.to_owned(),
            description: lines.next().unwrap_or_default(),
            cases: lines.collect(),
            bodies: bodies(answer),
        }
    }
}

fn answer_id(name: &str) -> String {
    format!("answer-{name}")
}

fn bodies(holder: &Value) -> Vec<Body> {
    let body = |(media, content): (&String, &Value)| Body {
        media: media.clone(),
        is: match content.get("schema") {
            Some(schema) => type_of(schema),
            None => Text::default(),
        },
    };
    object(&holder["content"]).map(body).collect()
}

/// A call of the operation from a shell, with what it needs and nothing else.
fn example(api: &Value, (method, path): (&str, &str), (operation, parameters): (&Value, &[Field])) -> String {
    let address = path.replace('{', "$").replace('}', "");
    let query: Vec<String> = parameters
        .iter()
        .filter(|given| given.place == "query" && given.is_required)
        .map(|given| format!("{}=…", given.name))
        .collect();
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    let mut lines = vec!["curl -H \"Authorization: Bearer $TOKEN\"".to_owned()];
    if method != "get" {
        lines.push(format!("-X {}", method.to_uppercase()));
    }
    for given in parameters.iter().filter(|given| given.place == "header" && given.is_required) {
        lines.push(format!("-H '{}: \"3\"'", given.name));
    }
    if let Some((media, content)) = object(&operation["requestBody"]["content"]).next() {
        lines.push(format!("-H 'Content-Type: {media}'"));
        lines.push(match media.as_str() {
            "application/json" => {
                let body = sample(&api["components"]["schemas"], &content["schema"]);
                format!("-d '{}'", body.to_string().replace('\'', r"'\''"))
            }
            _ => "--data-binary @FILE".to_owned(),
        });
    }
    lines.push(format!("\"$SERVER{address}{query}\""));
    lines.join(" \\\n  ")
}

/// What a reference stands for, or the value itself.
fn resolved<'a>(api: &'a Value, value: &'a Value) -> &'a Value {
    let found = value["$ref"].as_str().and_then(|place| api.pointer(place.strip_prefix('#')?));
    found.unwrap_or(value)
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
