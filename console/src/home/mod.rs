//! The first steps of a site: which are done, told from what is there. Pure.

#[cfg(feature = "view")]
pub(crate) mod view;

use shared::protocol::{AgentRow, AvailabilityOverview, DialogueRow};

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
pub(crate) struct Progress {
    /// Whether whoever looks has hours.
    pub(crate) hours: bool,
    /// How everybody stands.
    pub(crate) availability: AvailabilityOverview,
    /// The dialogues.
    pub(crate) dialogues: Vec<DialogueRow>,
    /// The agents.
    pub(crate) agents: Vec<AgentRow>,
    /// How many were invited and are not here yet.
    pub(crate) invited: usize,
    /// How often a dialogue was shown in the last seven days.
    pub(crate) triggered: u64,
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
    pub(crate) fn is_done(self, progress: &Progress) -> bool {
        match self {
            Self::Hours => {
                progress.hours || progress.availability.agents.iter().any(|agent| agent.available)
            }
            Self::Dialogue => !progress.dialogues.is_empty(),
            Self::Publish => progress.dialogues.iter().any(|row| row.published.is_some()),
            // Pages that showed a dialogue have the snippet, whatever was looked at.
            Self::Install => progress.found || progress.triggered > 0,
            Self::Invite => progress.agents.len() > 1 || progress.invited > 0,
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
    pub(crate) const fn as_str(self) -> &'static str {
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
pub(crate) fn done(progress: &Progress) -> usize {
    Step::ALL.into_iter().filter(|step| step.is_done(progress)).count()
}

/// The first that isn't.
pub(crate) fn next(progress: &Progress) -> Option<Step> {
    Step::ALL.into_iter().find(|step| !step.is_done(progress))
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::id::{AgentId, DialogueId, Version};
    use shared::protocol::{AvailabilityRow, Target};
    use shared::time::Timestamp;

    #[test]
    fn each_step_is_done_by_what_exists() {
        let mut progress = Progress::default();
        assert_eq!((done(&progress), next(&progress)), (0, Some(Step::Hours)));
        progress.availability.agents.push(AvailabilityRow {
            agent: AgentId::parse("agent_a").unwrap(),
            available: true,
            online: true,
            chats: 0,
            unavailable_reason: None,
        });
        assert_eq!(next(&progress), Some(Step::Dialogue));
        progress.dialogues.push(DialogueRow {
            id: DialogueId::parse("dialogue_a").unwrap(),
            name: "Hello".into(),
            priority: 1,
            trigger: None,
            published: None,
            written: Timestamp(1),
            changed: false,
            target: Target::default(),
        });
        assert_eq!(next(&progress), Some(Step::Publish));
        progress.dialogues[0].published = Some(Version(1));
        assert_eq!(next(&progress), Some(Step::Install));
        progress.triggered = 1;
        assert_eq!(next(&progress), Some(Step::Invite));
        progress.invited = 1;
        assert_eq!((done(&progress), next(&progress)), (5, None));
    }
}
