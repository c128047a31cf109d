//! `bellhop`: streams as text files. The library does it; here it meets the machine.

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
        // Whoever reads us has gone, as `head` does: there is nobody to tell anything.
        Err(error) if error.is_broken_pipe() => 0,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "bellhop: {error}");
            2
        }
    };
    ExitCode::from(code)
}
