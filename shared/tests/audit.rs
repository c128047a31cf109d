//! The audit log: what repeats is counted, and strangers can't fill it.
#![allow(clippy::unwrap_used, reason = "a test may")]

use proptest::prelude::*;
use shared::id::ConversationId;
use shared::protocol::{
    AuditEvent, AuditKind, Counted, MAX_FAILED_SIGN_INS, Settings, changed_fields,
};

/// Logs events of one hour and one actor; returns the rows with their counts.
fn logged(events: Vec<AuditEvent>) -> Vec<(AuditEvent, usize)> {
    let mut rows: Vec<(AuditEvent, usize)> = Vec::new();
    for event in events {
        let hour: Vec<AuditEvent> = rows.iter().map(|(event, _)| event.clone()).collect();
        match event.counted(&hour) {
            Counted::In(index) => rows[index].1 += 1,
            Counted::New(event) => rows.push((event, 1)),
        }
    }
    rows
}

proptest! {
    /// PEOPLE-14: however many addresses a stranger tries, an hour has a bounded number of rows, and
    /// every attempt is counted.
    #[test]
    fn failed_sign_ins_are_bounded_and_counted(
        tries in prop::collection::vec(("[a-z]{1,3}", prop::option::of("[0-9]")), 0..200)
    ) {
        let events: Vec<AuditEvent> = tries
            .iter()
            .map(|(name, address)| {
                AuditEvent::failed_sign_in(&format!("{name}@example.com"), address.clone())
            })
            .collect();
        let count = events.len();
        let rows = logged(events);
        prop_assert!(rows.len() <= MAX_FAILED_SIGN_INS + 1);
        prop_assert_eq!(rows.iter().map(|(_, times)| times).sum::<usize>(), count);
    }
}

#[test]
fn what_changes_something_has_a_row_each_time() {
    let rows = logged(vec![AuditEvent::SignedIn, AuditEvent::SignedIn]);
    assert_eq!(rows.len(), 2);
    let conversation = ConversationId::parse("conv_a").unwrap();
    let exported = AuditEvent::TranscriptExported { conversation };
    assert_eq!(logged(vec![exported.clone(), exported.clone()]), [(exported, 2)]);
}

#[test]
fn only_an_email_address_is_kept_of_a_failed_sign_in() {
    let failed = |typed: &str| AuditEvent::failed_sign_in(typed, Some("192.0.2.1".to_owned()));
    let AuditEvent::SignInFailed { email, address } = failed("correct horse battery staple") else {
        unreachable!("it is a failed sign-in")
    };
    assert_eq!((email, address.as_deref()), (None, Some("192.0.2.1")));
    assert_eq!(failed(" Ada@Example.com "), failed("ada@example.com"));
}

#[test]
fn the_type_on_the_wire_is_the_kind_that_filters_it() {
    let failed = AuditEvent::failed_sign_in("ada@example.com", None);
    let written = serde_json::to_value(&failed).unwrap();
    assert_eq!(written["type"], AuditKind::SignInFailed.as_str());
    assert_eq!(serde_json::from_value::<AuditEvent>(written).unwrap(), failed);
}

#[test]
fn changed_settings_are_named_and_their_values_are_not() {
    let before = Settings::default();
    let mut after = before.clone();
    assert_eq!(changed_fields(&before, &after).unwrap(), Vec::<String>::new());
    after.retention_days = 30;
    after.style.brand = "#102030".to_owned();
    after.allowed_domains = vec!["https://example.com".to_owned()];
    let changed = changed_fields(&before, &after).unwrap();
    assert_eq!(changed, ["allowed_domains", "retention_days", "style.brand"]);
}
