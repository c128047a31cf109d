//! A page's content security policy, as far as it concerns the widget.

/// A parsed policy: its directives with their sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Policy {
    directives: Vec<(String, Vec<String>)>,
}

/// The directives that the widget needs. If one is missing, its fallbacks in the list apply.
const NEEDS: [(&str, &[&str]); 4] = [
    ("script-src", &["script-src-elem", "script-src", "default-src"]),
    ("connect-src", &["connect-src", "default-src"]),
    ("frame-src", &["frame-src", "child-src", "default-src"]),
    ("img-src", &["img-src", "default-src"]),
];

impl Policy {
    /// Parses a policy. If a directive is repeated, the first one counts.
    pub(super) fn read(text: &str) -> Self {
        let mut directives: Vec<(String, Vec<String>)> = Vec::new();
        for directive in text.split(';') {
            let mut parts = directive.split_whitespace();
            let Some(name) = parts.next().map(str::to_ascii_lowercase) else { continue };
            if !directives.iter().any(|(entry, _)| *entry == name) {
                directives.push((name, parts.map(str::to_owned).collect()));
            }
        }
        Self { directives }
    }

    /// The directives that block a widget from `chat` on a page of `page`.
    pub(super) fn forbids(&self, chat: &str, page: &str, nonce: &str) -> Vec<&'static str> {
        let forbids = |(need, names): &(&'static str, &[&str])| {
            let status = names.iter().find_map(|name| self.sources(name))?;
            let by_nonce = *need == "script-src"
                && !nonce.is_empty()
                && status.iter().any(|source| *source == format!("'nonce-{nonce}'"));
            // With `'strict-dynamic'`, browsers ignore host sources.
            let strict = *need == "script-src" && status.iter().any(|s| s == "'strict-dynamic'");
            let by_host = !strict && status.iter().any(|source| fits(source, chat, page));
            (!by_nonce && !by_host).then_some(*need)
        };
        NEEDS.iter().filter_map(forbids).collect()
    }

    fn sources(&self, name: &str) -> Option<&Vec<String>> {
        self.directives.iter().find(|(entry, _)| entry == name).map(|(_, sources)| sources)
    }
}

/// Whether a source expression allows `origin` on a page of `page`.
fn fits(source: &str, origin: &str, page: &str) -> bool {
    let source = source.to_ascii_lowercase();
    let Some((scheme, host)) = origin.split_once("://") else { return false };
    match source.as_str() {
        "*" => return true,
        "'self'" => return origin.eq_ignore_ascii_case(page),
        _ => {}
    }
    if let Some(only) = source.strip_suffix(':') {
        return only == scheme || (only == "http" && scheme == "https");
    }
    let (named, rest) =
        source.split_once("://").map_or((None, source.as_str()), |(s, r)| (Some(s), r));
    if named.is_some_and(|named| named != scheme && !(named == "http" && scheme == "https")) {
        return false;
    }
    let actual = rest.split('/').next().unwrap_or_default();
    let host = host.to_ascii_lowercase();
    match actual.strip_prefix("*.") {
        Some(below) => host.strip_suffix(below).is_some_and(|front| front.ends_with('.')),
        None => host == actual,
    }
}
