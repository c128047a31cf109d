//! The program `bellhop`: runs the library with the process's arguments and streams.

use bellhop::command::Command;
use bellhop::{Outcome, Terminal};
use clap::Parser;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    // Ends the program with 0 after help, and with 2 where the line has no sense.
    let command = Command::parse();
    let (stdin, stdout) = (std::io::stdin(), std::io::stdout());
    let colours = stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let mut terminal = Terminal { input: &mut stdin.lock(), output: &mut stdout.lock(), colours };
    let code = match command.run(&mut terminal) {
        Ok(Outcome::Good) => 0,
        Ok(Outcome::Findings) => 1,
        // The reader of our output is gone, as with `head`, so there is nobody to tell.
        Err(error) if error.is_broken_pipe() => 0,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            2
        }
    };
    ExitCode::from(code)
}
