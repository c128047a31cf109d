//! The settings of a deployment, which the worker reads from its environment.

use super::ServeError;
use super::data::{OPERATOR_TOKEN, OPERATOR_TOKEN_BEFORE, SECRET, SECRET_BEFORE, SECRET_RETIRED};
use shared::mail::MailSettings;
use shared::place::PlaceHeaders;

/// The configuration of workerd, which names every setting.
const CONFIG: &str = include_str!("../../../edge/workerd.capnp");

/// The settings that are kept in files of the data folder.
const SECRETS: [(&str, &str); 5] = [
    ("BELLHOP_SECRET", SECRET),
    ("BELLHOP_SECRET_BEFORE", SECRET_BEFORE),
    ("BELLHOP_SECRET_RETIRED", SECRET_RETIRED),
    ("BELLHOP_OPERATOR_TOKEN", OPERATOR_TOKEN),
    ("BELLHOP_OPERATOR_TOKEN_BEFORE", OPERATOR_TOKEN_BEFORE),
];

/// Set for other commands of this program.
const OF_OTHER_COMMANDS: [&str; 2] = ["BELLHOP_KEY", "BELLHOP_OPERATOR_TOKEN"];

const ADDRESS_HEADER: &str = "BELLHOP_ADDRESS_HEADER";

/// What was set, apart from the secrets.
#[derive(Debug)]
pub(super) struct Settings {
    values: Vec<(&'static str, String)>,
    warnings: Vec<String>,
}

impl Settings {
    /// Picks the worker's settings from an environment.
    pub(super) fn read(
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, ServeError> {
        let known: Vec<&'static str> = names().collect();
        let (mut values, mut warnings) = (Vec::new(), Vec::new());
        for (name, value) in environment.filter(|(_, value)| !value.is_empty()) {
            let is_ours = |known: &&&str| **known == name;
            match known.iter().find(is_ours) {
                Some(name) => match SECRETS.iter().find(|(secret, _)| secret == name) {
                    // The commands for operators read this one.
                    Some((_, OPERATOR_TOKEN)) => {}
                    Some((_, file)) => {
                        return Err(ServeError::SecretInEnvironment { name, file });
                    }
                    None => values.push((*name, checked(name, value)?)),
                },
                None if name.starts_with("BELLHOP_")
                    && !OF_OTHER_COMMANDS.contains(&name.as_str()) =>
                {
                    warnings.push(format!("{name} is set, but there is no such setting."));
                }
                None => {}
            }
        }
        let value = |name| {
            values
                .iter()
                .find(|(other, _)| *other == name)
                .map(|(_, value): &(_, String)| value.as_str())
        };
        MailSettings::read(
            value("BELLHOP_MAIL"),
            value("BELLHOP_MAIL_FROM"),
            value("BELLHOP_ORIGIN"),
            value("BELLHOP_MAIL_REPLY"),
            false,
        )?;
        if !values.iter().any(|(name, _)| *name == ADDRESS_HEADER) {
            warnings.push(format!(
                "{ADDRESS_HEADER} is not set, so nothing is limited by address: set it to the \
                 header in which your proxy tells the client's address, such as X-Forwarded-For."
            ));
        }
        Ok(Self { values, warnings })
    }

    /// The environment of the worker, apart from the secrets.
    pub(super) fn values(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.values.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// What works, but is hardly meant.
    pub(super) fn warnings(&self) -> impl Iterator<Item = &str> {
        self.warnings.iter().map(String::as_str)
    }
}

/// The names of all settings.
fn names() -> impl Iterator<Item = &'static str> {
    CONFIG.split("fromEnvironment = \"").skip(1).filter_map(|rest| rest.split('"').next())
}

fn checked(name: &'static str, value: String) -> Result<String, ServeError> {
    let is_token = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let is_host = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
    };
    let expected = match name {
        ADDRESS_HEADER if !is_token(&value) => "the name of a header, such as X-Forwarded-For",
        "BELLHOP_PLACE_HEADERS" if PlaceHeaders::parse(&value).is_none() => {
            "up to three names of headers, for country, region and city, such as `X-Country X-City`"
        }
        "BELLHOP_INBOUND_SECRET" if value.len() < 32 => "32 characters or more",
        "BELLHOP_PUSH_HOST" if !is_host(&value) => "a host, such as push.example.com",
        "BELLHOP_LOCAL_PAGES" | "BELLHOP_PRIVATE_WEBHOOKS" if value != "yes" => "`yes`, or not set",
        _ => return Ok(value),
    };
    Err(ServeError::BadSetting { name, value, expected })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Settings, ServeError> {
        let pairs: Vec<_> =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Settings::read(pairs.into_iter())
    }

    #[test]
    fn only_settings_of_the_worker_reach_it() {
        let header = (ADDRESS_HEADER, "X-Forwarded-For");
        let settings =
            read(&[("HOME", "/root"), header, ("BELLHOP_KEY", "bhk"), ("BELLHOP_PUSH_HOST", "")]);
        let settings = settings.unwrap();
        assert_eq!(settings.values().collect::<Vec<_>>(), [header]);
        assert_eq!(settings.warnings().count(), 0);
    }

    #[test]
    fn a_misspelt_setting_and_a_missing_one_are_named() {
        let settings = read(&[("BELLHOP_ADRESS_HEADER", "X-Forwarded-For")]).unwrap();
        let warnings: Vec<_> = settings.warnings().collect();
        assert!(warnings[0].contains("BELLHOP_ADRESS_HEADER"), "{warnings:?}");
        assert!(warnings[1].contains("BELLHOP_ADDRESS_HEADER is not set"), "{warnings:?}");
    }

    #[test]
    fn a_value_that_cannot_be_right_is_refused_with_what_to_set() {
        for (name, value, says) in [
            (ADDRESS_HEADER, "X-Forwarded-For: 1", "X-Forwarded-For"),
            ("BELLHOP_PUSH_HOST", "https://push.example.com", "push.example.com"),
            ("BELLHOP_LOCAL_PAGES", "true", "`yes`"),
            ("BELLHOP_PRIVATE_WEBHOOKS", "1", "`yes`"),
            ("BELLHOP_PLACE_HEADERS", "X-Country: DE", "X-Country X-City"),
            ("BELLHOP_SECRET", "a secret", "`secret`"),
            ("BELLHOP_SECRET_BEFORE", "a secret", "`secret-before`"),
        ] {
            let error = read(&[(name, value)]).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains(says), "{error}");
        }
    }

    #[test]
    fn a_mistake_in_the_mail_settings_is_named_without_the_password() {
        let server = ("BELLHOP_MAIL", "smtp://ada:secret@mail.example.com?tls=none");
        let error = read(&[server]).unwrap_err().to_string();
        assert!(error.contains("BELLHOP_MAIL") && !error.contains("secret"), "{error}");
        let server = ("BELLHOP_MAIL", "smtps://ada:secret@mail.example.com");
        let error = read(&[server]).unwrap_err().to_string();
        assert!(error.contains("BELLHOP_MAIL_FROM"), "{error}");
    }

    #[test]
    fn the_configuration_names_the_secrets() {
        let names: Vec<_> = names().collect();
        assert!(SECRETS.iter().all(|(name, _)| names.contains(name)), "{names:?}");
    }
}
