//! The schema of a dialogue's document, made from the types that read it.

use crate::audience::Attribute;
use crate::person::Field;
use crate::protocol::DialogueDraft;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};
use std::borrow::Cow;

/// What a field of the site's own can be called; `shared::person` has the last word.
const NAME: &str = "^[a-z][a-z0-9_]{0,39}$";

/// The schema, as `docs/stream.schema.json` holds it: of a dialogue, or of a stream alone. It helps who
/// writes; what it can't say, the check finds.
pub fn document() -> Value {
    let mut schema = SchemaGenerator::default().into_root_schema_for::<DialogueDraft>().to_value();
    let dialogue = json!({
        "$schema": { "type": "string", "description": "Where this schema is; only editors read it." },
    });
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert("$schema".to_owned(), dialogue["$schema"].clone());
    }
    schema["title"] = json!("A dialogue of Bellhop");
    schema
}

impl JsonSchema for Field {
    fn schema_name() -> Cow<'static, str> {
        "Field".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let standard: Vec<&str> = Self::STANDARD.iter().map(Self::as_str).collect();
        json_schema!({
            "description": "One of six that every site knows, or one of the site's own.",
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
        let around = [Self::PageUrl, Self::Referrer, Self::Country, Self::Region, Self::City];
        let around: Vec<&str> = around.iter().map(Self::as_str).collect();
        json_schema!({
            "description": "Something that may be known of a visitor.",
            "anyOf": [{ "enum": around }, field],
        })
    }
}
