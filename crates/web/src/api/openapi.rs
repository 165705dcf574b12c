//! The part of the description that holds for every operation, written once: the token, headers, problems.

use crate::Problem;
use utoipa::PartialSchema;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, PathItem, Ref,
    RefOr, Required, SecurityRequirement,
};

const BEARER: &str = "bearer";

/// What the API is.
pub(super) fn preface() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Counterpart")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "People, searches, results and decisions about the pair of a CEO and a COO. Counterpart advises; people decide.",
        ))
        .license(Some(LicenseBuilder::new().name("MIT OR Apache-2.0").build()))
        .build();
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("An API token, which begins with cpt_. It acts for its user, within its scopes."))
        .build();
    let components = ComponentsBuilder::new()
        .security_scheme(BEARER, SecurityScheme::Http(scheme))
        .schema("Problem", Problem::schema())
        .schema("BadValue", crate::problem::BadValue::schema())
        .build();
    let security = SecurityRequirement::new(BEARER, Vec::<String>::new());
    OpenApiBuilder::new().info(info).components(Some(components)).security(Some(vec![security])).build()
}

/// The whole description, once every operation is in it.
pub(super) fn finished(mut api: OpenApi) -> OpenApi {
    for item in api.paths.paths.values_mut() {
        finish_item(item);
    }
    for schema in api.components.iter_mut().flat_map(|components| components.schemas.values_mut()) {
        close_variants(schema);
    }
    api
}

/// Says of things that come in several forms that each form has its own fields and no others: we refuse unknown fields
/// everywhere, which the derived description forgets here.
fn close_variants(schema: &mut RefOr<Schema>) {
    let RefOr::T(Schema::OneOf(forms)) = schema else { return };
    for form in &mut forms.items {
        if let RefOr::T(Schema::Object(form)) = form
            && !form.properties.is_empty()
            && form.additional_properties.is_none()
        {
            form.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
        }
    }
}

fn finish_item(item: &mut PathItem) {
    let writes =
        [(&mut item.post, true), (&mut item.put, true), (&mut item.patch, true), (&mut item.delete, true)];
    for (operation, is_write) in writes.into_iter().chain([(&mut item.get, false)]) {
        if let Some(operation) = operation {
            finish(operation, is_write);
        }
    }
}

fn finish(operation: &mut Operation, is_write: bool) {
    let takes = |place: &ParameterIn| {
        operation
            .parameters
            .iter()
            .flatten()
            .any(|given| matches!(given, RefOr::T(given) if given.parameter_in == *place))
    };
    let has_id = takes(&ParameterIn::Path);
    let has_query = takes(&ParameterIn::Query);
    let has_condition = takes(&ParameterIn::Header);
    let has_body = operation.request_body.is_some();
    let mut problems = vec![
        ("401", "No token, or one that is not known, has ended or was revoked"),
        ("403", "The role or the token does not allow this"),
        ("429", "Too many requests: wait as long as Retry-After says"),
        ("500", "A defect on our side"),
        ("503", "The database cannot be used at the moment"),
    ];
    if has_id {
        problems.push(("404", "There is none, or none that the caller may see"));
    }
    if has_query || is_write {
        problems.push(("400", "The request is malformed"));
    }
    if has_query || has_body {
        problems.push(("422", "Some of what was given will not do: `errors` says which values"));
    }
    if has_body {
        problems.push(("413", "The body is too large"));
        problems.push(("415", "The body is of a kind that this operation does not take"));
    }
    if has_condition {
        problems.push(("412", "It has changed since it was read"));
        problems.push(("428", "The header If-Match is missing"));
    }
    if is_write {
        problems.push(("409", "It does not go together with what is there"));
        problems.push((
            "422",
            "Some of what was given will not do, or the Idempotency-Key was used for another request",
        ));
        problems.push(("507", "There is no room for more on the server"));
        operation.parameters.get_or_insert_default().push(RefOr::T(idempotency_key()));
    }
    for (status, description) in problems {
        let responses = &mut operation.responses.responses;
        responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(problem(description)));
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response {
            for (name, description) in [
                ("X-Request-Id", "The request's id, for whoever looks into the logs"),
                ("RateLimit-Limit", "How many requests are allowed in a minute"),
                ("RateLimit-Remaining", "How many of them are left"),
                ("RateLimit-Reset", "Seconds until all of them are there again"),
            ] {
                let schema = if name == "X-Request-Id" { text() } else { number() };
                let header = HeaderBuilder::new().schema(Some(schema)).description(Some(description)).build();
                // Where nobody is known yet, nothing is counted.
                if name == "X-Request-Id" || status != "401" {
                    response.headers.insert(name.to_owned(), RefOr::T(header));
                }
            }
        }
    }
}

fn problem(description: &str) -> utoipa::openapi::Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new().description(description).content("application/problem+json", content).build()
}

fn idempotency_key() -> Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .min_length(Some(1))
        .max_length(Some(200))
        .pattern(Some("^[!-~]+$"))
        .build();
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "With the same key, a request that is repeated is done once and answered alike, for 24 hours.",
        ))
        .schema(Some(schema))
        .build()
}

fn text() -> utoipa::openapi::Object {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).build()
}

fn number() -> utoipa::openapi::Object {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::Integer)).minimum(Some(0)).build()
}
