//! The `serde` attributes that the codec follows.

use syn::ext::IdentExt as _;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Attribute, Expr, ExprLit, Field, Ident, Lit, Meta, Path, Result, Token, Variant};

/// The `serde` attributes of a type, a variant or a field.
#[derive(Default)]
pub(crate) struct Attributes {
    /// The field that names the variant.
    pub(crate) tag: Option<String>,
    /// Whether variants have the names of their identifiers in snake case.
    pub(crate) snake_case: bool,
    /// The name on the wire, if it is another.
    pub(crate) rename: Option<String>,
    /// Whether the default stands for a value that is missing.
    pub(crate) default: bool,
    /// The test for values that are not written.
    pub(crate) skip_if: Option<Path>,
    /// Whether the codec leaves it out, which reads a field as its default: `codec(skip)`.
    pub(crate) skip: bool,
}

impl Attributes {
    pub(crate) fn read(attributes: &[Attribute]) -> Result<Self> {
        let mut read = Self::default();
        for attribute in attributes {
            if attribute.path().is_ident("codec") {
                read.skip = attribute.parse_args::<Ident>()? == "skip";
            }
            if !attribute.path().is_ident("serde") {
                continue;
            }
            let list =
                attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)?;
            for meta in list {
                read.add(&meta)?;
            }
        }
        Ok(read)
    }

    fn add(&mut self, meta: &Meta) -> Result<()> {
        let name = meta.path().get_ident().map(Ident::to_string).unwrap_or_default();
        match (name.as_str(), text(meta)) {
            ("default", None) => self.default = true,
            ("tag", Some(tag)) => self.tag = Some(tag),
            ("rename", Some(rename)) => self.rename = Some(rename),
            ("rename_all", Some(rule)) if rule == "snake_case" => self.snake_case = true,
            ("skip_serializing_if", Some(path)) => self.skip_if = Some(syn::parse_str(&path)?),
            _ => {
                return Err(syn::Error::new(meta.span(), "the codec does not know this attribute"));
            }
        }
        Ok(())
    }
}

/// The name of a field on the wire.
pub(crate) fn field_name(field: &Field, attributes: &Attributes) -> String {
    let ident = field.ident.as_ref().map(|ident| ident.unraw().to_string());
    attributes.rename.clone().or(ident).unwrap_or_default()
}

/// The name of a variant on the wire.
pub(crate) fn variant_name(variant: &Variant, snake_case: bool) -> Result<String> {
    let ident = variant.ident.to_string();
    match Attributes::read(&variant.attrs)?.rename {
        Some(name) => Ok(name),
        None if snake_case => Ok(snake(&ident)),
        None => Ok(ident),
    }
}

fn snake(ident: &str) -> String {
    let mut name = String::new();
    for c in ident.chars() {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

fn text(meta: &Meta) -> Option<String> {
    let Meta::NameValue(pair) = meta else { return None };
    match &pair.value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}
