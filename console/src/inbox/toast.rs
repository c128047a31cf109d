//! Toasts: short notices at the edge of the screen.

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Toast {
    pub(crate) id: u64,
    pub(crate) tone: Tone,
    pub(crate) text: String,
}

/// The tone of a toast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Tone {
    Plain,
    /// Something that the agent wanted has failed.
    Bad,
}

impl Tone {
    /// Its name in the style sheet.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Bad => "bad",
        }
    }
}
