//! Compares what everybody saw. Whether the checker itself sees anything is tested with planted
//! faults.

use super::evidence::{Evidence, Seen, View};
use shared::event::{Author, Event};
use shared::id::Seq;
use std::fmt;

/// What must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// An acknowledged frame is not in the log.
    Lost(String),
    /// A message is in the log twice.
    Doubled(String),
    /// A frame is not where it was acknowledged, or messages of one author changed places.
    Moved(String),
    /// A log has a gap, or a client saw another log than the server has.
    Differs(String),
    /// Something never ended.
    Stuck(String),
    /// An agent still has chats or offers that are over.
    CapacityLeaked(String),
    /// The ledger counts something else than the logs say.
    QuotaWrong(String),
    /// The report counts something else than the logs say.
    ReportWrong(String),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// Everything that is wrong.
pub fn check(evidence: &Evidence) -> Vec<Finding> {
    let mut found = Vec::new();
    for seen in &evidence.conversations {
        check_log(seen, &mut found);
        for view in &seen.views {
            check_view(seen, view, &mut found);
        }
    }
    found.extend(evidence.stuck.iter().cloned().map(Finding::Stuck));
    for (agent, load) in evidence.loads.iter().filter(|(_, load)| *load > 0) {
        found.push(Finding::CapacityLeaked(format!("{agent} still has {load}")));
    }
    let count = |is: fn(&Event) -> bool| {
        let logs = evidence.conversations.iter().filter(|seen| seen.has(is));
        u64::try_from(logs.count()).unwrap()
    };
    let connected = count(|event| matches!(event, Event::Connected { .. }));
    if (evidence.used, evidence.reserved) != (connected, 0) {
        let (used, reserved) = (evidence.used, evidence.reserved);
        let text = format!("{used} used and {reserved} reserved, for {connected} chats");
        found.push(Finding::QuotaWrong(text));
    }
    let requested = count(|event| matches!(event, Event::Requested { .. }));
    if evidence.requested != requested {
        let text = format!("{} reported, {requested} in the logs", evidence.requested);
        found.push(Finding::ReportWrong(text));
    }
    found
}

fn check_log(seen: &Seen, found: &mut Vec<Finding>) {
    let id = &seen.id;
    if let Some((place, logged)) = (1..).zip(&seen.log).find(|(place, l)| l.seq != Seq(*place)) {
        found.push(Finding::Differs(format!("{id} has event {:?} at {place}", logged.seq)));
    }
    for by_visitor in [true, false] {
        let texts = seen.log.iter().filter_map(|logged| match &logged.event {
            Event::Said { by, text, .. } if (*by == Author::Visitor) == by_visitor => Some(text),
            _ => None,
        });
        // Every author counts from 0.
        let numbers: Vec<usize> = texts.filter_map(|text| text.parse().ok()).collect();
        if let Some(first) = numbers.first().filter(|first| **first > 0) {
            found.push(Finding::Lost(format!("{id} begins with message {first}")));
        }
        for pair in numbers.windows(2) {
            let text = format!("{id}: {} after {}, by the visitor: {by_visitor}", pair[1], pair[0]);
            match pair[1].cmp(&pair[0]) {
                std::cmp::Ordering::Equal => found.push(Finding::Doubled(text)),
                std::cmp::Ordering::Less => found.push(Finding::Moved(text)),
                std::cmp::Ordering::Greater if pair[1] > pair[0] + 1 => {
                    found.push(Finding::Lost(text));
                }
                std::cmp::Ordering::Greater => {}
            }
        }
    }
    let ends = |event: &Event| {
        use Event::{Ended, FellBack, Withdrawn};
        matches!(event, Ended { .. } | FellBack { .. } | Withdrawn { .. })
    };
    match seen.log.iter().filter(|logged| ends(&logged.event)).count() {
        1 => {}
        0 => found.push(Finding::Stuck(format!("{id} never ended"))),
        times => found.push(Finding::Doubled(format!("{id} ended {times} times"))),
    }
}

fn check_view(seen: &Seen, view: &View, found: &mut Vec<Finding>) {
    let name = format!("{} of {}", view.name, seen.id);
    if view.log != seen.log {
        let (theirs, ours) = (view.log.len(), seen.log.len());
        let text = format!("{name} saw {theirs} events, the server has {ours}, or other ones");
        found.push(Finding::Differs(text));
    }
    if view.unanswered > 0 {
        found.push(Finding::Stuck(format!("{name}: {} frames unanswered", view.unanswered)));
    }
    for (key, seq) in &view.acked {
        let caused = seen.log.iter().filter(|logged| logged.id.as_ref() == Some(key));
        let places: Vec<Seq> = caused.map(|logged| logged.seq).collect();
        let text = format!("{name}: {key} was acked at {seq:?}, is at {places:?}");
        match places.as_slice() {
            [] => found.push(Finding::Lost(text)),
            [place] if place == seq => {}
            [_] => found.push(Finding::Moved(text)),
            _ => found.push(Finding::Doubled(text)),
        }
    }
}
