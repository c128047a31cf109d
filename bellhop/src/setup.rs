//! `bellhop setup`: a site with its first admin, who gets an address to sign in.

use crate::command::package;
use crate::operator::TheSite;
use crate::serve::{DEFAULT_FOLDER, DEFAULT_URL, OPERATOR_TOKEN, random_hex};
use crate::site::{Origin, Site};
use crate::{Error, Outcome, Terminal};
use clap::Args;
use shared::api::{GetSite, PutSite, RecoverAgent};
use shared::id::{IdError, SiteId};
use shared::permission::Role;
use shared::protocol::{CreatedReset, MakeSite, NewAgent, Recovery};
use shared::quota::Package;
use std::convert::Infallible;
use std::fmt::Display;
use std::path::PathBuf;

/// The longest id that is made of a name.
const MAX_ID_CHARS: usize = 40;

/// The status of an answer that holds a new link.
const CREATED: u16 = 201;

/// The site and its admin. What is not given is asked for.
#[derive(Debug, Args)]
pub struct Setup {
    /// Where browsers reach the chat, such as `https://chat.example.com`
    #[arg(long, value_name = "URL", value_parser = Origin::parse)]
    address: Option<Origin>,
    /// The name of the site, such as “Example Shop”
    #[arg(long)]
    name: Option<String>,
    /// The id of the site; without it, it is made of the name
    #[arg(long, value_name = "SITE", value_parser = site_id)]
    site: Option<SiteId>,
    /// The package of the site
    #[arg(long, value_name = "PACKAGE", default_value = "prime", value_parser = package())]
    package: Package,
    /// An origin whose pages may show the chat, such as `https://example.com`; can be repeated;
    /// without any, all pages may
    #[arg(long = "domain", value_name = "ORIGIN")]
    domains: Vec<String>,
    /// The name of the admin, which visitors see
    #[arg(long, value_name = "NAME")]
    admin: Option<String>,
    /// The e-mail address that the admin signs in with
    #[arg(long)]
    email: Option<String>,
    /// The data folder of the `bellhop serve` that runs on this machine
    #[arg(long, value_name = "FOLDER", default_value = DEFAULT_FOLDER)]
    data: PathBuf,
    /// Where that server listens
    #[arg(long, value_name = "URL", default_value = DEFAULT_URL, value_parser = Origin::parse)]
    server: Origin,
    /// For a deployment that is not on this machine: the file that holds the operator's token, or set
    /// `BELLHOP_OPERATOR_TOKEN`. Then it is reached at its address
    #[arg(long, value_name = "FILE", conflicts_with_all = ["data", "server"])]
    token_file: Option<PathBuf>,
}

/// A site to make, and its admin.
#[derive(Debug, Args)]
pub struct CreateSite {
    #[command(flatten)]
    site: TheSite,
    /// The name of the site, such as “Example Shop”
    #[arg(long)]
    name: String,
    /// The package of the site
    #[arg(long, value_name = "PACKAGE", default_value = "prime", value_parser = package())]
    package: Package,
    /// An origin whose pages may show the chat, such as `https://example.com`; can be repeated;
    /// without any, all pages may
    #[arg(long = "domain", value_name = "ORIGIN")]
    domains: Vec<String>,
    /// The name of the admin, which visitors see
    #[arg(long, value_name = "NAME")]
    admin: String,
    /// The e-mail address that the admin signs in with
    #[arg(long)]
    email: String,
}

fn site_id(text: &str) -> Result<SiteId, IdError> {
    SiteId::parse(text)
}

/// Makes the site, unless there is one with this id, and a link for its admin.
pub(crate) fn run(setup: Setup, terminal: &mut Terminal<'_>) -> Result<Outcome, Error> {
    let address = "Where browsers reach the chat, such as https://chat.example.com";
    let address = answer(terminal, setup.address, address, "--address", Origin::parse)?;
    let text = |text: &str| Ok::<_, Infallible>(text.to_owned());
    let name = answer(terminal, setup.name, "The name of the site", "--name", text)?;
    let admin = answer(terminal, setup.admin, "Your name, as visitors see it", "--admin", text)?;
    let email = answer(terminal, setup.email, "Your e-mail address", "--email", text)?;
    let id = setup.site.map_or_else(|| id_of(&name), Ok)?;

    let public = address.clone();
    let is_elsewhere =
        setup.token_file.is_some() || std::env::var_os("BELLHOP_OPERATOR_TOKEN").is_some();
    let site = if is_elsewhere {
        Site::as_operator(address.site(id), setup.token_file.as_deref())?
    } else {
        Site::as_operator(setup.server.site(id), Some(&setup.data.join(OPERATOR_TOKEN)))?
    };
    let recovery = Recovery { email: email.clone(), remove_second_factor: false };
    let recovery = serde_json::to_string(&recovery).map_err(std::io::Error::from)?;
    let route = RecoverAgent { site: site.id() };
    let mut link = site.write(&route, None, &recovery)?;
    if link.is_problem("no_site") {
        make(&site, name, setup.package, setup.domains, (admin, email))?;
        link = site.write(&route, None, &recovery)?;
        terminal.line(format_args!("{} is made.", site.id()))?;
    } else if link.status == CREATED {
        terminal.line(format_args!("{} exists already and stays as it is.", site.id()))?;
    }
    let link: CreatedReset = link.read()?;
    print_next_steps(public.as_str(), &site.id(), &link, terminal)
}

