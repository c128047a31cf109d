//! The clock of a server, which a test can set. A small library in C is loaded into workerd before all
//! others, and adds an offset to what the system says.

use crate::child_guard::temp_paths;
use crate::env;
use std::path::PathBuf;
use std::process::Command;

/// The clock of one server.
pub(crate) struct Clock {
    library: PathBuf,
    offset: PathBuf,
}

impl Clock {
    /// Compiles the library, with the compiler that links Rust programs.
    pub(crate) fn make() -> Self {
        let (library, offset) = temp_paths("clock");
        let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
        let mut compile = Command::new(compiler);
        compile.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library);
        compile.arg(env::root().join("tests/set_clock.c")).arg("-ldl");
        assert!(compile.status().unwrap().success(), "tests/set_clock.c does not compile");
        Self { library, offset }
    }

    pub(crate) fn set(&self, seconds: i64) {
        std::fs::write(&self.offset, seconds.to_string()).unwrap();
    }

    /// What the server needs in its environment.
    pub(crate) fn environment(&self) -> [(&'static str, &PathBuf); 2] {
        [("LD_PRELOAD", &self.library), ("SET_CLOCK", &self.offset)]
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.library);
        let _ = std::fs::remove_file(&self.offset);
    }
}
