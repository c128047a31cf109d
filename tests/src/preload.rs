//! What a test can change for a server beneath it: its clock, its disk. A small library in C is loaded
//! into workerd before all others, and reads from a file what it should pretend.

use crate::child_guard::temp_paths;
use crate::env;
use std::path::PathBuf;
use std::process::Command;

/// A library that is loaded into one server, and the file that it reads.
pub(crate) struct Preload {
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
    const fn name(self) -> &'static str {
        match self {
            Self::Well => "",
            Self::Full => "full",
            Self::ReadOnly => "read_only",
        }
    }
}

impl Preload {
    /// Adds an offset to what the system's clock says.
    pub(crate) fn clock() -> Self {
        Self::compile("SET_CLOCK", "tests/set_clock.c")
    }

    /// Lets writes fail.
    pub(crate) fn disk() -> Self {
        Self::compile("SET_DISK", "tests/set_disk.c")
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

    /// Moves the clock by that many seconds from the right time.
    pub(crate) fn set_clock(&self, seconds: i64) {
        std::fs::write(&self.control, seconds.to_string()).unwrap();
    }

    pub(crate) fn set_disk(&self, disk: Disk) {
        std::fs::write(&self.control, disk.name()).unwrap();
    }

    /// What the server needs in its environment.
    pub(crate) fn environment(&self) -> [(&'static str, &PathBuf); 2] {
        [("LD_PRELOAD", &self.library), (self.variable, &self.control)]
    }
}

impl Drop for Preload {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.library);
        let _ = std::fs::remove_file(&self.control);
    }
}
