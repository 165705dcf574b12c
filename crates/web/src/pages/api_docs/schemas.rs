//! Schemas as tables of fields, as short names of types, and as examples.

use super::text::{Text, schema_id};
use serde_json::{Map, Value, json};

/// A table of this many fields is folded away.
const LONG: usize = 12;
/// An example goes this deep into schemas that hold others.
const DEEPEST: usize = 6;

/// A schema as the page shows it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: Text,
    /// What it is where it has no fields.
    pub(super) is: Text,
    /// Its fields; several tables if it comes in several forms.
    pub(super) forms: Vec<Form>,
}

/// The fields of an object.
#[derive(Debug, Default)]
pub(super) struct Form {
    /// What sets this form apart from the others.
    pub(super) title: String,
    pub(super) fields: Vec<Field>,
}

/// A field of an object, or a parameter of an operation.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    /// Where a parameter goes: path, query or header.
    pub(super) place: String,
    pub(super) is_required: bool,
    pub(super) is: Text,
    pub(super) description: Text,
    pub(super) limits: Text,
}

impl Form {
    pub(super) fn is_long(&self) -> bool {
        self.fields.len() > LONG
    }
}

impl Entry {
    pub(super) fn of(name: &str, schema: &Value) -> Self {
        let forms = forms(schema);
        let is = match forms.is_empty() {
            true => Text::joined([type_of(schema), limits(schema)], ", "),
            false => Text::default(),
        };
        Self { id: schema_id(name), name: name.to_owned(), description: described(schema), is, forms }
    }
}

impl Field {
    /// A parameter of an operation.
    pub(super) fn parameter(parameter: &Value) -> Self {
        let schema = &parameter["schema"];
        let example = parameter.get("example").map(|example| format!("such as `{}`", plain(example)));
        Self {
            name: string(&parameter["name"]),
            place: string(&parameter["in"]),
            is_required: parameter["required"] == true,
            is: type_of(schema),
            description: described(parameter),
            limits: Text::joined(
                [limits(schema), Text::of(&example.unwrap_or_default())]
                    .into_iter()
                    .filter(|part| !part.is_empty()),
                ", ",
            ),
        }
    }
}

pub(super) fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// What something says of itself.
pub(super) fn described(value: &Value) -> Text {
    Text::of(&string(&value["description"]).replace('\n', " "))
}

fn forms(schema: &Value) -> Vec<Form> {
    let forms = ["oneOf", "anyOf"].iter().find_map(|key| schema[*key].as_array());
    let forms = match forms {
        Some(forms) if forms.iter().any(|form| form.get("properties").is_some()) => forms.as_slice(),
        Some(_) => &[],
        None => std::slice::from_ref(schema),
    };
    let form = |form: &Value| {
        let mut fields = Vec::new();
        add_fields(form, "", &mut fields);
        Form { title: string(&form["description"]), fields }
    };
    let mut forms: Vec<Form> = forms.iter().map(form).filter(|form| !form.fields.is_empty()).collect();
    if let [only] = forms.as_mut_slice() {
        only.title.clear();
    }
    forms
}

/// Adds the fields of an object under their paths, with those of the objects within.
fn add_fields(schema: &Value, path: &str, fields: &mut Vec<Field>) {
    for part in schema["allOf"].as_array().into_iter().flatten() {
        match part["$ref"].as_str() {
            Some(name) => fields.push(Field {
                name: format!("{path}…"),
                place: String::new(),
                is_required: true,
                is: type_of(part),
                description: Text::of(&format!("Every field of {}.", after_slash(name))),
                limits: Text::default(),
            }),
            None => add_fields(part, path, fields),
        }
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let name = format!("{path}{name}");
        let is_required = schema["required"]
            .as_array()
            .is_some_and(|required| required.iter().any(|one| path_ends(&name, one)));
        fields.push(Field {
            place: String::new(),
            is_required,
            is: type_of(field),
            description: described(field),
            limits: limits(field),
            name: name.clone(),
        });
        add_fields(field, &format!("{name}."), fields);
        add_fields(&field["items"], &format!("{name}[]."), fields);
    }
}

fn path_ends(path: &str, name: &Value) -> bool {
    name.as_str().is_some_and(|name| path.rsplit('.').next() == Some(name))
}

fn after_slash(place: &str) -> &str {
    place.rsplit('/').next().unwrap_or(place)
}

/// What a value is, in a few words, with links to schemas.
pub(super) fn type_of(schema: &Value) -> Text {
    if let Some(place) = schema["$ref"].as_str() {
        return Text::schema(after_slash(place));
    }
    for (key, between) in [("oneOf", " or "), ("anyOf", " or "), ("allOf", " and ")] {
        if let Some(parts) = schema[key].as_array() {
            return Text::joined(parts.iter().map(type_of), between);
        }
    }
    if let Some(values) = schema["enum"].as_array() {
        return Text::joined(values.iter().map(|value| Text::code(plain(value))), ", ");
    }
    let one = |name: &str| match name {
        "array" => Text::of("list of ").then(type_of(&schema["items"])),
        "object" if schema["additionalProperties"].is_object() => {
            Text::of("object of ").then(type_of(&schema["additionalProperties"]))
        }
        "string" => match schema["format"].as_str() {
            Some(format) => Text::of(&format!("string ({format})")),
            None => Text::of("string"),
        },
        other => Text::of(other),
    };
    match &schema["type"] {
        Value::String(name) => one(name),
        Value::Array(names) => Text::joined(names.iter().filter_map(Value::as_str).map(one), " or "),
        _ => Text::of("any value"),
    }
}

