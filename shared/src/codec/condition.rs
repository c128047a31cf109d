//! Reads conditions, which have no tag.

use super::{Decode, Json, Reader};
use crate::audience::Condition;

impl Decode for Condition {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        if let Some(all) = reader.perhaps("all") {
            return Self::All { all };
        }
        if let Some(any) = reader.perhaps("any") {
            return Self::Any { any };
        }
        Self::Test(Decode::read(reader))
    }
}
