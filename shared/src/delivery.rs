//! How a static file is sent: in which encoding, and whether at all to a client that has it already.

use alloc::format;
use alloc::string::String;

/// The encodings in which we keep compressed files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Brotli, the smaller one.
    Brotli,
    Gzip,
}

impl Encoding {
    /// All of them, the smallest files first.
    pub const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// Its name in `Accept-Encoding` and `Content-Encoding`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }
}

/// The encodings to try for a client with this `Accept-Encoding`, the best first; then the plain file,
/// which every client takes. Among those that the client likes best, the smaller file wins.
pub fn encodings(accept: Option<&str>) -> impl Iterator<Item = Encoding> {
    let accept = accept.unwrap_or_default();
    let plain = weight(accept, "identity").unwrap_or(0);
    let weights = Encoding::ALL.map(|encoding| (encoding, weight(accept, encoding.as_str())));
    let mut wanted = weights.map(|(encoding, weight)| (encoding, weight.unwrap_or(0)));
    wanted.sort_by_key(|(_, weight)| core::cmp::Reverse(*weight));
    let is_better = move |weight: u32| weight > 0 && weight >= plain;
    wanted.into_iter().filter(move |(_, weight)| is_better(*weight)).map(|(encoding, _)| encoding)
}

/// The weight of an encoding in an `Accept-Encoding`, in thousandths; none if it says nothing of it.
fn weight(accept: &str, name: &str) -> Option<u32> {
    let find = |wanted: &str| {
        accept.split(',').find_map(|item| {
            let (coding, parameters) = item.split_once(';').unwrap_or((item, ""));
            coding.trim().eq_ignore_ascii_case(wanted).then(|| quality(parameters))
        })
    };
    // `*` stands for compressed encodings that are not named. Nobody means “not plain” by it.
    find(name).or_else(|| if name == "identity" { None } else { find("*") })
}

/// The value of `q=`, in thousandths: 1000 if it is missing, and 0, “not this”, if nobody can read it.
fn quality(parameters: &str) -> u32 {
    let values = parameters.split(';').filter_map(|parameter| parameter.split_once('='));
    let mut values = values.filter(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
    let Some((_, value)) = values.next() else { return 1000 };
    let (whole, rest) = value.trim().split_once('.').unwrap_or((value.trim(), ""));
    let is_short = rest.len() <= 3 && rest.bytes().all(|digit| digit.is_ascii_digit());
    match (whole, format!("{rest:0<3}").parse()) {
        ("0", Ok(thousandths)) if is_short => thousandths,
        ("1", Ok(0)) if is_short => 1000,
        _ => 0,
    }
}

/// The `ETag` of a file: of what is sent, so that each encoding has its own.
pub fn entity_tag(digest: &str, encoding: Option<Encoding>) -> String {
    match encoding {
        Some(encoding) => format!("\"{digest}-{}\"", encoding.as_str()),
        None => format!("\"{digest}\""),
    }
}

/// Whether a client with this `If-None-Match` has the file. Proxies that compress by themselves make a
/// tag weak (`W/`), which changes nothing for that.
pub fn is_known(if_none_match: Option<&str>, tag: &str) -> bool {
    if_none_match.is_some_and(|tags| {
        tags.split(',')
            .map(str::trim)
            .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
    })
}
