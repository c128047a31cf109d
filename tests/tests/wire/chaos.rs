//! A short storm of kills, cuts and stalls, and whether the checker would see a fault
//! (`cargo xtask chaos` is the long one).

use bellhop_tests::chaos::evidence::Seen;
use bellhop_tests::chaos::{Evidence, Finding, Storm, check, run};
use bellhop_tests::random::Rng;
use shared::event::{Author, Event, Logged};
use shared::id::ClientKey;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_short_storm_loses_doubles_and_moves_nothing() {
    let seed = Rng::announced().number();
    let storm = Storm { seed, kills: 4, agents: 2, visitors: 4, messages: 8, offer_seconds: 10 };
    let (figures, evidence) = run(storm).await;
    println!("{figures}");
    assert_eq!(check(&evidence), []);
    assert!(figures.chats > 0, "no agent was connected in any conversation");
    planted_faults_are_found(&evidence);
}

fn is_said(logged: &Logged) -> bool {
    matches!(&logged.event, Event::Said { by: Author::Visitor, .. })
}

/// Each fault is planted in what was really seen.
fn planted_faults_are_found(evidence: &Evidence) {
    // Two messages can be swapped only where there are two.
    let is_long = |seen: &Seen| seen.log.iter().filter(|logged| is_said(logged)).count() > 1;
    let has_chat = |seen: &Seen| seen.was_connected() && is_long(seen);
    let chat = evidence.conversations.iter().position(has_chat).unwrap();
    let planted = |plant: &dyn Fn(&mut Evidence)| {
        let mut faulty = evidence.clone();
        plant(&mut faulty);
        check(&faulty)
    };
    let said = |evidence: &Evidence| -> Vec<usize> {
        let log = evidence.conversations[chat].log.iter().enumerate();
        log.filter(|(_, logged)| is_said(logged)).map(|(at, _)| at).collect()
    };

    let dropped = planted(&|faulty| {
        let at = said(faulty)[0];
        faulty.conversations[chat].log.remove(at);
    });
    assert!(dropped.iter().any(|finding| matches!(finding, Finding::Lost(_))), "{dropped:?}");
    let doubled = planted(&|faulty| {
        let at = said(faulty)[0];
        let again = faulty.conversations[chat].log[at].clone();
        faulty.conversations[chat].log.insert(at, again);
    });
    assert!(doubled.iter().any(|finding| matches!(finding, Finding::Doubled(_))), "{doubled:?}");
    let swapped = planted(&|faulty| {
        let at = said(faulty);
        let log = &mut faulty.conversations[chat].log;
        let (one, other) = (log[at[0]].clone(), log[at[1]].clone());
        log[at[0]].event = other.event;
        log[at[1]].event = one.event;
    });
    assert!(swapped.iter().any(|finding| matches!(finding, Finding::Moved(_))), "{swapped:?}");
    let leaked = planted(&|faulty| faulty.loads[0].1 = 1);
    assert!(matches!(leaked[..], [Finding::CapacityLeaked(_)]), "{leaked:?}");
    for plant in [(1, 0), (0, 1)] {
        let wrong = planted(&|faulty| {
            faulty.used += plant.0;
            faulty.reserved += plant.1;
        });
        assert!(matches!(wrong[..], [Finding::QuotaWrong(_)]), "{wrong:?}");
    }
    let unreported = planted(&|faulty| faulty.requested -= 1);
    assert!(matches!(unreported[..], [Finding::ReportWrong(_)]), "{unreported:?}");
    let unended = planted(&|faulty| {
        faulty.conversations[chat].log.pop();
    });
    assert!(unended.iter().any(|finding| matches!(finding, Finding::Stuck(_))), "{unended:?}");
    let turned_away = planted(&|faulty| {
        let id = faulty.conversations[chat].id.clone();
        let agent = faulty.conversations[chat].log.iter().find_map(|logged| match &logged.event {
            Event::Connected { agent, .. } => Some(agent.name.clone()),
            _ => None,
        });
        faulty.turned_away.push((id, agent.unwrap()));
    });
    let is_stuck = |finding: &Finding| matches!(finding, Finding::Stuck(_));
    assert!(turned_away.iter().any(is_stuck), "{turned_away:?}");
    let late = planted(&|faulty| faulty.waits[0].1 = faulty.longest_wait + Duration::from_secs(1));
    assert!(matches!(late[..], [Finding::Late(_)]), "{late:?}");
    let unstored = planted(&|faulty| {
        let seen = &mut faulty.conversations[chat];
        let end = seen.log.last().unwrap().seq;
        seen.views[0].acked.insert(ClientKey::parse("k2").unwrap(), end);
    });
    assert!(matches!(unstored[..], [Finding::Lost(_)]), "{unstored:?}");
    let is_refused =
        |found: &[Finding]| found.iter().any(|finding| matches!(finding, Finding::Refused(_)));
    let stored = planted(&|faulty| {
        let seen = &mut faulty.conversations[chat];
        let key = seen.log.iter().find_map(|logged| logged.id.clone()).unwrap();
        seen.views[0].refused.insert(key, "over".to_owned());
    });
    assert!(is_refused(&stored), "{stored:?}");
    let unexplained = planted(&|faulty| {
        let key = ClientKey::parse("k1").unwrap();
        faulty.conversations[chat].views[0].refused.insert(key, "broken".to_owned());
    });
    assert!(is_refused(&unexplained), "{unexplained:?}");
    for answer in [None, Some((500, "broken".to_owned())), Some((502, String::new()))] {
        let silent = planted(&|faulty| faulty.probes[0].answer.clone_from(&answer));
        assert!(matches!(silent[..], [Finding::Silent(_)]), "{silent:?}");
    }
    let unseen = planted(&|faulty| {
        faulty.conversations[chat].views[0].log.pop();
    });
    assert!(matches!(unseen[..], [Finding::Differs(_)]), "{unseen:?}");
}
