//! Results as the XML that `JUnit` writes, which continuous integration reads.

use super::{Tested, story_line, word};
use shared::promise::{Outcome, Verdict};
use std::fmt::Write as _;

pub(super) fn document(all: &[Tested]) -> String {
    let mut suites = String::new();
    let (mut tests, mut failures) = (0, 0);
    for tested in all {
        let (cases, count, failed) = suite(tested);
        tests += count;
        failures += failed;
        let name = escaped(&tested.path.to_string_lossy());
        let _ = write!(
            suites,
            "  <testsuite name=\"{name}\" tests=\"{count}\" failures=\"{failed}\" errors=\"0\" \
             skipped=\"0\">\n{cases}  </testsuite>\n"
        );
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"bellhop test\" \
         tests=\"{tests}\" failures=\"{failures}\">\n{suites}</testsuites>\n"
    )
}

/// The test cases of a file, how many there are, and how many failed.
fn suite(tested: &Tested) -> (String, usize, usize) {
    let (mut cases, mut count, mut failed) = (String::new(), 0, 0);
    let mut add = |class: &str, name: &str, failure: Option<(&str, String)>| {
        count += 1;
        let (class, name) = (escaped(class), escaped(name));
        let head = format!("    <testcase classname=\"{class}\" name=\"{name}\" time=\"0\"");
        let _ = match failure {
            None => writeln!(cases, "{head}/>"),
            Some((kind, text)) => {
                failed += 1;
                let first = escaped(text.lines().next().unwrap_or_default());
                let text = escaped(&text);
                writeln!(
                    cases,
                    "{head}>\n      <failure type=\"{kind}\" message=\"{first}\">{text}</failure>\n    \
                     </testcase>"
                )
            }
        };
    };
    let mistakes = tested.proof.mistakes.iter();
    let mistakes = mistakes.map(|mistake| format!("{}: {}", mistake.at, mistake.message));
    let errors: Vec<String> = tested.errors.iter().cloned().chain(mistakes).collect();
    let failure = (!errors.is_empty()).then(|| ("error", errors.join("\n")));
    add("file", "the dialogue and its promises fit each other", failure);
    for (class, verdicts) in
        [("example", &tested.proof.examples), ("promise", &tested.proof.promises)]
    {
        for verdict in verdicts {
            let failed = verdict.result != Outcome::Kept;
            let kind = word(verdict.result);
            add(class, &verdict.title, failed.then(|| (kind, text(verdict))));
        }
    }
    (cases, count, failed)
}

fn text(verdict: &Verdict) -> String {
    let mut lines = verdict.reasons.clone();
    if lines.is_empty() {
        lines.push("the shortest way that breaks it:".to_owned());
    }
    lines.extend(verdict.story.iter().flat_map(story_line));
    lines.join("\n")
}

/// Text as it stands in XML, without the characters that XML can't have.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push('\n'),
            c if c.is_control() || ('\u{fffe}'..='\u{ffff}').contains(&c) => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_xml_can_not_have_is_escaped() {
        assert_eq!(escaped("<a href=\"b\">&\u{1}\n"), "&lt;a href=&quot;b&quot;&gt;&amp; \n");
    }
}
