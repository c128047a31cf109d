//! Watches the sources while `dev` runs, and builds the parts whose sources have changed.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};

use anyhow::Result;

use crate::build::{self, Part};
use crate::cache::say;
use crate::project::Project;

/// What was built last, and what was seen last. A change counts once it was seen twice: until then
/// somebody is still writing.
#[derive(Debug)]
struct Settling {
    built: u64,
    seen: u64,
}

impl Settling {
    const fn new(now: u64) -> Self {
        Self { built: now, seen: now }
    }

    /// Whether there is something to build now. A build that fails is not repeated before the next change.
    const fn is_due(&mut self, now: u64) -> bool {
        let settled = now == core::mem::replace(&mut self.seen, now);
        settled && now != core::mem::replace(&mut self.built, now)
    }
}

/// The sources of every part.
pub(super) struct Watch<'a> {
    project: &'a Project,
    parts: Vec<(Part, Settling)>,
}

/// What was built.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Rebuilt {
    /// The worker has to start again.
    pub(super) edge: bool,
    /// Pages have to be loaded again.
    pub(super) pages: bool,
}

impl<'a> Watch<'a> {
    /// Watches from now on: everything is built.
    pub(super) fn begin(project: &'a Project) -> Result<Self> {
        let part = |part: Part| Ok((part, Settling::new(state(project, part)?)));
        let parts = Part::ALL.into_iter().map(part).collect::<Result<_>>()?;
        Ok(Self { project, parts })
    }

    /// Builds what has changed. An error is said, and `dev` goes on with what was built before.
    pub(super) fn build_changes(&mut self) -> Rebuilt {
        let mut changed = Vec::new();
        for (part, settling) in &mut self.parts {
            // A file that is gone while we look is a change of the next look.
            let Ok(now) = state(self.project, *part) else { continue };
            if settling.is_due(now) {
                changed.push(*part);
            }
        }
        if changed.is_empty() {
            return Rebuilt::default();
        }
        if let Err(error) = build::build(self.project, &changed) {
            say(&format!("{error:#}"));
            say(
                "The build before goes on running. It is built again when you save the next change.",
            );
            return Rebuilt::default();
        }
        say("Ready");
        Rebuilt { edge: changed.contains(&Part::Edge), pages: true }
    }
}

/// The names, lengths and times of all sources of a part.
fn state(project: &Project, part: Part) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for file in build::source_files(project, part)? {
        file.hash(&mut hasher);
        let about = fs::metadata(&file)?;
        (about.len(), about.modified()?).hash(&mut hasher);
    }
    Ok(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::Settling;

    #[test]
    fn a_change_is_built_once_when_nobody_writes_any_more() {
        let mut settling = Settling::new(1);
        let due: Vec<_> = [1, 2, 3, 3, 3, 4, 3, 3].map(|now| settling.is_due(now)).to_vec();
        assert_eq!(due, [false, false, false, true, false, false, false, false]);
    }
}
