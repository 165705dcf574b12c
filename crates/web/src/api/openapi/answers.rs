//! How operations may be answered beside what each says itself: problems, and the headers of every answer.

use super::Does;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::Operation;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr};

/// What an operation takes.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a claim of its own")]
pub(super) struct Takes {
    pub(super) does: Does,
    pub(super) has_id: bool,
    pub(super) has_query: bool,
    pub(super) has_condition: bool,
    pub(super) has_body: bool,
}

impl Takes {
    /// Whether a problem of this status can be the answer.
    fn may_fail_with(self, status: &str) -> bool {
        let changes = matches!(self.does, Does::Write | Does::Remove);
        match status {
            "404" => self.has_id,
            "409" | "507" => changes,
            "412" => self.has_condition,
            "413" | "415" => self.has_body,
            "422" => changes || self.has_body || self.has_query,
            "428" => self.has_condition && self.does == Does::Write,
            _ => true,
        }
    }
}

/// Every problem: its status, its name in the description, and what it says.
const PROBLEMS: [(&str, &str, &str); 14] = [
    ("400", "BadRequest", "The request is malformed"),
    ("401", "NotSignedIn", "No token, or one that is not known, has ended or was revoked"),
    ("403", "Denied", "The role or the token does not allow this, or a judgement has to come first"),
    ("404", "NotFound", "There is none, or none that the caller may see"),
    ("409", "Conflict", "It does not go together with what is there"),
    ("412", "Stale", "It has changed since it was read"),
    ("413", "TooLarge", "The body is too large"),
    ("415", "WrongKind", "The body is of a kind that this operation does not take"),
    (
        "422",
        "Invalid",
        "Some of what was given will not do: `errors` says which values. Or the Idempotency-Key was used for another \
         request",
    ),
    ("428", "Unconditional", "The header If-Match is missing"),
    ("429", "TooMany", "Too many requests: wait as long as Retry-After says"),
    ("500", "Defect", "A defect on our side"),
    ("503", "Unavailable", "The database cannot be used at the moment"),
    ("507", "Full", "There is no room for more on the server"),
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
const EVERYWHERE: [&str; 4] = ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "X-Request-Id"];

/// Every header by its name.
pub(super) fn headers() -> impl Iterator<Item = (&'static str, Header)> {
    HEADERS.into_iter().map(|(name, kind, description)| {
        let schema = ObjectBuilder::new().schema_type(SchemaType::Type(kind.clone()));
        let schema = if kind == Type::Integer { schema.minimum(Some(0)) } else { schema };
        let header = HeaderBuilder::new().schema(Some(schema.build())).description(Some(description));
        (name, header.build())
    })
}

/// Every problem by its name.
pub(super) fn problems() -> impl Iterator<Item = (&'static str, Response)> {
    PROBLEMS.into_iter().map(|(status, name, description)| {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let mut problem = ResponseBuilder::new()
            .description(description)
            .content("application/problem+json", content)
            .build();
        say(&mut problem, &EVERYWHERE);
        match status {
            "401" => say(&mut problem, &["WWW-Authenticate"]),
            "429" | "503" => say(&mut problem, &["Retry-After"]),
            _ => {}
        }
        (name, problem)
    })
}

/// Adds to an operation what it need not say itself.
pub(super) fn add(operation: &mut Operation, takes: Takes) {
    let is_read = takes.does == Does::Read;
    for (status, answer) in &mut operation.responses.responses {
        let RefOr::T(answer) = answer else { continue };
        say(answer, &EVERYWHERE);
        if is_read || status == "201" || (takes.has_condition && status == "200") {
            say(answer, &["ETag"]);
        }
        if matches!(&**status, "201" | "202") {
            say(answer, &["Location"]);
        }
    }
    let responses = &mut operation.responses.responses;
    if is_read {
        let mut known = ResponseBuilder::new().description("It is as the caller knows it already").build();
        say(&mut known, &EVERYWHERE);
        say(&mut known, &["ETag"]);
        responses.insert("304".to_owned(), RefOr::T(known));
    }
    for (status, name, _) in PROBLEMS {
        if takes.may_fail_with(status) {
            let problem = || RefOr::Ref(Ref::from_response_name(name));
            responses.entry(status.to_owned()).or_insert_with(problem);
        }
    }
}

fn say(answer: &mut Response, names: &[&str]) {
    for name in names {
        let header = Ref::new(format!("#/components/headers/{name}"));
        answer.headers.insert((*name).to_owned(), RefOr::Ref(header));
    }
}
