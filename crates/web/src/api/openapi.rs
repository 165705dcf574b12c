//! The part of the description that holds for every operation, written once: the token, headers, problems, links.

mod answers;
mod links;

use crate::Problem;
use utoipa::PartialSchema;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, PathItem, RefOr, Required,
    SecurityRequirement,
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
    let mut components = ComponentsBuilder::new()
        .security_scheme(BEARER, SecurityScheme::Http(scheme))
        .schema("Problem", Problem::schema())
        .schema("BadValue", crate::problem::BadValue::schema())
        // What only parameters name is not found by itself.
        .schema("Sorting", service::Sorting::schema())
        .schema("ExportFormat", service::export::ExportFormat::schema());
    for (name, header) in answers::headers() {
        components = components.header(name, header);
    }
    for (name, problem) in answers::problems() {
        components = components.response(name, problem);
    }
    let security = SecurityRequirement::new(BEARER, Vec::<String>::new());
    OpenApiBuilder::new()
        .info(info)
        .components(Some(components.build()))
        .security(Some(vec![security]))
        .build()
}

/// The whole description, once every operation is in it.
pub(super) fn finished(mut api: OpenApi) -> OpenApi {
    for item in api.paths.paths.values_mut() {
        finish_item(item);
    }
    links::add(&mut api);
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

/// What an operation does, as far as it decides how it may be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    Read,
    Write,
    Remove,
    /// Neither reads nor writes what is on file.
    Compute,
}

fn finish_item(item: &mut PathItem) {
    let operations = [
        (&mut item.get, Does::Read),
        (&mut item.post, Does::Write),
        (&mut item.put, Does::Write),
        (&mut item.patch, Does::Write),
        (&mut item.delete, Does::Remove),
    ];
    for (operation, does) in operations {
        if let Some(operation) = operation {
            let keeps_nothing = operation.tags.iter().flatten().any(|tag| tag == "score");
            finish(operation, if keeps_nothing { Does::Compute } else { does });
        }
    }
}

fn finish(operation: &mut Operation, does: Does) {
    let has = |is_it: &dyn Fn(&Parameter) -> bool| {
        let mut parameters = operation.parameters.iter().flatten();
        parameters.any(|given| matches!(given, RefOr::T(given) if is_it(given)))
    };
    let takes = answers::Takes {
        does,
        has_id: has(&|given| given.parameter_in == ParameterIn::Path),
        has_query: has(&|given| given.parameter_in == ParameterIn::Query),
        has_condition: has(&|given| given.name == "If-Match"),
        has_body: operation.request_body.is_some(),
    };
    answers::add(operation, takes);
    let parameter = match does {
        Does::Read => if_none_match(),
        Does::Write | Does::Remove => idempotency_key(),
        Does::Compute => return,
    };
    operation.parameters.get_or_insert_default().push(RefOr::T(parameter));
}

fn idempotency_key() -> Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .min_length(Some(1))
        .max_length(Some(200))
        .pattern(Some("^[!-~]([ -~]*[!-~])?$"))
        .build();
    header(
        "Idempotency-Key",
        "With the same key, a request that is repeated is done once and answered alike, for 24 hours.",
        schema,
    )
}

fn if_none_match() -> Parameter {
    let schema = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).build();
    header("If-None-Match", "The ETag of what is known already: where it is still so, 304 says that.", schema)
}

fn header(name: &str, description: &str, schema: impl Into<RefOr<Schema>>) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}
