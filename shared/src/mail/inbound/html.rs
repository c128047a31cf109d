//! The text of a mail that has only HTML. What is quoted in it gets `>`, as in a plain text.

/// Elements whose content nobody sees.
const HIDDEN: [&str; 6] = ["head", "style", "script", "title", "template", "noscript"];
/// Elements that begin and end a line.
const BLOCKS: [&str; 20] = [
    "p",
    "div",
    "tr",
    "table",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "hr",
    "blockquote",
    "section",
    "article",
    "header",
    "footer",
];
/// Elements with an empty line around them.
const PARAGRAPHS: [&str; 8] = ["p", "h1", "h2", "h3", "h4", "ul", "ol", "blockquote"];

/// The text of an HTML document.
pub fn text_of_html(html: &str) -> String {
    let mut writer = Writer::default();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        writer.text(&rest[..start]);
        rest = &rest[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let is_tag =
            rest[1..].starts_with(|sign: char| sign.is_ascii_alphabetic() || "/!?".contains(sign));
        if !is_tag {
            writer.text("<");
            rest = &rest[1..];
            continue;
        }
        let end = end_of_tag(rest);
        let (tag, after) = rest.split_at(end);
        writer.tag(tag.trim_start_matches('<').trim_end_matches('>'));
        rest = after;
    }
    writer.text(rest);
    writer.finish()
}

/// Where the tag at the beginning ends, after its `>`. One in quotes does not end it.
fn end_of_tag(rest: &str) -> usize {
    let mut quote = None;
    for (at, sign) in rest.char_indices() {
        match (quote, sign) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') if rest[..at].ends_with('=') => quote = Some(sign),
            (Some(open), sign) if open == sign => quote = None,
            _ => {}
        }
    }
    rest.len()
}

#[derive(Default)]
struct Writer {
    lines: Vec<String>,
    line: String,
    /// Whether a space is to be written before the next word.
    space: bool,
    /// How many quotes we are in.
    quotes: usize,
    /// The element that is hidden now.
    hidden: Option<String>,
    /// How many `pre` we are in.
    pre: usize,
}

impl Writer {
    fn text(&mut self, text: &str) {
        if self.hidden.is_some() {
            return;
        }
        for letter in decoded(text).chars() {
            if self.pre > 0 && letter == '\n' {
                self.end_line();
            } else if letter.is_ascii_whitespace() {
                self.space = true;
            } else {
                if self.space && !self.line.is_empty() {
                    self.line.push(' ');
                }
                self.space = false;
                self.line.push(letter);
            }
        }
    }

    fn tag(&mut self, tag: &str) {
        let is_end = tag.starts_with('/');
        let name: String =
            tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        if let Some(hidden) = &self.hidden {
            if is_end && *hidden == name {
                self.hidden = None;
            }
            return;
        }
        let name = name.as_str();
        if HIDDEN.contains(&name) {
            self.hidden = (!is_end).then(|| name.to_owned());
            return;
        }
        match name {
            "br" => self.end_line(),
            "td" | "th" => self.space = true,
            _ if BLOCKS.contains(&name) => {
                self.begin_block(PARAGRAPHS.contains(&name));
                if name == "li" && !is_end {
                    self.line.push_str("- ");
                }
            }
            _ => {}
        }
        match (name, is_end) {
            ("blockquote", false) => self.quotes += 1,
            ("blockquote", true) => self.quotes = self.quotes.saturating_sub(1),
            ("pre", false) => self.pre += 1,
            ("pre", true) => self.pre = self.pre.saturating_sub(1),
            _ => {}
        }
    }

    fn begin_block(&mut self, paragraph: bool) {
        if !self.line.trim().is_empty() {
            self.end_line();
        }
        self.line.clear();
        self.space = false;
        if paragraph && self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    fn end_line(&mut self) {
        let line = core::mem::take(&mut self.line);
        self.space = false;
        let is_second_blank = line.is_empty() && self.lines.last().is_some_and(String::is_empty);
        if !is_second_blank {
            self.lines.push(format!("{}{}", "> ".repeat(self.quotes), line.trim_end()));
        }
    }

    fn finish(mut self) -> String {
        self.begin_block(false);
        self.lines.join("\n").trim().to_owned()
    }
}

/// The entities that mail programs write by name.
const ENTITIES: [(&str, char); 44] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("hellip", '…'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("euro", '€'),
    ("pound", '£'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("bull", '•'),
    ("middot", '·'),
    ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
    ("szlig", 'ß'),
    ("agrave", 'à'),
    ("aacute", 'á'),
    ("acirc", 'â'),
    ("ccedil", 'ç'),
    ("egrave", 'è'),
    ("eacute", 'é'),
    ("ecirc", 'ê'),
    ("iacute", 'í'),
    ("ntilde", 'ñ'),
    ("oacute", 'ó'),
    ("uacute", 'ú'),
    ("aring", 'å'),
    ("oslash", 'ø'),
];
/// Longest name of an entity that is looked for.
const MAX_ENTITY_BYTES: usize = 10;

/// A text with its entities replaced; what is none stays as it is.
fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let end = after.bytes().take(MAX_ENTITY_BYTES).position(|byte| byte == b';');
        let found = end.and_then(|end| Some((entity(&after[..end])?, &after[end + 1..])));
        if let Some((letter, after)) = found {
            out.push(letter);
            rest = after;
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    let Some(number) = name.strip_prefix('#') else {
        return ENTITIES.iter().find(|(entity, _)| *entity == name).map(|(_, letter)| *letter);
    };
    let hex = number.strip_prefix(['x', 'X']);
    let code = hex.map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
    char::from_u32(code?)
}
