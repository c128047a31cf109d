//! Derives `Decode`: reads a type from a frame's JSON without serde.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned as _;
use syn::{Data, DataEnum, DeriveInput, Field, Fields, Result, Type, Variant};

use crate::attributes::{Attributes, field_name, variant_name};

pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let ty = &input.ident;
    let attributes = Attributes::read(&input.attrs)?;
    let body = match &input.data {
        Data::Struct(data) => {
            let value = fields(&quote!(Self), &data.fields, attributes.default)?;
            let there = must_be_there(&data.fields, attributes.default)?;
            quote!(#there #value)
        }
        Data::Enum(data) => variants(data, &attributes)?,
        Data::Union(_) => return Err(syn::Error::new(input.span(), "a union has no JSON")),
    };
    Ok(quote! {
        impl crate::codec::Decode for #ty {
            fn read<J: crate::codec::Json>(reader: &crate::codec::Reader<'_, J>) -> Self { #body }
        }
    })
}

/// Without a required field, nothing else notices that there is no object.
fn must_be_there(fields: &Fields, all_default: bool) -> Result<TokenStream> {
    for field in fields {
        let attributes = Attributes::read(&field.attrs)?;
        if !is_option(field) && !all_default && !attributes.default && !attributes.skip {
            return Ok(TokenStream::new());
        }
    }
    Ok(quote!(reader.must_be_there();))
}

fn variants(data: &DataEnum, attributes: &Attributes) -> Result<TokenStream> {
    let name = if let Some(tag) = &attributes.tag {
        quote!(reader.string(#tag))
    } else {
        quote!(reader.text())
    };
    let mut variants = Vec::new();
    for variant in &data.variants {
        if !Attributes::read(&variant.attrs)?.skip {
            variants.push(variant);
        }
    }
    let Some(last) = variants.pop() else {
        return Err(syn::Error::new(data.enum_token.span(), "an enum needs a variant"));
    };
    let mut arms = TokenStream::new();
    for variant in variants {
        let (text, value) = (variant_name(variant, attributes.snake_case)?, of_variant(variant)?);
        arms.extend(quote!(#text => #value,));
    }
    // A name that is unknown reads as the last variant, and has failed.
    let (text, value) = (variant_name(last, attributes.snake_case)?, of_variant(last)?);
    Ok(quote! {
        match #name.as_str() {
            #arms
            name => {
                if name != #text {
                    reader.fail();
                }
                #value
            }
        }
    })
}

fn of_variant(variant: &Variant) -> Result<TokenStream> {
    let ident = &variant.ident;
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            Ok(quote!(Self::#ident(crate::codec::Decode::read(reader))))
        }
        all => fields(&quote!(Self::#ident), all, false),
    }
}

fn fields(of: &TokenStream, fields: &Fields, all_default: bool) -> Result<TokenStream> {
    if matches!(fields, Fields::Unit) {
        return Ok(of.clone());
    }
    let mut inits = TokenStream::new();
    for field in fields {
        let attributes = Attributes::read(&field.attrs)?;
        let Some(ident) = &field.ident else {
            return Err(syn::Error::new(field.span(), "a field needs a name"));
        };
        let name = field_name(field, &attributes);
        let value = if attributes.skip {
            quote!(Default::default())
        } else if is_option(field) {
            quote!(reader.perhaps(#name))
        } else if attributes.default || all_default {
            quote!(reader.perhaps(#name).unwrap_or_default())
        } else {
            quote!(reader.field(#name))
        };
        inits.extend(quote!(#ident: #value,));
    }
    Ok(quote!(#of { #inits }))
}

fn is_option(field: &Field) -> bool {
    matches!(&field.ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Option"))
}
