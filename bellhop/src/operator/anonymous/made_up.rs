//! Made-up values. The same value always becomes the same one, and nobody finds the value without the key.

use sha2::{Digest as _, Sha256};

const FIRST: [&str; 32] = [
    "Alma", "Bruno", "Cleo", "Dario", "Elif", "Femi", "Gitta", "Hugo", "Ines", "Jonas", "Kaya",
    "Leon", "Mira", "Nico", "Olga", "Pavel", "Quinn", "Rosa", "Sami", "Tara", "Uwe", "Vera", "Wim",
    "Xenia", "Yara", "Zeno", "Amir", "Bea", "Carl", "Dora", "Emil", "Fay",
];
const LAST: [&str; 32] = [
    "Adler", "Berg", "Costa", "Dahl", "Engel", "Falk", "Grau", "Holm", "Iversen", "Jansen",
    "Keller", "Lang", "Moser", "Novak", "Olsen", "Peters", "Quast", "Rossi", "Sand", "Thorn",
    "Unger", "Vogel", "Weiss", "Xander", "Young", "Zimmer", "Arndt", "Brandt", "Clemens", "Duval",
    "Ernst", "Forster",
];
const WORDS: [&str; 32] = [
    "lorem", "ipsum", "dolor", "sit", "amet", "elit", "sed", "do", "tempor", "ut", "labore", "et",
    "dolore", "magna", "aliqua", "enim", "minim", "quis", "nisi", "ex", "ea", "commodo", "duis",
    "aute", "irure", "in", "velit", "esse", "cillum", "eu", "fugiat", "nulla",
];

/// Texts in scripts without spaces are as long as words of that many characters.
const CHARS_OF_A_WORD: usize = 12;

pub(super) struct MadeUp {
    key: [u8; 32],
}

impl MadeUp {
    pub(super) const fn new(key: [u8; 32]) -> Self {
        Self { key }
    }

    /// A number that only the key makes of this value: a digest of a digest, so that nothing can be appended.
    fn number(&self, purpose: &str, value: &str) -> u64 {
        let inner = Sha256::new()
            .chain_update(self.key)
            .chain_update(purpose)
            .chain_update([0])
            .chain_update(value)
            .finalize();
        let outer = Sha256::new().chain_update(self.key).chain_update(inner).finalize();
        outer.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
    }

    fn pick<'l>(&self, list: &[&'l str; 32], purpose: &str, value: &str) -> &'l str {
        let at = usize::try_from(self.number(purpose, value) % 32).unwrap_or_default();
        list.get(at).copied().unwrap_or_default()
    }

    pub(super) fn first_name(&self, value: &str) -> String {
        self.pick(&FIRST, "first", value).to_owned()
    }

    pub(super) fn last_name(&self, value: &str) -> String {
        self.pick(&LAST, "last", value).to_owned()
    }

    /// The name of an agent with this id.
    pub(super) fn agent(&self, id: &str) -> String {
        format!("{} {}", self.first_name(id), self.last_name(id))
    }

    pub(super) fn person_unless_empty(&self, name: &str) -> String {
        if name.is_empty() { String::new() } else { self.agent(name) }
    }

    /// An address under a domain that nobody has (RFC 2606). Two addresses never become one.
    pub(super) fn email(&self, address: &str) -> String {
        let address = address.to_lowercase();
        let first = self.first_name(&address).to_lowercase();
        format!("{first}.{:016x}@example.com", self.number("email", &address))
    }

    /// A number that is reserved for made-up ones.
    pub(super) fn phone(&self, number: &str) -> String {
        format!("+1 202 555 01{:02}", self.number("phone", number) % 100)
    }

    /// A name such as “Company 4f3a”.
    pub(super) fn thing(&self, kind: &str, value: &str) -> String {
        format!("{kind} {:04x}", self.number(kind, value) % 0x1_0000)
    }

    pub(super) fn thing_unless_empty(&self, kind: &str, value: &str) -> String {
        if value.is_empty() { String::new() } else { self.thing(kind, value) }
    }

    /// As many words that mean nothing; the empty text stays empty.
    pub(super) fn words(&self, text: &str) -> String {
        let words = text.split_whitespace().flat_map(|word| {
            let parts = word.chars().count().div_ceil(CHARS_OF_A_WORD);
            (0..parts).map(move |part| format!("{part} {word}"))
        });
        let words: Vec<_> = words.map(|word| self.pick(&WORDS, "word", &word)).collect();
        words.join(" ")
    }

    /// An address of the same server, with another path.
    pub(super) fn address(&self, url: &str) -> String {
        let Some((scheme, rest)) = url.split_once("://") else {
            return self.thing_unless_empty("page", url).replace(' ', "-");
        };
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        // Who it is may stand before the name of the server.
        let host = host.rsplit('@').next().unwrap_or_default();
        if host.len() == rest.trim_end_matches('/').len() {
            return format!("{scheme}://{host}/");
        }
        format!("{scheme}://{host}/{:08x}", self.number("page", url) >> 32)
    }
}

/// The name of a file, of which only the end stays that says what it is.
pub(super) fn file_name(name: &str) -> String {
    let end = name.rsplit_once('.').map(|(_, end)| end).unwrap_or_default();
    let says_what = (1..=5).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_alphanumeric());
    if says_what { format!("file.{end}") } else { "file".to_owned() }
}