/// What a value is limited to, and what it is unless given.
fn limits(schema: &Value) -> Text {
    let number = |key: &str| schema.get(key).map(plain);
    let range = |(least, most): (&str, &str), thing: &str| match (number(least), number(most)) {
        (Some(least), Some(most)) => Some(format!("{least} to {most}{thing}")),
        (Some(least), None) => Some(format!("at least {least}{thing}")),
        (None, Some(most)) => Some(format!("at most {most}{thing}")),
        (None, None) => None,
    };
    let quoted = |key: &str, before: &str| number(key).map(|value| format!("{before} `{value}`"));
    let all = [
        range(("minimum", "maximum"), ""),
        range(("minLength", "maxLength"), " characters"),
        range(("minItems", "maxItems"), " entries"),
        quoted("pattern", "matches"),
        quoted("default", "default"),
        quoted("example", "such as"),
    ];
    Text::joined(all.into_iter().flatten().map(|one| Text::of(&one)), ", ")
}

/// A value as text, without quotes around a string.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// An example of a schema: its required fields, with the examples that the description gives.
pub(super) fn sample(schemas: &Value, schema: &Value) -> Value {
    sample_within(schemas, schema, DEEPEST)
}

fn sample_within(schemas: &Value, schema: &Value, depth: usize) -> Value {
    for key in ["example", "default"] {
        if let Some(value) = schema.get(key) {
            return value.clone();
        }
    }
    if depth == 0 {
        return Value::Null;
    }
    if let Some(place) = schema["$ref"].as_str() {
        return sample_within(schemas, &schemas[after_slash(place)], depth - 1);
    }
    if let Some(first) = ["oneOf", "anyOf"].iter().find_map(|key| schema[*key].as_array()?.first()) {
        return sample_within(schemas, first, depth - 1);
    }
    if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
        return first.clone();
    }
    let mut kinds = schema["type"].as_array().into_iter().flatten().filter_map(Value::as_str);
    match schema["type"].as_str().or_else(|| kinds.find(|kind| *kind != "null")) {
        Some("string") => json!("…"),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        Some("boolean") => json!(true),
        Some("array") => json!([sample_within(schemas, &schema["items"], depth - 1)]),
        _ => {
            let mut object = Map::new();
            for part in schema["allOf"].as_array().into_iter().flatten() {
                if let Value::Object(fields) = sample_within(schemas, part, depth - 1) {
                    object.extend(fields);
                }
            }
            for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                let field = sample_within(schemas, &schema["properties"][name], depth - 1);
                object.insert(name.to_owned(), field);
            }
            Value::Object(object)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, limits, sample, type_of};
    use crate::pages::api_docs::text::Text;
    use serde_json::json;

    fn words(text: &Text) -> String {
        text.0.iter().map(|piece| piece.text.as_str()).collect()
    }

    #[test]
    fn types_are_named_in_words() {
        for (schema, expected) in [
            (json!({"type": "string", "format": "uuid"}), "string (uuid)"),
            (json!({"type": ["string", "null"]}), "string or null"),
            (json!({"type": "array", "items": {"$ref": "#/components/schemas/Person"}}), "list of Person"),
            (json!({"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Run"}]}), "null or Run"),
            (json!({"type": "string", "enum": ["a", "b"]}), "a, b"),
            (json!({"type": "object", "additionalProperties": {"type": "number"}}), "object of number"),
            (json!({}), "any value"),
        ] {
            assert_eq!(words(&type_of(&schema)), expected, "{schema}");
        }
        let limited = json!({"minLength": 1, "maxLength": 20, "maximum": 9, "default": "x"});
        assert_eq!(words(&limits(&limited)), "at most 9, 1 to 20 characters, default x");
    }

    #[test]
    fn fields_of_objects_within_stand_under_their_path() {
        let schema = json!({"type": "object", "required": ["items"], "properties": {
            "items": {"type": "array", "items": {"type": "object", "required": ["id"], "properties": {
                "id": {"type": "string"}, "note": {"type": "string"}}}}}});
        let entry = Entry::of("Listed", &schema);
        let fields: Vec<_> =
            entry.forms[0].fields.iter().map(|field| (field.name.as_str(), field.is_required)).collect();
        assert_eq!(fields, [("items", true), ("items[].id", true), ("items[].note", false)]);
        assert_eq!(entry.id, "schema-Listed");
    }

    #[test]
    fn an_example_has_what_is_required() {
        let schemas = json!({"Id": {"type": "string", "example": "01"}});
        let schema = json!({"type": "object", "required": ["id", "n", "kind"], "properties": {
            "id": {"$ref": "#/components/schemas/Id"}, "n": {"type": "integer", "minimum": 3},
            "kind": {"type": "string", "enum": ["a", "b"]}, "more": {"type": "string"}}});
        assert_eq!(sample(&schemas, &schema), json!({"id": "01", "n": 3, "kind": "a"}));
    }
}