/// Makes a site, if there is none with this id.
pub(crate) fn create(create: CreateSite, terminal: &mut Terminal<'_>) -> Result<Outcome, Error> {
    let site = create.site.open()?;
    let there = site.call(&GetSite { site: site.id() })?;
    if !there.is_problem("no_site") {
        return Err(there.done().err().unwrap_or(Error::SiteExists { site: site.id() }));
    }
    let CreateSite { name, package, domains, admin, email, .. } = create;
    let recovery = Recovery { email: email.clone(), remove_second_factor: false };
    let recovery = serde_json::to_string(&recovery).map_err(std::io::Error::from)?;
    make(&site, name, package, domains, (admin, email))?;
    let route = RecoverAgent { site: site.id() };
    let link: CreatedReset = site.write(&route, None, &recovery)?.read()?;
    print_next_steps(site.origin(), &site.id(), &link, terminal)
}

fn make(
    site: &Site,
    name: String,
    package: Package,
    allowed_domains: Vec<String>,
    (admin, email): (String, String),
) -> Result<(), Error> {
    let admin = NewAgent {
        name: admin,
        email,
        // Nobody learns it: the link sets another one.
        password: Some(random_hex()?),
        role: Role::Admin.into(),
    };
    let make = MakeSite { name, package, allowed_domains, admin };
    let make = serde_json::to_string(&make).map_err(std::io::Error::from)?;
    site.write(&PutSite { site: site.id() }, None, &make)?.done()?;
    Ok(())
}

fn print_next_steps(
    origin: &str,
    id: &SiteId,
    link: &CreatedReset,
    terminal: &mut Terminal<'_>,
) -> Result<Outcome, Error> {
    terminal.line("Open this address to set your password. It works once, within 24 hours:")?;
    terminal.line(format_args!("\n  {}\n", link.link(origin, id)))?;
    terminal.line("Then put this line on your pages:")?;
    terminal.line(format_args!(
        "\n  <script async src=\"{origin}/widget.js\" data-site=\"{id}\"></script>\n"
    ))?;
    Ok(Outcome::Good)
}

/// What an option says, or what is typed instead. Asks again until it can be read.
fn answer<T, E: Display>(
    terminal: &mut Terminal<'_>,
    given: Option<T>,
    question: &str,
    option: &'static str,
    read: impl Fn(&str) -> Result<T, E>,
) -> Result<T, Error> {
    if let Some(given) = given {
        return Ok(given);
    }
    loop {
        let typed = terminal.prompt(&format!("{question}: "))?;
        let typed = typed.ok_or(Error::Unanswered { option })?;
        match read(typed.trim()) {
            Ok(value) if !typed.trim().is_empty() => return Ok(value),
            Ok(_) => {}
            Err(error) => terminal.line(format_args!("! {error}"))?,
        }
    }
}

/// The id of a site with this name: its ASCII letters and digits.
fn id_of(name: &str) -> Result<SiteId, Error> {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let id: String = words.join("_").chars().take(MAX_ID_CHARS).collect();
    SiteId::parse(format!("site_{id}")).map_err(|_| Error::NoSiteId { name: name.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_made_of_the_name() {
        let long = "very long ".repeat(30);
        for (name, id) in [
            ("Example Shop", "site_example_shop"),
            ("Müller & Söhne", "site_m_ller_s_hne"),
            (long.as_str(), "site_very_long_very_long_very_long_very_long_"),
        ] {
            assert_eq!(id_of(name).unwrap().as_str(), id);
        }
        assert!(id_of("王").unwrap_err().to_string().contains("--site"));
    }

    #[test]
    fn a_question_is_asked_until_its_answer_can_be_read() {
        let mut output = Vec::new();
        let mut input = &b"\nchat.example.com\nhttps://chat.example.com/\n"[..];
        let mut terminal = Terminal { input: &mut input, output: &mut output, colours: true };
        let origin = answer(&mut terminal, None, "Where", "--address", Origin::parse).unwrap();
        assert_eq!(origin.as_str(), "https://chat.example.com");
        let end = answer(&mut terminal, None, "Where", "--address", Origin::parse).unwrap_err();
        assert!(end.to_string().contains("--address"), "{end}");
        let output = String::from_utf8(output).unwrap();
        assert_eq!(output.matches("Where: ").count(), 4, "{output}");
        assert!(output.contains("! write an address like https://chat.example.com"), "{output}");
    }
}
