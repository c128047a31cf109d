//! The table of routes as OpenAPI 3.1. `docs/openapi.json` contains the document, and the edge
//! serves it.

use super::access::{Access, Needs};
use super::param::QueryParam;
use super::route::{AnswerKind, BodyKind, RouteInfo};
use super::table::{ROUTES, schemas};
use crate::permission::Permission;
use crate::problem::ProblemCode;
use crate::protocol::Problem;
use crate::webhook::{Payload, WebhookEvent};
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Path of the type schemas in the document.
const SCHEMAS: &str = "/components/schemas";
/// Suffix for the input schema of a type that has another shape when it is read than when it is
/// written.
const INPUT: &str = "Input";

/// The schemas of one route.
pub(super) struct Schemas {
    pub(super) route: &'static RouteInfo,
    pub(super) params: Vec<(&'static str, Schema)>,
    /// Its body, if it is JSON.
    pub(super) body: Option<Schema>,
    /// Its answer, if it is JSON.
    pub(super) answer: Option<Schema>,
}

/// The whole OpenAPI document.
pub fn document() -> Value {
    let settings = || {
        SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = SCHEMAS.into();
            settings.meta_schema = None;
        })
    };
    let mut bodies = SchemaGenerator::new(settings().for_deserialize());
    let mut answers = SchemaGenerator::new(settings().for_serialize());
    let problem = answers.subschema_for::<Problem>();
    let payload = answers.subschema_for::<Payload>();
    let routes = schemas(&mut bodies, &mut answers);
    let mut types = answers.take_definitions(true);
    let read = bodies.take_definitions(true);
    let differs = differing(&read, &types);
    for (name, schema) in read {
        let name = if differs.contains(&name) { format!("{name}{INPUT}") } else { name };
        types.insert(name, renamed(schema, &differs));
    }
    let mut paths = Map::new();
    for one in routes {
        let operation = operation(&one, &differs, &problem, &mut bodies);
        let path = paths.entry(one.route.pattern).or_insert_with(|| json!({}));
        path[one.route.method.as_str().to_lowercase()] = operation;
    }
    let mut tags = Vec::new();
    for route in ROUTES {
        if !tags.contains(&json!({ "name": route.tag })) {
            tags.push(json!({ "name": route.tag }));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Bellhop",
            "version": "1",
            "description": ABOUT,
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "tags": tags,
        "paths": paths,
        "webhooks": webhooks(&payload),
        "components": { "schemas": types, "securitySchemes": security_schemes() },
    })
}

/// What endpoints of webhooks get, by the name of the event.
fn webhooks(payload: &Schema) -> Map<String, Value> {
    let header = |name: &str, about: &str| {
        json!({
            "name": name, "in": "header", "required": true, "description": about,
            "schema": { "type": "string" },
        })
    };
    let parameters = json!([
        header("webhook-id", "The same for every attempt, so that nothing is handled twice."),
        header("webhook-timestamp", "When this attempt was made, in seconds since the epoch."),
        header(
            "webhook-signature",
            "`v1,` and the HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` in base64, with the \
             secret after `whsec_`, which is base64, too; several are separated by spaces.",
        ),
    ]);
    let webhook = |event: &WebhookEvent| {
        let kind = json!({ "type": { "const": event.as_str() } });
        let schema = json!({ "allOf": [payload], "properties": kind });
        let operation = json!({
            "operationId": format!("{event:?}"),
            "tags": ["Webhooks"],
            "summary": format!("Sent when {}.", event.when()),
            "parameters": parameters,
            "requestBody": {
                "required": true, "content": { "application/json": { "schema": schema } },
            },
            "responses": { "2XX": { "description": "Delivered. All else is tried again for a day." } },
        });
        (event.as_str().to_owned(), json!({ "post": operation }))
    };
    WebhookEvent::ALL.iter().map(webhook).collect()
}

const ABOUT: &str = "The HTTP API of Bellhop. A refused request is answered with \
    `application/problem+json` (RFC 9457), whose `detail` says what is wrong and what to do, and whose `type` \
    names the kind of problem. A write with a session's cookie needs the header `Origin` of the deployment \
    itself. The frames of the WebSockets are described in `docs/protocol.md`.";

