//! Scans a page's tags by hand: as lenient as browsers, and in linear time.

/// The script tag of the widget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Script<'p> {
    /// The value of its `data-site`, empty if it has none.
    pub(super) site: &'p str,
    /// Its nonce, if it has one.
    pub(super) nonce: &'p str,
}

/// The first script tag whose address is on `chat`.
pub(super) fn script_of<'p>(html: &'p str, chat: &str) -> Option<Script<'p>> {
    tags(html).find_map(|(name, attributes)| {
        let source = attribute(attributes, "src")?;
        let path = source.strip_prefix(chat)?.split(['?', '#']).next()?;
        (name.eq_ignore_ascii_case("script") && path == "/widget.js").then(|| Script {
            site: attribute(attributes, "data-site").unwrap_or_default(),
            nonce: attribute(attributes, "nonce").unwrap_or_default(),
        })
    })
}

/// The policies in the page's `meta` tags.
pub(super) fn written_policies(html: &str) -> Vec<String> {
    let policies = tags(html).filter_map(|(name, attributes)| {
        let http_equiv = attribute(attributes, "http-equiv")?;
        let is_policy = name.eq_ignore_ascii_case("meta")
            && http_equiv.eq_ignore_ascii_case("content-security-policy");
        is_policy.then(|| attribute(attributes, "content")).flatten()
    });
    policies.map(|text| text.replace("&#39;", "'").replace("&quot;", "\"")).collect()
}

/// Every opening tag with its attributes as they are written; tags in comments are skipped.
fn tags(html: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = html;
    core::iter::from_fn(move || {
        loop {
            let at = rest.find('<')?;
            rest = rest.get(at + 1..)?;
            if let Some(comment) = rest.strip_prefix("!--") {
                rest = comment.split_once("-->")?.1;
                continue;
            }
            let end = end_of(rest);
            let (tag, after) = rest.split_at_checked(end)?;
            rest = after;
            let name =
                tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
            if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                return Some((name, tag.get(name.len()..).unwrap_or_default()));
            }
        }
    })
}

/// The index of the end of a tag, outside quotes.
fn end_of(tag: &str) -> usize {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
    }
    tag.len()
}

fn attribute<'t>(attributes: &'t str, key: &str) -> Option<&'t str> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end)?;
        let after = after.trim_start();
        let (value, after) = match after.strip_prefix('=') {
            None => ("", after),
            Some(value) => value_of(value.trim_start()),
        };
        if name.eq_ignore_ascii_case(key) {
            return Some(value);
        }
        // A stray character without a name is skipped.
        rest = if end == 0 && after.len() == rest.len() { after.get(1..)? } else { after };
    }
}

fn value_of(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).unwrap_or((inner, ""));
        }
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_page_makes_the_scanner_slow(html in "[<>a-z=\"'/ !é-]{0,80}") {
            let _ = script_of(&html, "https://a");
            let _ = written_policies(&html);
        }
    }
}
