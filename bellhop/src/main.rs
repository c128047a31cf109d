//! The program `bellhop`: runs the library with the process's arguments and streams.

use bellhop::{Outcome, Terminal, command};
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let (stdin, stdout) = (std::io::stdin(), std::io::stdout());
    let colours = stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let mut terminal = Terminal { input: &mut stdin.lock(), output: &mut stdout.lock(), colours };
    let outcome = match command::parse(std::env::args_os().skip(1)) {
        Ok(command) => command.run(&mut terminal),
        Err(error) => Err(error),
    };
    let code = match outcome {
        Ok(Outcome::Good) => 0,
        Ok(Outcome::Findings) => 1,
        // The reader of our output is gone, as with `head`, so there is nobody to tell.
        Err(error) if error.is_broken_pipe() => 0,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "bellhop: {error}");
            2
        }
    };
    ExitCode::from(code)
}