fn security_schemes() -> Value {
    let bearer = |about: &str| json!({ "type": "http", "scheme": "bearer", "description": about });
    json!({
        "session": {
            "type": "apiKey", "in": "cookie", "name": "__Host-bellhop_{site}",
            "description": "The session of an agent; `CreateSession` sets it. The name has the \
                site's id in it, and over plain HTTP it is `bellhop_{site}`.",
        },
        "key": bearer("An API key of the site (`bhk_…`); `CreateKey` creates one."),
        "visitor": bearer("A visitor's token; `CreateVisitor` issues one."),
        "operator": bearer("The operator's token: `BELLHOP_OPERATOR_TOKEN` of the deployment."),
        "mail": bearer("The secret of a machine that takes mail: `BELLHOP_INBOUND_SECRET` of the deployment."),
    })
}

/// The types whose input and output schemas differ, directly or through a type they contain.
fn differing(read: &Map<String, Value>, written: &Map<String, Value>) -> BTreeSet<String> {
    let mut differs: BTreeSet<String> = (read.iter())
        .filter(|(name, schema)| written.get(*name).is_some_and(|other| other != *schema))
        .map(|(name, _)| name.clone())
        .collect();
    loop {
        let more: Vec<String> = (read.iter())
            .filter(|(name, schema)| {
                let names = |one: &String| schema.to_string().contains(&reference(one));
                !differs.contains(*name) && written.contains_key(*name) && differs.iter().any(names)
            })
            .map(|(name, _)| name.clone())
            .collect();
        if more.is_empty() {
            return differs;
        }
        differs.extend(more);
    }
}

/// A reference to a type, as it is written in a schema.
fn reference(name: &str) -> String {
    format!("\"#{SCHEMAS}/{name}\"")
}

/// The schema with the input names of the types that differ.
fn renamed(mut schema: Value, differs: &BTreeSet<String>) -> Value {
    match &mut schema {
        Value::Object(fields) => {
            for (key, value) in fields.iter_mut() {
                let name = value.as_str().and_then(|text| text.rsplit('/').next());
                let name = name.filter(|name| key == "$ref" && differs.contains(*name));
                *value = match name {
                    Some(name) => json!(format!("#{SCHEMAS}/{name}{INPUT}")),
                    None => renamed(value.take(), differs),
                };
            }
        }
        Value::Array(items) => {
            for item in items {
                *item = renamed(item.take(), differs);
            }
        }
        _ => {}
    }
    schema
}

fn operation(
    one: &Schemas,
    differs: &BTreeSet<String>,
    problem: &Schema,
    generator: &mut SchemaGenerator,
) -> Value {
    let Schemas { route, params, body, answer } = one;
    let mut parameters: Vec<Value> = (params.iter())
        .map(|(name, schema)| {
            json!({ "name": name, "in": "path", "required": true, "schema": schema })
        })
        .collect();
    parameters.extend(route.query.iter().map(|param| query_parameter(param, generator)));
    if route.body == BodyKind::Text {
        parameters.push(json!({
            "name": "If-Match", "in": "header", "schema": { "type": "string" },
            "description": "The `ETag` of the draft that this one may replace.",
        }));
    }
    let mut operation = json!({
        "operationId": route.name,
        "tags": [route.tag],
        "summary": route.summary.trim(),
        "description": who(route.access),
        "security": security(route.access),
        "responses": responses(route, answer.as_ref(), problem),
    });
    if !parameters.is_empty() {
        operation["parameters"] = json!(parameters);
    }
    if route.body != BodyKind::None {
        let content = match body {
            Some(schema) => {
                let mut schema = renamed(schema.clone().to_value(), differs);
                if route.body == BodyKind::Optional {
                    schema = json!({ "anyOf": [schema, { "type": "null" }] });
                }
                json!({ "application/json": { "schema": schema } })
            }
            None => json!({ "application/octet-stream": {} }),
        };
        let required = route.body != BodyKind::Optional;
        operation["requestBody"] = json!({ "required": required, "content": content });
    }
    operation
}

fn query_parameter(param: &QueryParam, generator: &mut SchemaGenerator) -> Value {
    let schema = (param.schema)(generator);
    json!({ "name": param.name, "in": "query", "description": param.about.trim(), "schema": schema })
}

