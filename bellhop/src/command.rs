//! The command line.

use crate::site::Address;
use crate::sync::{Key, Pull, Push};
use crate::{Error, Outcome, Terminal, check, compare, files, sync, tries};
use lexopt::Parser;
use lexopt::prelude::*;
use shared::dialogue::FlowContext;
use shared::event::{Location, Page};
use shared::id::{DialogueId, Version};
use shared::person::Field;
use shared::quota::Package;
use std::ffi::OsString;
use std::path::PathBuf;

const HELP: &str = "\
bellhop <command>

  check FILE…                   everything that is wrong, and advice
        [--package prime|select] [--json]
  try FILE                      play it here: type numbers and values, :back, :quit
        [--page URL] [--country DE] [--attribute email=ada@example.com]… [--package …]
  diff BEFORE AFTER [--json]    what changes for a visitor
  format FILE…                  write files as `pull` writes them
  schema                        the JSON Schema of such files, for editors
  pull --site URL/site_x (--dialogue dialogue_x [--version N] [FILE] | --all FOLDER)
  push --site URL/site_x [--dialogue dialogue_x] FILE… [--publish]
                                drafts from and to a site; files are named dialogue_x.json

The API key is in BELLHOP_KEY, or in the file that --key-file names.
Exit codes: 0 for success, 1 for errors in files, 2 for anything that could not be done.
";

/// A parsed command.
#[derive(Debug)]
pub enum Command {
    /// Check files.
    Check {
        files: Vec<PathBuf>,
        /// The site's package.
        package: Package,
        /// Whether to print JSON.
        json: bool,
    },
    /// Play a dialogue.
    Try {
        file: PathBuf,
        /// The site's package.
        package: Package,
        /// What is known of the visitor at the start.
        context: FlowContext,
    },
    /// Compare two files.
    Diff {
        before: PathBuf,
        after: PathBuf,
        /// Whether to print JSON.
        json: bool,
    },
    /// Write files in canonical form.
    Format(Vec<PathBuf>),
    /// Pull dialogues from a site.
    Pull(Pull),
    /// Push dialogues to a site.
    Push(Push),
    /// Print the JSON Schema of files.
    Schema,
    /// Print the help.
    Help,
}

/// Parses the arguments after `bellhop`.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, Error> {
    read(&mut Parser::from_args(arguments))
}

impl Command {
    /// Runs the command.
    pub fn run(self, terminal: &mut Terminal<'_>) -> Result<Outcome, Error> {
        match self {
            Self::Check { files, package, json } => check::run(&files, package, json, terminal),
            Self::Try { file, package, context } => tries::run(&file, package, context, terminal),
            Self::Diff { before, after, json } => compare::run(&before, &after, json, terminal),
            Self::Format(paths) => {
                for path in paths {
                    let text = shared::text::canonical(&files::read(&path)?.document);
                    if files::write(&path, &text)? {
                        terminal.line(format!("{}: written", path.display()))?;
                    }
                }
                Ok(Outcome::Good)
            }
            Self::Pull(pull) => sync::pull(&pull, terminal),
            Self::Push(push) => sync::push(&push, terminal),
            Self::Schema => {
                terminal.line(format_args!("{:#}", shared::schema::document()))?;
                Ok(Outcome::Good)
            }
            Self::Help => {
                write!(terminal.output, "{HELP}")?;
                Ok(Outcome::Good)
            }
        }
    }
}

/// All options and files on the command line; each command uses those that it knows.
#[derive(Default)]
struct Arguments {
    files: Vec<PathBuf>,
    package: Option<Package>,
    json: bool,
    context: FlowContext,
    site: Option<Address>,
    dialogue: Option<DialogueId>,
    version: Option<Version>,
    all: Option<PathBuf>,
    key_file: Option<PathBuf>,
    publish: bool,
}

fn read(parser: &mut Parser) -> Result<Command, Error> {
    let name = match parser.next()? {
        None | Some(Long("help") | Short('h')) => return Ok(Command::Help),
        Some(Value(name)) => name.string()?,
        Some(other) => return Err(other.unexpected().into()),
    };
    let options: &[&str] = match name.as_str() {
        "check" => &["package", "json"],
        "try" => &["package", "page", "country", "attribute"],
        "diff" => &["json"],
        "format" => &[],
        "pull" => &["site", "dialogue", "version", "all", "key-file"],
        "push" => &["site", "dialogue", "publish", "key-file"],
        "schema" => return Ok(Command::Schema),
        "help" => return Ok(Command::Help),
        other => return Err(usage(format!("there is no command “{other}”"))),
    };
    let mut arguments = Arguments::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Value(file) => arguments.files.push(file.into()),
            Long("help") | Short('h') => return Ok(Command::Help),
            Long(option) if options.contains(&option) => {
                let option = option.to_owned();
                arguments.read_option(&option, parser)?;
            }
            Long(_) | Short(_) => return Err(argument.unexpected().into()),
        }
    }
    arguments.command(&name)
}

impl Arguments {
    fn read_option(&mut self, option: &str, parser: &mut Parser) -> Result<(), Error> {
        let text = |parser: &mut Parser| -> Result<String, Error> { Ok(parser.value()?.string()?) };
        match option {
            "json" => self.json = true,
            "publish" => self.publish = true,
            "package" => self.package = Some(package(&text(parser)?)?),
            "page" => self.context.page = Page { url: text(parser)?, ..Page::default() },
            "country" => {
                self.context.location = Location { country: text(parser)?, ..Location::default() }
            }
            "attribute" => {
                let (field, value) = attribute(&text(parser)?)?;
                self.context.page_attributes.insert(field, value);
            }
            "site" => self.site = Some(Address::parse(&text(parser)?)?),
            "dialogue" => {
                let id =
                    DialogueId::parse(text(parser)?).map_err(|error| usage(error.to_string()))?;
                self.dialogue = Some(id);
            }
            "version" => self.version = Some(Version(parser.value()?.parse()?)),
            "all" => self.all = Some(parser.value()?.into()),
            _ => self.key_file = Some(parser.value()?.into()),
        }
        Ok(())
    }

