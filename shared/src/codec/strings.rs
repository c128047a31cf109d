//! Reads what is one string on the wire.

use super::{Decode, Json, Reader};
use crate::audience::Operator;
use crate::event::{AppName, Author, EndedBy, FallbackReason, OfferFailure};
use crate::person::Kind;

impl Decode for Author {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        let text = reader.text();
        if text == "visitor" {
            return Self::Visitor;
        }
        AppName::from_wire(&text).map_or_else(|| Self::Agent(Decode::read(reader)), Self::App)
    }
}

#[cfg(feature = "serde")]
impl Decode for AppName {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self::from_wire(&reader.text()).unwrap_or_else(|| {
            reader.fail();
            Self::default()
        })
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
