//! Replies of a mail server, which may have several lines.

/// Longest line of a reply in bytes. RFC 5321 allows 512; some servers write more.
pub const MAX_LINE_BYTES: usize = 4_096;
/// Most lines of one reply.
const MAX_LINES: usize = 100;
/// How much of a reply is kept for people to read.
const MAX_QUOTED_CHARS: usize = 300;

/// A whole reply: its code, and the text of each line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub code: u16,
    pub lines: Vec<String>,
}

/// What a server sent that is no reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the server does not speak SMTP")]
pub(super) struct NotSmtp;

/// Makes replies of bytes as they come.
#[derive(Debug, Clone, Default)]
pub(super) struct Replies {
    bytes: Vec<u8>,
    code: Option<u16>,
    lines: Vec<String>,
}

impl Replies {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Whether the server has sent something that was not used yet.
    pub(super) fn has_more(&self) -> bool {
        !self.bytes.is_empty() || !self.lines.is_empty()
    }

    /// The next whole reply, if it has come.
    pub(super) fn next(&mut self) -> Result<Option<Reply>, NotSmtp> {
        while let Some(end) = self.bytes.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.bytes.drain(..=end).collect();
            let line = String::from_utf8_lossy(line.trim_ascii_end()).into_owned();
            let (code, is_last, text) = parts(&line).ok_or(NotSmtp)?;
            if line.len() > MAX_LINE_BYTES
                || self.lines.len() >= MAX_LINES
                || self.code.is_some_and(|first| first != code)
            {
                return Err(NotSmtp);
            }
            self.code = Some(code);
            self.lines.push(text.to_owned());
            if is_last {
                self.code = None;
                return Ok(Some(Reply { code, lines: core::mem::take(&mut self.lines) }));
            }
        }
        if self.bytes.len() > MAX_LINE_BYTES { Err(NotSmtp) } else { Ok(None) }
    }
}

/// The code of a line, whether it is the last of its reply, and its text.
fn parts(line: &str) -> Option<(u16, bool, &str)> {
    let code = line.get(..3).filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()))?;
    let code = code.parse().ok().filter(|code| (200..600).contains(code))?;
    match line.as_bytes().get(3) {
        None => Some((code, true, "")),
        Some(b' ') => Some((code, true, &line[4..])),
        Some(b'-') => Some((code, false, &line[4..])),
        Some(_) => None,
    }
}

impl Reply {
    /// Whether the code is of this hundred.
    pub(super) const fn is(&self, hundred: u16) -> bool {
        self.code / 100 == hundred
    }

    /// The reply for people: in one line, without control characters, and not without end.
    pub(super) fn quoted(&self) -> String {
        let text = format!("{} {}", self.code, self.lines.join(" "));
        let clean = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
        clean.take(MAX_QUOTED_CHARS).collect::<String>().trim_end().to_owned()
    }
}
