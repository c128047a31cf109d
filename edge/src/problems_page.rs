//! `/docs/problems`: the page that a problem's `type` leads to, with an anchor for each code. It is generated from the same table as the answers.

use core::fmt::Write as _;
use shared::problem::ProblemCode;

const HEAD: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width\"><title>Problems – Bellhop</title>\
    <link rel=\"stylesheet\" href=\"/docs.css\"></head><body><main><h1>Problems</h1>\
    <p>When a request fails, the API answers with <code>application/problem+json</code> (RFC 9457). \
    Its <code>type</code> is the address of an entry on this page, its <code>detail</code> says what is \
    wrong with this one request.</p>";

pub(crate) fn html() -> String {
    let mut html = HEAD.to_owned();
    for code in ProblemCode::ALL {
        let (name, title, status) = (code.as_str(), text(code.title()), code.status());
        // Writing to a string can't fail.
        let _ = write!(
            html,
            "<section id=\"{name}\"><h2><a href=\"#{name}\">{title}</a></h2>\
             <p><code>{name}</code>, status {status}</p><p>{}</p><p>{}</p></section>",
            text(code.meaning()),
            text(code.remedy()),
        );
    }
    html.push_str("</main></body></html>");
    html
}

/// A sentence as HTML; text between backticks becomes `<code>`.
fn text(sentence: &str) -> String {
    let escaped = sentence.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut parts = escaped.split('`');
    let mut html = parts.next().unwrap_or_default().to_owned();
    for (index, part) in parts.enumerate() {
        html.push_str(if index % 2 == 0 { "<code>" } else { "</code>" });
        html.push_str(part);
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_has_its_anchor_its_meaning_and_its_remedy() {
        let html = html();
        for code in ProblemCode::ALL {
            let anchor = format!("<section id=\"{}\">", code.as_str());
            assert_eq!(html.matches(&anchor).count(), 1, "{code:?}");
            assert!(html.contains(&text(code.meaning())), "{code:?}");
            assert!(html.contains(&text(code.remedy())), "{code:?}");
        }
    }

    #[test]
    fn backticks_in_a_sentence_become_code() {
        assert_eq!(text("Send `a & <b>`, then"), "Send <code>a &amp; &lt;b&gt;</code>, then");
    }
}
