//! Words of the project's early, private language. Each thing has one name (`docs/glossary.md`), so
//! a word listed here must not come back as part of an identifier.

use super::{Finding, Source};

/// An old word, and its replacement.
const OLD: [(&str, &str); 38] = [
    ("wish", "chat request"),
    ("wishes", "chat requests"),
    ("rung", "offered"),
    ("rang", "offered"),
    ("ring", "offer"),
    ("ringing", "offered"),
    ("bell", "agent socket"),
    ("bells", "agent sockets"),
    ("errand", "push delivery"),
    ("errands", "push deliveries"),
    ("parcel", "push request"),
    ("charter", "conversation meta"),
    ("handing", "transfer"),
    ("handover", "transfer"),
    ("standing", "status"),
    ("desertion", "disconnect timeout"),
    ("deserted", "abandoned"),
    ("deed", "site record"),
    ("hearing", "projections"),
    ("seal", "signing"),
    ("gathering", "batcher"),
    ("film", "timeline"),
    ("knock", "announce_ready"),
    ("lean", "codec"),
    ("fault", "ApiError"),
    ("unwanted", "blocked"),
    ("noted", "overrides"),
    ("claimed", "from_page"),
    ("unseat", "remove_agent"),
    ("keeper", "child guard"),
    ("pretence", "emulation"),
    ("colleagues", "transfer targets"),
    ("colleague", "transfer target"),
    ("told", "the name of what was sent"),
    ("sought", "deep link"),
    ("duty", "availability"),
    ("guest", "visitor"),
    ("town", "demo site"),
];

/// Finds old words in identifiers that ship.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    // The list itself contains them.
    if !source.has_extension(&["rs"]) || source.path.ends_with("tidy/vocabulary.rs") {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (line, code) in source.code() {
        for identifier in identifiers(code) {
            let found = parts(identifier).find_map(|part| {
                OLD.iter().find(|(old, _)| part.eq_ignore_ascii_case(old)).copied()
            });
            if let Some((old, new)) = found {
                let message = format!("`{identifier}`: for “{old}” we say “{new}”");
                findings.push(source.finding(line, message));
            }
        }
    }
    findings
}

/// The identifiers in a line of code, outside of string literals.
fn identifiers(code: &str) -> impl Iterator<Item = &str> {
    let outside = code.split('"').step_by(2);
    outside.flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && c != '_'))
}

/// The words of an identifier, in snake case or camel case.
fn parts(identifier: &str) -> impl Iterator<Item = &str> {
    identifier.split('_').flat_map(|word| {
        let starts = word.char_indices().filter(|(at, c)| *at == 0 || c.is_uppercase());
        let starts: Vec<usize> = starts.map(|(at, _)| at).collect();
        let ends = starts.iter().skip(1).copied().chain([word.len()]).collect::<Vec<_>>();
        starts.into_iter().zip(ends).map(|(from, to)| &word[from..to])
    })
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tests::source;

    fn found(line: &str) -> usize {
        check(&source("shared/src/desk/machine.rs", line)).len()
    }

    #[test]
    fn an_old_word_in_an_identifier_is_found_and_names_the_new_one() {
        let findings = check(&source("edge/src/a.rs", "struct WishRing;\n"));
        assert!(findings[0].message.contains("“chat request”"), "{findings:?}");
        assert_eq!(found("fn end_handover() {}"), 1);
        assert_eq!(found("let standing = 1;"), 1);
    }

    #[test]
    fn other_words_texts_and_comments_are_not_identifiers_of_ours() {
        assert_eq!(found("let outstanding = Understanding::Clean;"), 0);
        assert_eq!(found("let text = \"the wish\"; // a wish"), 0);
    }
}
