//! The one clock: only shells read it, and hand what they read to `shared`.

use shared::time::Timestamp;

pub(crate) fn now() -> Timestamp {
    Timestamp(worker::Date::now().as_millis())
}