    fn command(mut self, name: &str) -> Result<Command, Error> {
        let package = self.package.unwrap_or(Package::Prime);
        match name {
            "check" | "format" if self.files.is_empty() => {
                Err(usage(format!("{name} needs a file")))
            }
            "check" => Ok(Command::Check { files: self.files, package, json: self.json }),
            "format" => Ok(Command::Format(self.files)),
            "try" => {
                let [file] = self.files(name, "one file")?;
                Ok(Command::Try { file, package, context: self.context })
            }
            "diff" => {
                let [before, after] = self.files(name, "two files")?;
                Ok(Command::Diff { before, after, json: self.json })
            }
            "pull" => self.pull(),
            _ => self.push(),
        }
    }

    fn files<const N: usize>(&mut self, name: &str, needs: &str) -> Result<[PathBuf; N], Error> {
        let files = std::mem::take(&mut self.files);
        files.try_into().map_err(|_| usage(format!("{name} needs {needs}")))
    }

    fn site(&mut self, name: &str) -> Result<(Address, Key), Error> {
        let site = self.site.take();
        let site = site.ok_or_else(|| usage(format!("{name} needs --site URL/site_x")))?;
        Ok((site, Key::from(self.key_file.take())))
    }

    fn pull(mut self) -> Result<Command, Error> {
        let (site, key) = self.site("pull")?;
        let selection = match (self.dialogue.take(), self.all.take()) {
            (Some(dialogue), None) if self.files.len() < 2 => {
                let (version, file) = (self.version, self.files.pop());
                sync::Selection::One { dialogue, version, file }
            }
            (None, Some(folder)) if self.files.is_empty() && self.version.is_none() => {
                sync::Selection::All(folder)
            }
            _ => {
                return Err(usage(
                    "pull needs --dialogue dialogue_x [FILE], or --all FOLDER".into(),
                ));
            }
        };
        Ok(Command::Pull(Pull { site, key, selection }))
    }

    fn push(mut self) -> Result<Command, Error> {
        let (site, key) = self.site("push")?;
        if self.files.is_empty() || (self.dialogue.is_some() && self.files.len() > 1) {
            return Err(usage("push needs files, and one alone with --dialogue".into()));
        }
        let (files, dialogue, publish) = (self.files, self.dialogue, self.publish);
        Ok(Command::Push(Push { site, key, dialogue, files, publish }))
    }
}

fn package(text: &str) -> Result<Package, Error> {
    match text {
        "prime" => Ok(Package::Prime),
        "select" => Ok(Package::Select),
        other => Err(usage(format!("“{other}” is not a package: use prime or select"))),
    }
}

fn attribute(text: &str) -> Result<(Field, String), Error> {
    let read = text
        .split_once('=')
        .and_then(|(field, value)| Some((Field::from_name(field)?, value.to_owned())));
    read.ok_or_else(|| {
        usage(format!("“{text}” is not an attribute: write it like email=ada@example.com"))
    })
}

pub(crate) fn usage(sentence: String) -> Error {
    Error::Usage(sentence)
}

impl From<lexopt::Error> for Error {
    fn from(error: lexopt::Error) -> Self {
        usage(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::person::Attributes;

    fn parsed(line: &str) -> Result<Command, Error> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn arguments_are_parsed_as_written() {
        assert!(
            matches!(parsed("check a b --json"), Ok(Command::Check { files, json: true, .. }) if files.len() == 2)
        );
        let tried = parsed(
            "try a --country DE --attribute email=a@b.de --attribute topic=x=y --page https://a.example",
        );
        let Ok(Command::Try { context, .. }) = tried else { panic!("{tried:?}") };
        assert_eq!(context.location.country, "DE");
        let topic = Field::from_name("topic").unwrap();
        assert_eq!(
            context.page_attributes,
            Attributes::from([(Field::Email, "a@b.de".into()), (topic, "x=y".into())])
        );
        assert!(matches!(parsed("diff a b"), Ok(Command::Diff { .. })));
        assert!(matches!(
            parsed("pull --site http://localhost:1/site_a --all d"),
            Ok(Command::Pull(_))
        ));
        assert!(matches!(
            parsed("push --site https://a.example/site_a f g --publish"),
            Ok(Command::Push(_))
        ));
        for help in ["", "help", "--help", "-h", "check --help"] {
            assert!(matches!(parsed(help), Ok(Command::Help)), "{help}");
        }
    }

    #[test]
    fn invalid_arguments_are_refused_with_a_hint() {
        for (line, says) in [
            ("chekc a", "“chekc”"),
            ("check", "needs a file"),
            ("check a --package gold", "prime or select"),
            ("check a --publish", "--publish"),
            ("try a b", "one file"),
            ("diff a", "two files"),
            ("try a --attribute email", "email=ada@example.com"),
            ("pull --dialogue dialogue_a", "--site"),
            ("pull --site https://a.example/site_a", "--all FOLDER"),
            ("pull --site https://a.example/site_a --dialogue hello", "dialogue_"),
            ("push --site https://a.example f", "site_"),
            ("push --site https://a.example/site_a", "needs files"),
            ("push --site https://a.example/site_a --key bhk_x f", "--key"),
        ] {
            let error = parsed(line).unwrap_err().to_string();
            assert!(error.contains(says) && error.contains("bellhop help"), "{line}: {error}");
        }
    }
}
