//! The command line.

use crate::backtest::Backtest;
use crate::operator::OperatorCommand;
use crate::prove::Test;
use crate::sync::{Pull, Push};
use crate::texts::Texts;
use crate::{Address, Error, Outcome, Terminal, check, compare, files, sync, tries};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser};
use shared::dialogue::FlowContext;
use shared::event::{Location, Page};
use shared::id::{DialogueId, Version};
use shared::person::Field;
use shared::quota::Package;
use std::num::ParseIntError;
use std::path::PathBuf;

const EXIT_CODES: &str = "\
The exit code is 0 on success, 1 if errors were found, and 2 if the command could not be carried out.
`bellhop help COMMAND` lists the options of a command.";

/// Runs Bellhop on this machine, and keeps dialogues as text files.
#[derive(Debug, Parser)]
#[command(name = "bellhop", version, after_help = EXIT_CODES)]
pub enum Command {
    /// Run the server of this release, until it is told to end
    #[cfg(unix)]
    Serve(crate::Serve),
    /// For `bellhop serve`, which calls it
    #[cfg(unix)]
    #[command(hide = true)]
    BecomeServer(crate::BecomeServer),
    /// Make a site with its first admin, and print an address to sign in
    #[cfg(unix)]
    Setup(crate::Setup),
    /// Copy everything into one file, also while the server runs
    #[cfg(unix)]
    Backup(crate::Backup),
    /// Make a data folder of a backup
    #[cfg(unix)]
    Restore(crate::Restore),
    /// Print every finding: errors, then advice
    Check {
        /// Dialogues, as `pull` writes them
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// The package to check for
        #[command(flatten)]
        package: PackageOption,
        /// Print JSON, for programs
        #[arg(long)]
        json: bool,
    },
    /// Play a dialogue here: type numbers and values, :back or :quit
    Try {
        /// The file with the dialogue
        file: PathBuf,
        /// The package to check for
        #[command(flatten)]
        package: PackageOption,
        /// The visitor to play
        #[command(flatten)]
        context: ContextOptions,
    },
    /// Play the examples of dialogues, and walk all ways for what they promise
    Test(Test),
    /// Fold a draft over the conversations of a site, and count beside what happened
    Backtest(Backtest),
    /// Print what changes for a visitor
    Diff {
        /// The old dialogue
        before: PathBuf,
        /// The new dialogue
        after: PathBuf,
        /// Print JSON, for programs
        #[arg(long)]
        json: bool,
    },
    /// Rewrite files in the format that `pull` writes
    Format {
        /// Dialogues to rewrite in place
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
    /// Hand the texts of a dialogue to translators, and take them back
    #[command(subcommand)]
    Texts(Texts),
    /// Print the JSON Schema of a dialogue's file, for editors
    Schema {
        /// Print that of a file with promises instead
        #[arg(long)]
        promises: bool,
    },
    /// Download drafts or a version from a site
    Pull(Pull),
    /// Upload drafts to a site, and print what changes
    Push(Push),
    /// What the operator of the deployment does for its sites
    #[command(subcommand)]
    Site(OperatorCommand),
}

/// For which package a dialogue is checked.
#[derive(Debug, Args)]
pub struct PackageOption {
    /// The package of the site
    #[arg(long, value_name = "PACKAGE", default_value = "prime", value_parser = package())]
    pub(crate) package: Package,
}

/// What is known of the visitor before the dialogue begins.
#[derive(Debug, Args)]
pub struct ContextOptions {
    /// The address of the page that the visitor is on
    #[arg(long, value_name = "URL", default_value = "", hide_default_value = true)]
    page: String,
    /// The country that the visitor is in, such as DE
    #[arg(long, default_value = "", hide_default_value = true)]
    country: String,
    /// An attribute that is known already, such as email=ada@example.com; can be repeated
    #[arg(long = "attribute", value_name = "FIELD=VALUE", value_parser = attribute)]
    attributes: Vec<(Field, String)>,
}

/// The site and the key to it.
#[derive(Debug, Args)]
pub struct SiteOptions {
    /// The site, such as `https://chat.example.com/site_x`
    #[arg(long = "site", value_name = "URL/SITE", value_parser = Address::parse)]
    pub(crate) address: Address,
    /// The file that holds the API key; without it, the key is in `BELLHOP_KEY`
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
}

impl Command {
    /// Runs the command.
    pub fn run(self, terminal: &mut Terminal<'_>) -> Result<Outcome, Error> {
        match self {
            #[cfg(unix)]
            Self::Serve(serve) => crate::serve::run(&serve, terminal),
            #[cfg(unix)]
            Self::BecomeServer(become_server) => crate::serve::become_server(&become_server),
            #[cfg(unix)]
            Self::Setup(setup) => crate::setup::run(setup, terminal),
            #[cfg(unix)]
            Self::Backup(backup) => crate::backup::backup(&backup, terminal),
            #[cfg(unix)]
            Self::Restore(restore) => crate::backup::restore(&restore, terminal),
            Self::Check { files, package, json } => {
                check::run(&files, package.package, json, terminal)
            }
            Self::Try { file, package, context } => {
                tries::run(&file, package.package, context.into(), terminal)
            }
            Self::Test(test) => crate::prove::run(&test, terminal),
            Self::Backtest(backtest) => crate::backtest::run(&backtest, terminal),
            Self::Diff { before, after, json } => compare::run(&before, &after, json, terminal),
            Self::Format { files } => {
                for path in files {
                    let text = shared::text::canonical(&files::read(&path)?.document);
                    if files::write(&path, &text)? {
                        terminal.line(format!("{}: written", path.display()))?;
                    }
                }
                Ok(Outcome::Good)
            }
            Self::Texts(texts) => texts.run(terminal),
            Self::Pull(pull) => sync::pull(&pull, terminal),
            Self::Push(push) => sync::push(&push, terminal),
            Self::Site(command) => command.run(terminal),
            Self::Schema { promises } => {
                let schema =
                    if promises { shared::schema::promises() } else { shared::schema::document() };
                terminal.line(format_args!("{schema:#}"))?;
                Ok(Outcome::Good)
            }
        }
    }
}

impl From<ContextOptions> for FlowContext {
    fn from(options: ContextOptions) -> Self {
        Self {
            page: Page { url: options.page, ..Page::default() },
            location: Location { country: options.country, ..Location::default() },
            page_attributes: options.attributes.into_iter().collect(),
        }
    }
}

pub(crate) fn package() -> impl TypedValueParser<Value = Package> {
    PossibleValuesParser::new(["prime", "select"])
        .map(|name| if name == "select" { Package::Select } else { Package::Prime })
}

fn attribute(text: &str) -> Result<(Field, String), &'static str> {
    text.split_once('=')
        .and_then(|(field, value)| Some((Field::from_name(field)?, value.to_owned())))
        .ok_or("write a field and its value, like email=ada@example.com")
}

