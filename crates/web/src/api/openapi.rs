//! The API's description: OpenAPI 3.1, made from the route table, so that it cannot differ from what is served.

use crate::errors::{ErrorBody, Face};
use crate::routes::{self, AnswerDoc, ApiDoc, Listener, Place, Reader, RequestDoc, Route, Verb};
use axum::Json;
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// `GET /api/v1/openapi.json`
pub async fn describe() -> Json<Value> {
    Json(document())
}

/// The whole description.
pub fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let error = generator.subschema_for::<ErrorBody>();
    let mut paths: Map<String, Value> = Map::new();
    for route in routes::table().filter(|route| Face::of(route.path) == Face::Json) {
        let Some(doc) = &route.api else { continue };
        let operation = operation(route, doc, &error, &mut generator);
        let verb = match route.verb {
            Verb::Get => "get",
            Verb::Post => "post",
        };
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Value::Object(path) = path {
            path.insert(verb.to_owned(), operation);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Ambergate",
            "version": "1",
            "summary": "What the pages can do, for the person whose token it is.",
            "description": "Tokens are made on the host: `ambergate token issue`. What may change within version 1 stands in docs/api.md. \
                            What is absent and what is forbidden get the same answer.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "securitySchemes": {
                "member": { "type": "http", "scheme": "bearer", "description": "A member's API token, `agt_…`." },
                "reporter": { "type": "http", "scheme": "bearer", "description": "From POST …/status with reference and secret." },
            },
        },
    })
}

fn operation(route: &Route, doc: &ApiDoc, error: &Schema, generator: &mut SchemaGenerator) -> Value {
    let mut inputs: Vec<Value> = parameters(route.path)
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    inputs.extend(doc.inputs.iter().map(|input| {
        let place = match input.place {
            Place::Query => "query",
            Place::Header => "header",
        };
        json!({ "name": input.name, "in": place, "description": input.says, "schema": { "type": "string" } })
    }));
    let mut operation = json!({
        "operationId": doc.name,
        "summary": doc.summary,
        "tags": [tag(route.path)],
        "x-listener": match route.listener { Listener::Public => "public", Listener::Members => "members" },
        "x-readers": readers(route.reader),
        "security": match route.reader {
            Reader::Anyone => json!([]),
            Reader::Reporter => json!([{ "reporter": [] }]),
            Reader::Account | Reader::Member | Reader::Pst => json!([{ "member": [] }]),
        },
        "responses": responses(&doc.answer, error, generator),
    });
    if let Value::Object(operation) = &mut operation {
        if !inputs.is_empty() {
            operation.insert("parameters".to_owned(), Value::Array(inputs));
        }
        if let Some(content) = content(&doc.request, generator) {
            operation.insert(
                "requestBody".to_owned(),
                json!({ "required": true, "content": content }),
            );
        }
    }
    operation
}

fn content(request: &RequestDoc, generator: &mut SchemaGenerator) -> Option<Value> {
    match request {
        RequestDoc::Nothing => None,
        RequestDoc::Document(schema) => Some(json!({ "application/json": { "schema": schema(generator) } })),
        RequestDoc::DocumentOrForm(schema) => Some(json!({
            "application/json": { "schema": schema(generator) },
            "multipart/form-data": { "schema": { "type": "object" } },
        })),
    }
}

fn responses(answer: &AnswerDoc, error: &Schema, generator: &mut SchemaGenerator) -> Value {
    let json_of = |schema: Schema| json!({ "application/json": { "schema": schema } });
    let (status, said) = match answer {
        AnswerDoc::Document(schema) => (
            "200",
            json!({ "description": "The document.", "content": json_of(schema(generator)) }),
        ),
        AnswerDoc::Made(schema) => (
            "201",
            json!({ "description": "Made.", "content": json_of(schema(generator)) }),
        ),
        AnswerDoc::Nothing => ("204", json!({ "description": "Done." })),
        AnswerDoc::Bytes => {
            let content = json!({ "application/octet-stream": { "schema": { "type": "string", "format": "binary" } } });
            ("200", json!({ "description": "The bytes.", "content": content }))
        }
        AnswerDoc::Any => (
            "200",
            json!({ "description": "A JSON document.", "content": { "application/json": {} } }),
        ),
    };
    let refused = json!({ "description": "Not done; the reason is said.", "content": json_of(error.clone()) });
    json!({ status: said, "default": refused })
}

/// The names in braces.
fn parameters(path: &'static str) -> impl Iterator<Item = &'static str> {
    path.split('/')
        .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
}

fn tag(path: &str) -> &str {
    path.trim_start_matches("/api/v1/projects/{project}/")
        .trim_start_matches("/api/v1/")
        .split('/')
        .next()
        .unwrap_or("")
}

fn readers(reader: Reader) -> &'static str {
    match reader {
        Reader::Anyone => "anyone",
        Reader::Reporter => "the reporter",
        Reader::Account => "whoever has a token",
        Reader::Member => "members of the project, as far as they may see the case",
        Reader::Pst => "the Product Security Team",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_description_is_reviewed() {
        insta::assert_json_snapshot!("openapi", document());
    }

    #[test]
    fn every_route_of_the_api_is_described_once() {
        let document = document();
        let mut names = BTreeSet::new();
        for route in routes::table().filter(|route| Face::of(route.path) == Face::Json) {
            let verb = if route.verb == Verb::Get { "get" } else { "post" };
            let operation = &document["paths"][route.path][verb];
            let name = operation["operationId"].as_str();
            let name = name.unwrap_or_else(|| panic!("{verb} {} is not described", route.path));
            assert!(names.insert(name.to_owned()), "{name} is there twice");
            assert!(
                operation["summary"]
                    .as_str()
                    .is_some_and(|summary| summary.ends_with('.')),
                "{name} has no sentence"
            );
        }
        assert_eq!(
            names.len(),
            document["paths"]
                .as_object()
                .unwrap()
                .values()
                .map(|p| p.as_object().unwrap().len())
                .sum::<usize>()
        );
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document();
        let text = document.to_string();
        for part in text.split("\"$ref\":\"#").skip(1) {
            let pointer = part.split('"').next().unwrap();
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
    }
}
