//! How operations may be answered beside what each says itself: problems, and the headers of answers.

use super::Does;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::Operation;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr};

/// Every problem: its status, and when it is the answer.
const PROBLEMS: [(&str, &str); 14] = [
    ("400", "the request is malformed"),
    ("401", "there is no token, or it is unknown, expired or revoked"),
    ("403", "the role or the token does not allow this, or a judgement has to come first"),
    ("404", "there is none, or none that the caller may see"),
    ("409", "it conflicts with what is there"),
    ("412", "it has changed since the ETag in If-Match was read"),
    ("413", "the body is too large"),
    ("415", "the operation does not take a body of this type"),
    ("422", "some values are not valid, see `errors`; or the Idempotency-Key was used for another request"),
    ("428", "the header If-Match is missing"),
    ("429", "there were too many requests: wait as long as Retry-After says"),
    ("500", "a defect on our side"),
    ("503", "the database cannot be used at the moment"),
    ("507", "the server has no room for more"),
];

/// The answers that operations share: status or range, name in the description, and what it says.
const SHARED: [(&str, &str, &str); 3] = [
    ("304", "NotModified", "It has not changed since it was read"),
    ("4XX", "Refused", "The request was refused"),
    ("5XX", "Failed", "The request failed"),
];

/// Every header of answers: its name, and what it says.
const HEADERS: [(&str, Type, &str); 8] = [
    (
        "ETag",
        Type::String,
        "What If-None-Match takes; If-Match takes it as well where the thing has a revision",
    ),
    ("Location", Type::String, "Where the thing is, or the job that makes it"),
    ("RateLimit-Limit", Type::Integer, "How many requests may come at once"),
    ("RateLimit-Remaining", Type::Integer, "How many of them are left"),
    ("RateLimit-Reset", Type::Integer, "Seconds until there are more"),
    ("Retry-After", Type::Integer, "Seconds to wait before it is asked again"),
    ("WWW-Authenticate", Type::String, "How to say who asks"),
    ("X-Request-Id", Type::String, "The request's id, for whoever looks into the logs"),
];

/// The headers that every answer has.
pub(super) const EVERYWHERE: [&str; 4] =
    ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "X-Request-Id"];

/// Every header by its name.
pub(super) fn headers() -> impl Iterator<Item = (&'static str, Header)> {
    HEADERS.into_iter().map(|(name, kind, description)| {
        let schema = ObjectBuilder::new().schema_type(SchemaType::Type(kind.clone()));
        let schema = if kind == Type::Integer { schema.minimum(Some(0)) } else { schema };
        let header = HeaderBuilder::new().schema(Some(schema.build())).description(Some(description));
        (name, header.build())
    })
}

/// Every answer that operations share, by its name.
pub(super) fn shared() -> impl Iterator<Item = (&'static str, Response)> {
    SHARED.into_iter().map(|(status, name, description)| {
        let mut answer = ResponseBuilder::new().description(description).build();
        say(&mut answer, &EVERYWHERE);
        let own: &[&str] = match status {
            "304" => &["ETag"],
            "4XX" => &["Retry-After", "WWW-Authenticate"],
            _ => &["Retry-After"],
        };
        say(&mut answer, own);
        if let Some(class) = status.strip_suffix("XX") {
            for (status, when) in PROBLEMS.iter().filter(|(status, _)| status.starts_with(class)) {
                answer.description += &format!("\n* `{status}`: {when}");
            }
            let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
            answer.content.insert("application/problem+json".to_owned(), RefOr::T(problem));
        }
        (name, answer)
    })
}

/// Adds to an operation what it need not say itself. The headers that every answer has are described once, in the preface.
pub(super) fn add(operation: &mut Operation, does: Does, has_condition: bool) {
    let is_read = does == Does::Read;
    for (status, answer) in &mut operation.responses.responses {
        let RefOr::T(answer) = answer else { continue };
        if status == "201" || (status == "200" && (is_read || has_condition)) {
            say(answer, &["ETag"]);
        }
        if matches!(&**status, "201" | "202") {
            say(answer, &["Location"]);
        }
    }
    for (status, name, _) in SHARED.into_iter().filter(|(status, ..)| is_read || *status != "304") {
        operation.responses.responses.insert(status.to_owned(), RefOr::Ref(Ref::from_response_name(name)));
    }
}

fn say(answer: &mut Response, names: &[&str]) {
    for name in names {
        let header = Ref::new(format!("#/components/headers/{name}"));
        answer.headers.insert((*name).to_owned(), RefOr::Ref(header));
    }
}
