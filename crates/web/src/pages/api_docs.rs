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
    let html = PAGE.as_ref().map_err(|error| service::Error::Internal(format!("a page: {error}")))?;
    Ok(Html(html.as_str()).into_response())
}

#[derive(Template)]
#[template(path = "api_docs.html")]
struct Page {
    frame: Frame,
    version: String,
    about: Text,
    token: Text,
    /// What every operation may answer.
    common: Vec<Answer>,
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
    example: String,
}

/// A body of a request or of an answer.
struct Body {
    media: String,
    is: Text,
}

struct Answer {
    status: String,
    description: Text,
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
        let common = object(&components["responses"]);
        Self {
            frame: Frame::outside(),
            version: string(&api["info"]["version"]),
            about: described(&api["info"]),
            token: described(&components["securitySchemes"]["bearer"]),
            common: common.map(|(name, answer)| Answer::of(api, name, answer)).collect(),
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
        let answers = object(&operation["responses"]);
        Self {
            id: string(&operation["operationId"]),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: string(&operation["summary"]),
            description: described(operation),
            bodies: bodies(&operation["requestBody"]),
            answers: answers.map(|(status, answer)| Answer::of(api, status, resolved(api, answer))).collect(),
            example: example(api, (method, path), (operation, &parameters)),
            parameters,
        }
    }
}

impl Answer {
    fn of(api: &Value, status: &str, answer: &Value) -> Self {
        let answer = resolved(api, answer);
        Self { status: status.to_owned(), description: described(answer), bodies: bodies(answer) }
    }
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
