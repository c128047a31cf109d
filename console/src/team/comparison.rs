//! Says what another routing config would have done, to an admin who is about to save it.

use super::Names;
use crate::texts::t;
use shared::desk::{ComparedRequest, MOST_COMPARED, RoutingComparison};

/// The figures in sentences, the most important first.
pub(crate) fn sentences(found: &RoutingComparison) -> Vec<String> {
    if found.requests == 0 {
        return vec![t!("team-compared-none").to_owned()];
    }
    let mut sentences = vec![if found.requests as usize >= MOST_COMPARED {
        t!("team-compared-newest", n = found.requests)
    } else {
        t!("team-compared", n = found.requests)
    }];
    let changed = found.elsewhere + found.nowhere + found.reached;
    if changed == 0 && found.unknown == 0 {
        sentences.push(t!("team-compared-same").to_owned());
    }
    if found.elsewhere > 0 {
        sentences.push(t!("team-compared-elsewhere", n = found.elsewhere));
    }
    if found.nowhere > 0 {
        sentences.push(t!("team-compared-nowhere", n = found.nowhere));
    }
    if found.reached > 0 {
        sentences.push(t!("team-compared-reached", n = found.reached));
    }
    if found.unknown > 0 {
        sentences.push(t!("team-compared-unknown", n = found.unknown));
    }
    sentences
}

/// Who was asked first, and who would have been.
pub(crate) fn change(item: &ComparedRequest, names: &Names<'_>) -> String {
    let name = |agent: &Option<_>| match agent {
        Some(agent) => names.agent(agent),
        None => t!("team-compared-nobody").to_owned(),
    };
    t!("team-compared-change", before = name(&item.before), after = name(&item.after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_would_have_changed_is_said() {
        let said = |found: &RoutingComparison| sentences(found).join(" ");
        let none = RoutingComparison::default();
        assert_eq!(said(&none), "Nobody asked for a person in the last 30 days.");
        let same = RoutingComparison { requests: 1, same: 1, ..none.clone() };
        let text =
            "1 chat request of the last 30 days was compared. Each would have gone where it went.";
        assert_eq!(said(&same), text);
        let changed = RoutingComparison {
            requests: 412,
            same: 365,
            elsewhere: 31,
            nowhere: 4,
            unknown: 12,
            ..none
        };
        assert_eq!(
            said(&changed),
            "412 chat requests of the last 30 days were compared. 31 would have gone to somebody else first. \
             4 would have reached nobody. For 12 it can’t be said: they lead to agents whose availability was \
             not checked then."
        );
    }
}
