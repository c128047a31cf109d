//! By which channels an event reaches an agent (PEOPLE-29), and when it is mailed (MAIL-06).

use shared::id::ConversationId;
use shared::notify::{
    Carries, Channel, Choices, DIGEST, Digest, Gathered, NotifiedEvent, Recipient, carries,
};
use shared::permission::{Permission, Role};
use shared::time::{Millis, Timestamp};

const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn chosen(event: NotifiedEvent, channel: Channel, on: bool) -> Choices {
    let mut choices = Choices::default();
    choices.set(event, channel, on);
    choices
}

#[test]
fn ones_own_choice_comes_before_the_sites_and_that_before_what_is_so_by_itself() {
    let nothing = Choices::default();
    for event in NotifiedEvent::ALL.iter().copied() {
        for channel in Channel::ALL.iter().copied() {
            let reaches = |own: &Choices, site: &Choices| {
                let permissions = Role::Admin.permissions();
                carries(event, channel, Recipient { permissions, own }, site)
            };
            let (on, off) = (chosen(event, channel, true), chosen(event, channel, false));
            let name = format!("{} by {}", event.as_str(), channel.as_str());
            match channel.carries(event) {
                Carries::Never => assert!(!reaches(&on, &on), "{name}"),
                Carries::Always => assert!(reaches(&off, &off), "{name}"),
                Carries::Chosen(by_itself) => {
                    assert_eq!(reaches(&nothing, &nothing), by_itself, "{name}");
                    assert!(reaches(&nothing, &on) && !reaches(&nothing, &off), "{name}");
                    assert!(reaches(&on, &off) && !reaches(&off, &on), "{name}");
                    assert_eq!(on.check(), Ok(()), "{name}");
                    continue;
                }
            }
            assert!(on.check().is_err(), "{name}");
        }
    }
}

#[test]
fn what_a_role_may_not_see_reaches_nobody_who_has_it() {
    for event in NotifiedEvent::ALL.iter().copied() {
        for channel in Channel::ALL.iter().copied() {
            let on = chosen(event, channel, true);
            let others = Permission::ALL.iter().copied();
            let others: Vec<_> = others.filter(|one| !event.needs().contains(one)).collect();
            assert!(!carries(event, channel, Recipient { permissions: &others, own: &on }, &on));
        }
    }
}

#[test]
fn the_first_event_is_mailed_at_once_and_the_next_ones_together() {
    let conversation = |name: &str| ConversationId::parse(format!("conv_{name}")).unwrap();
    let (a, b) = (conversation("a"), conversation("b"));
    let mut digest = Digest::default();
    assert_eq!((digest.due(), digest.take(NOW)), (None, None));
    digest.add(NotifiedEvent::Missed, &a);
    let first = Gathered { missed: 1, conversation: Some(a.clone()), ..Gathered::default() };
    assert_eq!(digest.take(NOW), Some(first));

    digest.add(NotifiedEvent::MessageLeft, &a);
    assert_eq!((digest.due(), digest.take(NOW)), (Some(NOW + DIGEST), None));
    digest.add(NotifiedEvent::Missed, &b);
    digest.add(NotifiedEvent::Missed, &a);
    digest.add(NotifiedEvent::Reply, &a);
    digest.add(NotifiedEvent::Transferred, &b);
    let before = Timestamp(NOW.0 + DIGEST.0 - 1);
    assert_eq!(digest.take(before), None);
    let gathered = Gathered { missed: 2, left: 1, replies: 1, transferred: 1, conversation: None };
    assert_eq!(digest.take(NOW + DIGEST), Some(gathered));
    assert_eq!(digest.due(), None, "everything is told");

    // A clock that was set back by a year keeps no mail for a year.
    digest.add(NotifiedEvent::Missed, &b);
    let year = Millis::minutes(365 * 24 * 60);
    assert!(digest.take(Timestamp(NOW.0 - year.0)).is_some());
}