fn responses(route: &RouteInfo, answer: Option<&Schema>, problem: &Schema) -> Value {
    let mut responses = Map::new();
    for status in route.statuses {
        responses.insert(status.to_string(), success(route, *status, answer));
    }
    let mut by_status: BTreeMap<u16, Vec<ProblemCode>> = BTreeMap::new();
    for code in route.problems() {
        by_status.entry(code.status()).or_default().push(code);
    }
    for (status, codes) in by_status {
        let names: Vec<String> = codes.iter().map(|code| format!("`{}`", code.as_str())).collect();
        let types: Vec<String> =
            codes.iter().map(|code| format!("/docs/problems#{}", code.as_str())).collect();
        let schema = json!({ "allOf": [problem], "properties": { "type": { "enum": types } } });
        responses.insert(
            status.to_string(),
            json!({
                "description": names.join(", "),
                "content": { "application/problem+json": { "schema": schema } },
            }),
        );
    }
    Value::Object(responses)
}

fn success(route: &RouteInfo, status: u16, answer: Option<&Schema>) -> Value {
    let json_content = |schema: &Schema| json!({ "schema": schema });
    let about = match (status, route.answer) {
        (201, _) => "Made.",
        (302, _) => "It is at the address in `Location`.",
        (101, _) => "The connection is a WebSocket now.",
        (304, _) => "What is cached is still right.",
        (_, AnswerKind::Empty) => "Done.",
        _ => "The answer.",
    };
    let mut response = json!({ "description": about });
    match (route.answer, answer) {
        (AnswerKind::Json, Some(schema)) => {
            response["content"] = json!({ "application/json": json_content(schema) });
        }
        (AnswerKind::Text, Some(schema)) => {
            response["content"] = json!({
                "text/plain": { "schema": { "type": "string" } },
                "application/json": json_content(schema),
            });
        }
        (AnswerKind::Csv, Some(schema)) => {
            response["content"] = json!({
                "text/csv": { "schema": { "type": "string" } },
                "application/json": json_content(schema),
            });
            response["headers"] = json!({ "Link": {
                "description": "The address of the next page, if there is one, with `rel=\"next\"`.",
                "schema": { "type": "string" },
            }});
        }
        (AnswerKind::Html, _) => response["content"] = json!({ "text/html": {} }),
        (AnswerKind::Bytes, _) if status != 304 => response["content"] = json!({ "*/*": {} }),
        _ => {}
    }
    if matches!(route.name, "GetDialogue" | "PutDialogue") {
        response["headers"] = json!({ "ETag": {
            "description": "Identifies this state of the draft.", "schema": { "type": "string" },
        }});
    }
    response
}

fn security(access: Access) -> Value {
    match access {
        Access::Anybody | Access::Page => json!([]),
        Access::Visitor => json!([{ "visitor": [] }]),
        Access::Participant => json!([{ "visitor": [] }, { "session": [] }]),
        Access::Operator => json!([{ "operator": [] }]),
        Access::MailMachine => json!([{ "mail": [] }]),
        Access::Agents { key: Needs::Never, .. } => json!([{ "session": [] }]),
        Access::Agents { .. } => json!([{ "session": [] }, { "key": [] }]),
    }
}

/// Who may call a route, as a sentence.
fn who(access: Access) -> String {
    match access {
        Access::Anybody => "For anybody.".to_owned(),
        Access::Page => {
            "For pages that may show the site's chat, also of another origin.".to_owned()
        }
        Access::Visitor => {
            "For a visitor with their token, on a page that may show the site's chat, \
                            also of another origin."
                .to_owned()
        }
        Access::Participant => {
            "For the conversation's visitor with their token, and for agents with a \
                                session, on a page of the deployment itself."
                .to_owned()
        }
        Access::Operator => "For the operator of the deployment.".to_owned(),
        Access::MailMachine => "For a machine that takes mail, with the secret for it.".to_owned(),
        Access::Agents { session, key } => {
            format!("With a session: {}. With an API key: {}.", needs(session), needs(key))
        }
    }
}

fn needs(needs: Needs) -> String {
    let list = |permissions: &[Permission], text: &str| {
        let names = permissions.iter().map(|one| format!("`{}`", one.as_str()));
        names.collect::<Vec<_>>().join(text)
    };
    let some = |permissions: &[Permission]| match permissions {
        [] => "no permission is needed".to_owned(),
        permissions => list(permissions, " or "),
    };
    match needs {
        Needs::Nothing => some(&[]),
        Needs::Any(permissions) => some(permissions),
        Needs::All(permissions) => list(permissions, " and "),
        Needs::Own(own, others) => {
            format!("for the caller's own {}, otherwise {}", some(own), some(others))
        }
        Needs::Never => "never".to_owned(),
    }
}
