//! The options of `cargo xtask dev`.

use std::net::TcpStream;

use anyhow::{Context, Result, bail};

/// The parsed options.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) reset: bool,
    pub(super) port: u16,
    pub(super) demo_port: u16,
}

impl Options {
    /// Parses the arguments after `dev`.
    pub(super) fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self { reset: false, port: 8787, demo_port: 8788 };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--reset" => options.reset = true,
                "--port" => options.port = port(argument, rest.next())?,
                "--demo-port" => options.demo_port = port(argument, rest.next())?,
                other => bail!("`dev` knows --reset, --port N and --demo-port N, not `{other}`"),
            }
        }
        Ok(options)
    }

    /// The origin of the worker.
    pub(super) fn chat_origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// The origin of the demo site: another host name, so another site for the browser, too.
    pub(super) fn demo_origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.demo_port)
    }

    /// Reports a port in use and what to do about it, before anything is built.
    pub(super) fn ports_are_free(&self, earlier: Option<String>) -> Result<()> {
        let hint = earlier.map_or(String::new(), |command| {
            format!(" If it is an earlier `cargo xtask dev`, `{command}` ends it.")
        });
        for (option, port) in [("--port", self.port), ("--demo-port", self.demo_port)] {
            if is_taken(port) {
                bail!(
                    "port {port} is taken by another program.{hint} Or choose another port: \
                     `cargo xtask dev {option} {}`",
                    port.saturating_add(1000)
                );
            }
        }
        Ok(())
    }
}

fn is_taken(port: u16) -> bool {
    ["127.0.0.1", "::1"].into_iter().any(|host| TcpStream::connect((host, port)).is_ok())
}

fn port(option: &str, value: Option<&String>) -> Result<u16> {
    let value = value.with_context(|| format!("{option} needs a port"))?;
    value.parse().with_context(|| format!("{option}: `{value}` is not a port"))
}

#[cfg(test)]
mod tests {
    use super::Options;

    fn parse(line: &str) -> anyhow::Result<Options> {
        let args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Options::parse(&args)
    }

    #[test]
    fn options_are_read_in_any_order() {
        let expected = Options { reset: true, port: 9000, demo_port: 8788 };
        assert_eq!(parse("--port 9000 --reset").unwrap(), expected);
        assert_eq!(parse("--reset --port 9000").unwrap(), expected);
    }

    #[test]
    fn an_unknown_option_is_refused_by_name() {
        assert!(parse("--port soon").unwrap_err().to_string().contains("soon"));
        assert!(parse("--fast").unwrap_err().to_string().contains("--fast"));
        assert!(parse("--port").is_err());
    }
}
