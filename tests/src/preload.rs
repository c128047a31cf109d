//! What a test can change for a server beneath it: its clock, its disk. A small library in C is loaded
//! into workerd before all others, and reads from a file what it should pretend.

use crate::child_guard::temp_paths;
use crate::env;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::Command;

/// A library that is loaded into one server, and the file that it reads.
pub struct Preload {
    /// The variable that names the file.
    variable: &'static str,
    library: PathBuf,
    control: PathBuf,
}

/// What is wrong with a server's disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disk {
    Well,
    /// No file can grow.
    Full,
    /// Nothing can be written.
    ReadOnly,
}

impl Disk {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Well => "",
            Self::Full => "full",
            Self::ReadOnly => "read_only",
        }
    }
}

/// The variables that name the files of the clock and of the disk.
pub(crate) const CLOCK: &str = "SET_CLOCK";
pub(crate) const DISK: &str = "SET_DISK";

impl Preload {
    /// Adds an offset to what the system's clock says.
    pub fn clock() -> Self {
        Self::compile(CLOCK, "tests/set_clock.c")
    }

    /// Lets writes fail.
    pub(crate) fn disk() -> Self {
        Self::compile(DISK, "tests/set_disk.c")
    }

    /// Compiles the library, with the compiler that links Rust programs.
    fn compile(variable: &'static str, source: &str) -> Self {
        let (library, control) = temp_paths("preload");
        let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
        let mut compile = Command::new(compiler);
        compile.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library);
        compile.arg(env::root().join(source)).arg("-ldl");
        assert!(compile.status().unwrap().success(), "{source} does not compile");
        Self { variable, library, control }
    }

    pub(crate) const fn variable(&self) -> &str {
        self.variable
    }

    /// What it should pretend from now on.
    pub fn set(&self, what: &str) {
        // At once: the server must not read a file that is not written yet.
        let written = self.control.with_extension("new");
        std::fs::write(&written, what).unwrap();
        std::fs::rename(&written, &self.control).unwrap();
    }
}

/// What a server with these libraries needs in its environment.
pub fn environment(preloads: &[Preload]) -> Vec<(&'static str, OsString)> {
    let file = |preload: &Preload| (preload.variable, preload.control.clone().into_os_string());
    let mut variables: Vec<_> = preloads.iter().map(file).collect();
    if !preloads.is_empty() {
        let libraries = preloads.iter().map(|preload| preload.library.as_os_str());
        let libraries: Vec<&OsStr> = libraries.collect();
        variables.push(("LD_PRELOAD", libraries.join(OsStr::new(":"))));
    }
    variables
}

impl Drop for Preload {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.library);
        let _ = std::fs::remove_file(&self.control);
    }
}
