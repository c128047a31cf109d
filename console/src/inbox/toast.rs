//! Short notices at the edge of the screen.

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Toast {
    /// Tells it from the others.
    pub(crate) id: u64,
    /// How it looks.
    pub(crate) tone: Tone,
    /// What it says.
    pub(crate) text: String,
}

/// How a notice looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Tone {
    /// Good to know.
    Plain,
    /// Something did not work.
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
