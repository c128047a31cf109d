//! The first steps of a new site, and which of them are done. Pure.

#[cfg(feature = "view")]
pub(crate) mod view;

pub(crate) mod week;

use crate::texts::t;
use shared::protocol::{AgentRow, AvailabilityOverview, DialogueRow};

/// A first step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// An agent is available, by schedule or by the toggle.
    Hours,
    /// There is a dialogue.
    Dialogue,
    /// A dialogue is published.
    Publish,
    /// A page has the snippet.
    Install,
    /// A second agent has joined or is invited.
    Invite,
}

/// What decides which steps are done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Progress {
    /// Whether the agent who is signed in has hours.
    pub(crate) hours: bool,
    /// The availability of all agents.
    pub(crate) availability: AvailabilityOverview,
    pub(crate) dialogues: Vec<DialogueRow>,
    pub(crate) agents: Vec<AgentRow>,
    /// The number of open invitations.
    pub(crate) invited: usize,
    /// How often a dialogue was shown in the last seven days.
    pub(crate) triggered: u64,
    /// Whether the snippet was found on a page.
    pub(crate) found: bool,
}

impl Step {
    /// All steps, in order.
    pub(crate) const ALL: [Self; 5] =
        [Self::Hours, Self::Dialogue, Self::Publish, Self::Install, Self::Invite];

    pub(crate) fn is_done(self, progress: &Progress) -> bool {
        match self {
            Self::Hours => {
                progress.hours || progress.availability.agents.iter().any(|agent| agent.available)
            }
            Self::Dialogue => !progress.dialogues.is_empty(),
            Self::Publish => progress.dialogues.iter().any(|row| row.published.is_some()),
            // A dialogue was shown, so a page has the snippet, even if nobody checked.
            Self::Install => progress.found || progress.triggered > 0,
            Self::Invite => progress.agents.len() > 1 || progress.invited > 0,
        }
    }

    /// The step's title.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Hours => t!("home-step-hours"),
            Self::Dialogue => t!("home-step-dialogue"),
            Self::Publish => t!("home-step-publish"),
            Self::Install => t!("home-step-install"),
            Self::Invite => t!("home-step-invite"),
        }
    }

    /// The step's name in `data-part`, for tests.
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

/// The number of steps that are done.
pub(crate) fn done(progress: &Progress) -> usize {
    Step::ALL.into_iter().filter(|step| step.is_done(progress)).count()
}

/// The dialogues that visitors see, and that lead to a live chat card that nobody can answer.
pub(crate) fn stranded(progress: &Progress) -> impl Iterator<Item = &DialogueRow> {
    progress.dialogues.iter().filter(|dialogue| dialogue.nobody_answers)
}

/// The first step that isn't done.
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
    fn each_step_is_done_once_its_result_exists() {
        let mut progress = Progress::default();
        assert_eq!((done(&progress), next(&progress)), (0, Some(Step::Hours)));
        progress.availability.agents.push(AvailabilityRow {
            agent: AgentId::parse("agent_a").unwrap(),
            available: true,
            online: true,
            chats: 0,
            max_chats: 10,
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
            nobody_answers: false,
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
