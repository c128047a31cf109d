//! Compares what everybody saw. Whether the checker itself sees anything is tested with planted
//! faults.

use super::evidence::{Evidence, Probe, Seen, View};
use shared::event::Event;
use shared::id::Seq;
use shared::problem::ProblemCode;
use std::collections::BTreeMap;
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
    /// A visitor waited for longer than an offer may last.
    Late(String),
    /// A frame was refused without a reason, or stored all the same.
    Refused(String),
    /// A damaged object said nothing, or nothing that helps.
    Silent(String),
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
    for (id, wait) in evidence.waits.iter().filter(|(_, wait)| *wait > evidence.longest_wait) {
        found.push(Finding::Late(format!("{id} was answered after {wait:?}")));
    }
    for (id, agent) in &evidence.turned_away {
        let seen = evidence.conversations.iter().find(|seen| seen.id == *id);
        // It had ended before the desk's message came.
        let joined = |event: &Event| matches!(event, Event::Connected { agent: one, .. } if one.name == *agent);
        if seen.is_none_or(|seen| seen.has(joined)) {
            found.push(Finding::Stuck(format!("{agent} was never let into {id}")));
        }
    }
    for Probe { name, answer } in evidence.probes.iter().filter(|probe| !probe.helps()) {
        found.push(Finding::Silent(format!("{name}: {answer:?}")));
    }
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

impl Probe {
    /// Whether the answer is what was asked for, or says what is wrong: nothing is “our fault”.
    fn helps(&self) -> bool {
        self.answer.as_ref().is_some_and(|(status, code)| match status {
            100..=299 => true,
            _ => !code.is_empty() && code != ProblemCode::Broken.as_str(),
        })
    }
}

fn check_log(seen: &Seen, found: &mut Vec<Finding>) {
    let id = &seen.id;
    if let Some((place, logged)) = (1..).zip(&seen.log).find(|(place, l)| l.seq != Seq(*place)) {
        found.push(Finding::Differs(format!("{id} has event {:?} at {place}", logged.seq)));
    }
    let mut said: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for logged in &seen.log {
        if let Event::Said { by, text, .. } = &logged.event {
            // Every author counts from 0.
            said.entry(format!("{by:?}")).or_default().extend(text.parse::<usize>());
        }
    }
    for (author, numbers) in said {
        if let Some(first) = numbers.first().filter(|first| **first > 0) {
            found.push(Finding::Lost(format!("{id} begins with message {first}")));
        }
        for pair in numbers.windows(2) {
            let text = format!("{id}: {} after {} of {author}", pair[1], pair[0]);
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
    match seen.log.iter().filter(|logged| ends(&logged.event)).count() {
        1 => {}
        0 => found.push(Finding::Stuck(format!("{id} never ended"))),
        times => found.push(Finding::Doubled(format!("{id} ended {times} times"))),
    }
}

const fn ends(event: &Event) -> bool {
    matches!(event, Event::Ended { .. } | Event::FellBack { .. } | Event::Withdrawn { .. })
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
    for (key, code) in &view.refused {
        let stored = seen.log.iter().any(|logged| logged.id.as_ref() == Some(key));
        // The chat had ended, or another agent had it, before the frame came.
        let reasons = [ProblemCode::Over, ProblemCode::NotLive, ProblemCode::NotYours];
        let has_reason = reasons.iter().any(|reason| reason.as_str() == code);
        if stored || !has_reason {
            let text = format!("{name}: {key} was refused as {code}, stored: {stored}");
            found.push(Finding::Refused(text));
        }
    }
    for (key, seq) in &view.acked {
        let caused = seen.log.iter().filter(|logged| logged.id.as_ref() == Some(key));
        let places: Vec<Seq> = caused.map(|logged| logged.seq).collect();
        let text = format!("{name}: {key} was acked at {seq:?}, is at {places:?}");
        let at_end = seen.log.iter().any(|logged| logged.seq == *seq && ends(&logged.event));
        match places.as_slice() {
            [] if at_end && view.leaves.as_ref() == Some(key) => {}
            [] => found.push(Finding::Lost(text)),
            [place] if place == seq => {}
            [_] => found.push(Finding::Moved(text)),
            _ => found.push(Finding::Doubled(text)),
        }
    }
}
