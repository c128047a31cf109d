//! A mail's text, from which both its plain text and its HTML are written.

use crate::language::Language;
use std::fmt::Write as _;

/// Where a mail comes from: what its texts name, and where its links lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'p> {
    pub site_name: &'p str,
    /// The deployment's origin.
    pub origin: &'p str,
}

/// What a mail says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailText {
    /// The language of its own words, which also gives its direction.
    pub language: Language,
    pub subject: String,
    pub blocks: Vec<Block>,
    /// The address with which the reader ends such mails, of mails that nobody asked for.
    pub unsubscribe: Option<String>,
}

/// A part of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Paragraph(String),
    /// What a person wrote, in their own direction.
    Quote(String),
    /// A line of a conversation.
    Said {
        name: String,
        clock: String,
        text: String,
    },
    /// The one thing to do.
    Link {
        label: String,
        url: String,
    },
    /// What only some need to know.
    Fine(String),
}

impl Block {
    pub(super) fn paragraph(text: impl Into<String>) -> Self {
        Self::Paragraph(text.into())
    }

    pub(super) fn fine(text: impl Into<String>) -> Self {
        Self::Fine(text.into())
    }

    pub(super) fn link(label: &str, url: String) -> Self {
        Self::Link { label: label.to_owned(), url }
    }
}

impl MailText {
    /// The subject as a header can hold it: one line.
    pub fn subject_line(&self) -> String {
        one_line(&self.subject)
    }

    /// The plain text.
    pub fn plain(&self) -> String {
        let mut text = String::new();
        for block in &self.blocks {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            match block {
                Block::Paragraph(words) | Block::Fine(words) => text.push_str(words),
                Block::Quote(words) => {
                    let lines: Vec<_> = words.lines().map(|line| format!("> {line}")).collect();
                    text.push_str(&lines.join("\n"));
                }
                Block::Said { name, clock, text: words } => {
                    // Further lines are indented, so that nobody can fake another one.
                    let words: Vec<_> = words.lines().collect();
                    let _ = write!(text, "[{clock}] {name}: {}", words.join("\n        "));
                }
                Block::Link { label, url } => {
                    let _ = write!(text, "{label}:\n{url}");
                }
            }
        }
        text.push('\n');
        text
    }

    /// The HTML. It loads nothing from anywhere, and runs nothing.
    pub fn html(&self) -> String {
        let direction = if self.language.is_right_to_left() { "rtl" } else { "ltr" };
        let mut html = format!(
            "<!doctype html>\n<html lang=\"{}\" dir=\"{direction}\">\n<head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{}</title></head>\n\
             <body style=\"margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif\">\n\
             <div dir=\"{direction}\" style=\"max-width:34em;margin:0 auto\">\n",
            self.language.as_str(),
            escaped(&self.subject_line()),
        );
        for block in &self.blocks {
            // Writing to a string does not fail.
            let _ = match block {
                Block::Paragraph(words) => {
                    writeln!(html, "<p dir=\"auto\">{}</p>", with_breaks(words))
                }
                Block::Quote(words) => writeln!(
                    html,
                    "<blockquote dir=\"auto\" style=\"margin:16px 0;padding:0 16px;\
                     border-inline-start:3px solid #888\">{}</blockquote>",
                    with_breaks(words)
                ),
                Block::Said { name, clock, text } => writeln!(
                    html,
                    "<p style=\"margin:12px 0\"><strong dir=\"auto\">{}</strong> \
                     <span style=\"font-size:13px\">{}</span></p>\n<p dir=\"auto\" \
                     style=\"margin:-8px 0 12px\">{}</p>",
                    escaped(name),
                    escaped(clock),
                    with_breaks(text)
                ),
                Block::Link { label, url } => writeln!(
                    html,
                    "<p><a href=\"{0}\" style=\"display:inline-block;padding:10px 18px;\
                     border-radius:8px;background:#1d4ed8;color:#fff;text-decoration:none\">{1}</a></p>\n\
                     <p dir=\"ltr\" style=\"font-size:13px;word-break:break-all\">{0}</p>",
                    escaped(url),
                    escaped(label)
                ),
                Block::Fine(words) => {
                    writeln!(html, "<p style=\"font-size:13px\">{}</p>", with_breaks(words))
                }
            };
        }
        html.push_str("</div>\n</body>\n</html>\n");
        html
    }
}

/// A text in one line: what would end a header is a space.
fn one_line(text: &str) -> String {
    let is_break = |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}');
    let spaced: String =
        text.chars().map(|letter| if is_break(letter) { ' ' } else { letter }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn with_breaks(text: &str) -> String {
    escaped(text).lines().collect::<Vec<_>>().join("<br>\n")
}

/// A text as HTML, inside an element or a quoted attribute.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter => safe.push(letter),
        }
    }
    safe
}
