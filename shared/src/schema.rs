//! The JSON Schema of a dialogue, made from the types that read it.

use crate::audience::{Attribute, NowAttribute};
use crate::person::Field;
use crate::promise::PromiseFile;
use crate::protocol::DialogueDraft;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};
use std::borrow::Cow;

/// Pattern of a custom field's name; `shared::person` makes the final check.
const NAME: &str = "^[a-z][a-z0-9_]{0,39}$";

/// The schema in `docs/stream.schema.json`, of a dialogue or of a stream alone. It helps authors in
/// their editor; what it can't express, the check finds.
pub fn document() -> Value {
    let mut schema = SchemaGenerator::default().into_root_schema_for::<DialogueDraft>().to_value();
    let dialogue = json!({
        "$schema": { "type": "string", "description": "The address of this schema, for editors." },
    });
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert("$schema".to_owned(), dialogue["$schema"].clone());
    }
    schema["title"] = json!("A dialogue of Bellhop");
    schema
}

/// The schema in `docs/promises.schema.json`, of the file with a dialogue's promises.
pub fn promises() -> Value {
    let mut schema = SchemaGenerator::default().into_root_schema_for::<PromiseFile>().to_value();
    schema["title"] = json!("Promises of a dialogue of Bellhop");
    schema
}

impl JsonSchema for Field {
    fn schema_name() -> Cow<'static, str> {
        "Field".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let standard: Vec<&str> = Self::STANDARD.iter().map(Self::as_str).collect();
        json_schema!({
            "description": "One of six fields that every site has, or a field of the site's own.",
            "anyOf": [{ "enum": standard }, { "type": "string", "pattern": NAME }],
        })
    }
}

impl JsonSchema for Attribute {
    fn schema_name() -> Cow<'static, str> {
        "Attribute".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let field = generator.subschema_for::<Field>();
        let now = generator.subschema_for::<NowAttribute>();
        let around = [Self::PageUrl, Self::Referrer, Self::Country, Self::Region, Self::City];
        let around: Vec<&str> = around.iter().map(Self::as_str).collect();
        json_schema!({
            "description": "An attribute of a visitor.",
            "anyOf": [{ "enum": around }, field, now],
        })
    }
}
