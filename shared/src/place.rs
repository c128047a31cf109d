//! Where a visitor is, as a proxy tells it in headers. Anything that can't be right is dropped: a header
//! may also be what a stranger sent, and a wrong one must not cost anybody their chat.

use crate::event::Location;
use crate::plain_text::clean_line;
use serde::{Deserialize, Serialize};

/// The longest name of a region or city.
const MAX_CHARS: usize = 100;

/// The names of the headers, as the setting `BELLHOP_PLACE_HEADERS` lists them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceHeaders {
    country: String,
    region: Option<String>,
    city: Option<String>,
}

impl PlaceHeaders {
    /// Reads the setting: up to three names, separated by spaces, for country, region and city. `None` if
    /// it is no such list.
    pub fn parse(setting: &str) -> Option<Self> {
        let is_name = |name: &&str| {
            !name.is_empty()
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let mut names = setting.split_whitespace();
        let mut next = || names.next().map(|name| Some(name).filter(is_name).map(str::to_owned));
        let headers = Self {
            country: next()??,
            region: next().map_or(Some(None), |name| name.map(Some))?,
            city: next().map_or(Some(None), |name| name.map(Some))?,
        };
        names.next().is_none().then_some(headers)
    }

    /// The location in a request's headers.
    pub fn location(&self, get: impl Fn(&str) -> Option<String>) -> Location {
        let text = |name: &Option<String>| {
            name.as_ref().and_then(|name| get(name)).map(|text| name_of(&text)).unwrap_or_default()
        };
        let country = get(&self.country).as_deref().and_then(country);
        Location {
            country: country.unwrap_or_default(),
            region: text(&self.region),
            city: text(&self.city),
        }
    }
}

/// A country's two letters. Modules of proxies write others where they know none.
fn country(text: &str) -> Option<String> {
    let text = text.trim();
    let is_code = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let code = is_code.then(|| text.to_ascii_uppercase())?;
    (!matches!(&*code, "XX" | "ZZ")).then_some(code)
}

/// The name of a region or city. A header is bytes, each of which the runtime may hand on as one
/// character; names are written in UTF-8.
fn name_of(text: &str) -> String {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    let read = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let name = clean_line(read.as_deref().unwrap_or(text));
    let is_unknown = name.chars().count() > MAX_CHARS || matches!(&*name, "-" | "XX" | "UNKNOWN");
    if is_unknown { String::new() } else { name }
}

/// `GET /v1/sites/{site}/place`: where the caller is, as this deployment sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Place {
    /// Whether the deployment is told where visitors are. If not, no condition by country, region or
    /// city ever holds.
    pub known: bool,
    pub location: Location,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(setting: &str, sent: &[(&str, &str)]) -> Option<[String; 3]> {
        let get = |name: &str| {
            sent.iter().find(|(sent, _)| *sent == name).map(|(_, value)| (*value).to_owned())
        };
        let Location { country, region, city } = PlaceHeaders::parse(setting)?.location(get);
        Some([country, region, city])
    }

    #[test]
    fn a_proxy_tells_country_region_and_city() {
        let sent = [("X-Country", "de"), ("X-Region", "Berlin"), ("X-City", "K\u{c3}\u{b6}ln")];
        let all = read("X-Country X-Region X-City", &sent).unwrap();
        assert_eq!(all, ["DE", "Berlin", "Köln"]);
        assert_eq!(read("X-Country", &sent).unwrap(), ["DE", "", ""]);
        assert_eq!(read("X-Country X-Region X-City", &[]).unwrap(), ["", "", ""]);
        assert_eq!(read("A B C", &[("C", "Köln")]).unwrap()[2], "Köln");
    }

    #[test]
    fn wrong_values_are_dropped() {
        for wrong in ["", "D", "DEU", "D1", "é", "XX", "ZZ", "{geoip}", "DE\r\nX: 1"] {
            assert_eq!(read("C", &[("C", wrong)]).unwrap()[0], "", "{wrong}");
        }
        let long = "x".repeat(101);
        for (wrong, reads) in [("-", ""), (&*long, ""), ("UNKNOWN", ""), ("a\u{202e}b\n", "ab")] {
            assert_eq!(read("C R", &[("R", wrong)]).unwrap()[1], reads, "{wrong}");
        }
    }

    #[test]
    fn a_setting_that_is_no_list_of_headers_is_refused() {
        for wrong in ["", " ", "A B C D", "X-Country: DE", "A,B", "é"] {
            assert_eq!(PlaceHeaders::parse(wrong), None, "{wrong}");
        }
    }
}