/// Reads the number of a version.
pub(crate) fn version(text: &str) -> Result<Version, ParseIntError> {
    text.parse().map(Version)
}

/// Reads the id of a dialogue.
pub(crate) fn dialogue(text: &str) -> Result<DialogueId, shared::id::IdError> {
    DialogueId::parse(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;
    use shared::person::Attributes;

    fn parsed(line: &str) -> Result<Command, clap::Error> {
        Command::try_parse_from(["bellhop"].into_iter().chain(line.split_whitespace()))
    }

    #[test]
    fn the_command_line_is_consistent() {
        Command::command().debug_assert();
    }

    #[test]
    fn options_stand_before_or_after_files() {
        for line in ["check a b --json", "check --json a b"] {
            assert!(
                matches!(parsed(line), Ok(Command::Check { files, json: true, .. }) if files.len() == 2)
            );
        }
        assert!(matches!(parsed("diff a b"), Ok(Command::Diff { .. })));
        for line in ["--all d", "--dialogue dialogue_a", "--dialogue dialogue_a --version 3 f"] {
            let line = format!("pull --site http://localhost:1/site_a {line}");
            assert!(matches!(parsed(&line), Ok(Command::Pull(_))), "{line}");
        }
        let push = parsed("push --site https://a.example/site_a f g --publish");
        assert!(matches!(push, Ok(Command::Push(_))));
    }

    #[test]
    fn options_of_try_are_the_flow_context() {
        let tried = parsed(
            "try a --country DE --attribute email=a@b.de --attribute topic=x=y --page https://a.example",
        );
        let Ok(Command::Try { context, .. }) = tried else { panic!("{tried:?}") };
        let context = FlowContext::from(context);
        assert_eq!(context.location.country, "DE");
        let topic = Field::from_name("topic").unwrap();
        assert_eq!(
            context.page_attributes,
            Attributes::from([(Field::Email, "a@b.de".into()), (topic, "x=y".into())])
        );
    }

    #[test]
    fn each_command_has_help_that_names_its_options() {
        for (line, says) in [
            ("--help", "check"),
            ("help", "1 if errors were found"),
            ("check --help", "Print every finding: errors, then advice\n\nUsage"),
            ("check --help", "possible values: prime, select"),
            ("help try", "--attribute <FIELD=VALUE>"),
            ("test --help", "--junit <PATH>"),
            ("backtest --help", "--site-file <FILE>"),
            ("pull -h", "Download drafts or a version from a site\n\nUsage"),
            ("pull -h", "--all <FOLDER>"),
            ("push --help", "BELLHOP_KEY"),
            ("serve --help", "[default: /var/lib/bellhop]"),
            ("setup --help", "BELLHOP_OPERATOR_TOKEN"),
            ("backup --help", "--to <FILE>"),
            ("restore --help", "it must be missing or empty"),
            ("site --help", "reset-admin"),
            ("site list --help", "--address <URL>"),
            ("site create --help", "--email <EMAIL>"),
            ("site package --help", "possible values: prime, select"),
            ("site delete --help", "--yes"),
            ("site reset-admin --help", "BELLHOP_OPERATOR_TOKEN"),
        ] {
            let help = parsed(line).unwrap_err();
            let text = help.to_string();
            assert!(help.exit_code() == 0 && text.contains(says), "{line}: {text}");
        }
    }

    #[test]
    fn an_error_names_what_is_wrong_and_what_to_write_instead() {
        for (line, says) in [
            ("chekc a", "'check'"),
            ("check", "<FILE>..."),
            ("check a --package gold", "possible values: prime, select"),
            ("check a --publish", "'--publish'"),
            ("try a b", "unexpected argument 'b'"),
            ("diff a", "<AFTER>"),
            ("try a --attribute email", "email=ada@example.com"),
            ("pull --dialogue dialogue_a", "--site <URL/SITE>"),
            ("pull --site https://a.example/site_a", "--all <FOLDER>"),
            ("pull --site https://a.example/site_a --all d f", "cannot be used with"),
            ("pull --site https://a.example/site_a --all d --version 1", "cannot be used with"),
            (
                "pull --site https://a.example/site_a --dialogue dialogue_a --all d",
                "cannot be used with",
            ),
            ("pull --site https://a.example/site_a --dialogue hello", "dialogue_"),
            ("push --site https://a.example f", "https://chat.example.com/site_x"),
            ("push --site https://a.example/site_a", "<FILE>..."),
            ("site reset-admin --site https://a.example/site_a", "--email <EMAIL>"),
            ("site reset-admin --email a@b.de", "--site <URL/SITE>"),
            ("push --site https://a.example/site_a --key bhk_x f", "--key-file"),
            ("serve --listen 8080", "'--listen <ADDRESS:PORT>'"),
            ("setup --address http://chat.example.com", "https://"),
        ] {
            let error = parsed(line).unwrap_err();
            let text = error.to_string();
            assert!(error.exit_code() == 2 && text.contains(says), "{line}: {text}");
            assert!(text.contains("--help"), "{line}: {text}");
        }
    }
}
