//! The part of the description that holds for every operation, written once: the token, headers, problems, links.

mod answers;
mod links;
mod parameters;

use crate::Problem;
use std::collections::BTreeMap;
use utoipa::PartialSchema;
use utoipa::openapi::path::{Operation, Parameter};
use utoipa::openapi::schema::{AdditionalProperties, Array, ArrayItems, Schema};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, PathItem, Ref, RefOr,
    SecurityRequirement,
};

const BEARER: &str = "bearer";

/// What the API is.
pub(super) fn preface() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Counterpart")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(format!(
            "People, searches, results and decisions about the pair of a CEO and a COO. Counterpart advises; people decide. \
             Every answer has the headers {}.",
            answers::EVERYWHERE.join(", ")
        )))
        .license(Some(LicenseBuilder::new().name("MIT OR Apache-2.0").build()))
        .build();
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("An API token begins with cpt_ and acts for its user, within its scopes."))
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
    for (name, answer) in answers::shared() {
        components = components.response(name, answer);
    }
    for (name, parameter) in parameters::all() {
        components = components.parameter(name, parameter);
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
    let shared = parameters::all();
    for (path, item) in &mut api.paths.paths {
        finish_item(path, item, &shared);
    }
    links::add(&mut api);
    if let Some(components) = &mut api.components {
        refer_to_items(&mut components.schemas);
        components.schemas.values_mut().for_each(close_variants);
    }
    api
}

/// Lets lists refer to the one description of what they hold, which the derived description repeats in each.
fn refer_to_items(schemas: &mut BTreeMap<String, RefOr<Schema>>) {
    let known = schemas.clone();
    let lists = schemas.values_mut().filter_map(|schema| match schema {
        RefOr::T(Schema::Object(object)) => Some(object),
        _ => None,
    });
    for field in lists.flat_map(|object| object.properties.values_mut()) {
        let RefOr::T(Schema::Array(Array { items: ArrayItems::RefOrSchema(item), .. })) = field else {
            continue;
        };
        if let Some((name, _)) = known.iter().find(|(_, schema)| **schema == **item) {
            **item = RefOr::Ref(Ref::from_schema_name(name));
        }
    }
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

fn finish_item(path: &str, item: &mut PathItem, shared: &[(String, Parameter)]) {
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
            finish(path, operation, (if keeps_nothing { Does::Compute } else { does }, shared));
        }
    }
}

fn finish(path: &str, operation: &mut Operation, (does, shared): (Does, &[(String, Parameter)])) {
    let is_condition =
        |given: &RefOr<Parameter>| matches!(given, RefOr::T(given) if given.name == "If-Match");
    let has_condition = operation.parameters.iter().flatten().any(is_condition);
    answers::add(operation, does, has_condition);
    parameters::add(path, operation, shared);
    let header = match does {
        Does::Read => "If-None-Match",
        Does::Write | Does::Remove => "Idempotency-Key",
        Does::Compute => return,
    };
    operation.parameters.get_or_insert_default().push(parameters::refer(header));
}
