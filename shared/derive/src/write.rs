//! Derives `Encode`: writes a type as a frame's JSON without serde.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned as _;
use syn::{Data, DeriveInput, Fields, Ident, Result};

use crate::attributes::{Attributes, field_name, variant_name};

pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let ty = &input.ident;
    let attributes = Attributes::read(&input.attrs)?;
    let body = match &input.data {
        Data::Struct(data) => {
            let (idents, writes) = fields(&data.fields)?;
            quote! {
                let Self { #(#idents),* } = self;
                let object = crate::codec::Object::empty() #writes;
            }
        }
        Data::Enum(data) => {
            let Some(tag) = &attributes.tag else {
                return Err(syn::Error::new(input.span(), "an enum needs `serde(tag = …)`"));
            };
            let mut arms = TokenStream::new();
            for variant in &data.variants {
                let (ident, name) = (&variant.ident, variant_name(variant, attributes.snake_case)?);
                let (idents, writes) = fields(&variant.fields)?;
                arms.extend(quote! {
                    Self::#ident { #(#idents),* } => object.text(#tag, #name) #writes,
                });
            }
            quote! {
                let object = crate::codec::Object::empty();
                let object = match self { #arms };
            }
        }
        Data::Union(_) => return Err(syn::Error::new(input.span(), "a union has no JSON")),
    };
    Ok(quote! {
        impl crate::codec::Encode for #ty {
            fn write(&self, out: &mut String) {
                #body
                out.push_str(&object.end());
            }
        }
    })
}

fn fields(fields: &Fields) -> Result<(Vec<&Ident>, TokenStream)> {
    let (mut idents, mut writes) = (Vec::new(), TokenStream::new());
    for field in fields {
        let attributes = Attributes::read(&field.attrs)?;
        let Some(ident) = &field.ident else {
            return Err(syn::Error::new(field.span(), "a field needs a name"));
        };
        let name = field_name(field, &attributes);
        writes.extend(if let Some(skip) = attributes.skip_if {
            quote!(.unless(#skip(#ident), #name, #ident))
        } else {
            quote!(.value(#name, #ident))
        });
        idents.push(ident);
    }
    Ok((idents, writes))
}
