//! Writes the reader and the writer of a type's JSON from its declaration: `shared::codec` without
//! serde. It follows the type's `serde` attributes, so that every name stands once, and serde and
//! the widget agree.

mod attributes;
mod read;
mod write;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Derives `codec::Decode`, which reads a value from JSON. A variant with `codec(skip)` is unknown to
/// it, and a field with it reads as its default.
#[proc_macro_derive(Decode, attributes(codec, serde))]
pub fn decode(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    read::derive(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Derives `codec::Encode`, which writes an enum of frames as JSON.
#[proc_macro_derive(Encode, attributes(codec, serde))]
pub fn encode(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    write::derive(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}
