//! The first steps of a site: which are done, told from what is there. Pure.

use shared::protocol::{AgentRow, DialogueRow, Duty};

/// A first step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Somebody can be reached: by hours or by hand.
    Hours,
    /// There is a dialogue.
    Dialogue,
    /// One is published.
    Publish,
    /// A page has the snippet.
    Install,
    /// Somebody else works here, or is invited to.
    Invite,
}

/// What the steps are told by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Known {
    /// Whether whoever looks has hours.
    pub(crate) hours: bool,
    /// How everybody stands.
    pub(crate) duty: Duty,
    /// The dialogues.
    pub(crate) dialogues: Vec<DialogueRow>,
    /// The agents.
    pub(crate) agents: Vec<AgentRow>,
    /// How many were invited and are not here yet.
    pub(crate) invited: usize,
    /// How often a dialogue was shown in the last seven days.
    pub(crate) shown: u64,
    /// How often one was answered.
    pub(crate) engaged: u64,
    /// Whether a page was found with the snippet.
    pub(crate) found: bool,
}

impl Step {
    /// All of them, in order.
    pub(crate) const ALL: [Self; 5] =
        [Self::Hours, Self::Dialogue, Self::Publish, Self::Install, Self::Invite];

    /// Whether it is done.
    pub(crate) fn is_done(self, known: &Known) -> bool {
        match self {
            Self::Hours => known.hours || known.duty.agents.iter().any(|agent| agent.available),
            Self::Dialogue => !known.dialogues.is_empty(),
            Self::Publish => known.dialogues.iter().any(|row| row.published.is_some()),
            // Pages that showed a dialogue have the snippet, whatever was looked at.
            Self::Install => known.found || known.shown > 0,
            Self::Invite => known.agents.len() > 1 || known.invited > 0,
        }
    }

    /// Its name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Hours => "Say when you are there",
            Self::Dialogue => "Begin a dialogue",
            Self::Publish => "Publish it",
            Self::Install => "Put it on your page",
            Self::Invite => "Invite a colleague",
        }
    }

    /// Its word, for tests.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Hours => "hours",
            Self::Dialogue => "dialogue",
            Self::Publish => "publish",
            Self::Install => "install",
            Self::Invite => "invite",
        }
    }
}

/// How many are done.
pub(crate) fn done(known: &Known) -> usize {
    Step::ALL.into_iter().filter(|step| step.is_done(known)).count()
}

/// The first that isn't.
pub(crate) fn next(known: &Known) -> Option<Step> {
    Step::ALL.into_iter().find(|step| !step.is_done(known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::id::{AgentId, DialogueId, Version};
    use shared::protocol::{OnDuty, Target};
    use shared::time::Timestamp;

    #[test]
    fn each_step_is_told_by_what_is_there() {
        let mut known = Known::default();
        assert_eq!((done(&known), next(&known)), (0, Some(Step::Hours)));
        known.duty.agents.push(OnDuty {
            agent: AgentId::parse("agent_a").unwrap(),
            available: true,
            online: true,
            chats: 0,
            why_not: None,
        });
        assert_eq!(next(&known), Some(Step::Dialogue));
        known.dialogues.push(DialogueRow {
            id: DialogueId::parse("dialogue_a").unwrap(),
            name: "Hello".into(),
            priority: 1,
            trigger: None,
            published: None,
            written: Timestamp(1),
            changed: false,
            target: Target::default(),
        });
        assert_eq!(next(&known), Some(Step::Publish));
        known.dialogues[0].published = Some(Version(1));
        assert_eq!(next(&known), Some(Step::Install));
        known.shown = 1;
        assert_eq!(next(&known), Some(Step::Invite));
        known.invited = 1;
        assert_eq!((done(&known), next(&known)), (5, None));
    }
}
