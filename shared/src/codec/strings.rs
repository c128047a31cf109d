//! Reads what is one string on the wire.

use super::{Decode, Json, Reader};
use crate::audience::Operator;
use crate::event::{Author, EndedBy, FallbackReason, OfferFailure};
use crate::person::Kind;

impl Decode for Author {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        if reader.text() == "visitor" { Self::Visitor } else { Self::Agent(Decode::read(reader)) }
    }
}

macro_rules! impl_string_enums {
    ($($name:ident),+) => {
        $(impl Decode for $name {
            fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
                Self::from_name(&reader.text()).unwrap_or_else(|| {
                    reader.fail();
                    Self::ALL[0]
                })
            }
        })+
    };
}

impl_string_enums!(OfferFailure, FallbackReason, EndedBy, Kind, Operator);
