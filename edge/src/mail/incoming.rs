//! Reads a mail that comes in. `shared::mail::inbound` judges it.

use mail_parser::{MessageParser, MessagePart, MimeHeaders, PartType};
use shared::mail::inbound::IncomingMail;

/// A file in a mail.
#[derive(Debug)]
pub(crate) struct Attachment {
    /// Its name, as the sender wrote it; it may be empty.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// The parts of a message; `None` if it is none.
pub(crate) fn read(raw: &[u8]) -> Option<(IncomingMail, Vec<Attachment>)> {
    let message = MessageParser::default().parse(raw)?;
    let headers = message.headers_raw().map(|(name, value)| {
        let unfolded = value.replace("\r\n", "").replace('\n', "");
        (name.to_ascii_lowercase(), unfolded.trim().to_owned())
    });
    let headers: Vec<_> = headers.collect();
    if headers.is_empty() {
        return None;
    }
    let parts = |ids: &[u32]| -> Vec<&MessagePart<'_>> {
        ids.iter().filter_map(|id| message.parts.get(usize::try_from(*id).ok()?)).collect()
    };
    let texts: Vec<&str> = (parts(&message.text_body).into_iter())
        .filter_map(|part| match &part.body {
            PartType::Text(text) => Some(text.as_ref()),
            _ => None,
        })
        .collect();
    let pages: Vec<&str> = (parts(&message.html_body).into_iter())
        .filter_map(|part| match &part.body {
            PartType::Html(page) => Some(page.as_ref()),
            _ => None,
        })
        .collect();
    let joined = |all: &[&str], between| (!all.is_empty()).then(|| all.join(between));
    let mail = IncomingMail { headers, text: joined(&texts, "\n"), html: joined(&pages, "<br>") };
    let attachments = message.attachments().filter_map(|part| {
        let name = part.attachment_name().unwrap_or_default().to_owned();
        let bytes = part.contents().to_vec();
        // A mail inside the mail, and what has neither name nor content, is no file.
        let is_file = !matches!(part.body, PartType::Message(_) | PartType::Multipart(_));
        (is_file && !bytes.is_empty()).then_some(Attachment { name, bytes })
    });
    let attachments = attachments.collect();
    Some((mail, attachments))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(raw: &[u8]) -> String {
        read(raw).unwrap().0.words()
    }

    #[test]
    fn words_are_read_in_every_encoding_that_mail_programs_use() {
        let jis = b"From: a@example.jp\r\nContent-Type: text/plain; charset=ISO-2022-JP\r\n\
            Content-Transfer-Encoding: 7bit\r\n\r\n\x1b$B$\"$j$,$H$&\x1b(B\r\n";
        assert_eq!(words(jis), "ありがとう");
        let base64 = "From: a@example.jp\r\nContent-Type: text/plain; charset=UTF-8\r\n\
            Content-Transfer-Encoding: base64\r\n\r\n44GC44KK44GM44Go44GG\r\n";
        assert_eq!(words(base64.as_bytes()), "ありがとう");
        let latin = b"From: a@example.de\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe\r\n";
        assert_eq!(words(latin), "Grüße");
        let chinese = b"From: a@example.cn\r\nContent-Type: text/plain; charset=gb2312\r\n\
            Content-Transfer-Encoding: 8bit\r\n\r\n\xd0\xbb\xd0\xbb\r\n";
        assert_eq!(words(chinese), "谢谢");
    }

    #[test]
    fn a_mail_has_its_own_text_and_files() {
        let raw = "From: ada@example.com\r\nTo: <reply+x@in.example.com>\r\nMIME-Version: 1.0\r\n\
            Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\
            Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n\
            Content-Type: text/plain\r\n\r\nHere it is.\r\n--c\r\n\
            Content-Type: text/html\r\n\r\n<p>Here <b>it</b> is.</p>\r\n--c--\r\n--b\r\n\
            Content-Type: application/pdf; name=\"bill.pdf\"\r\n\
            Content-Disposition: attachment; filename=\"bill.pdf\"\r\n\
            Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjc=\r\n--b--\r\n";
        let (mail, attachments) = read(raw.as_bytes()).unwrap();
        assert_eq!(mail.words(), "Here it is.");
        assert_eq!(mail.recipients(), "<reply+x@in.example.com>");
        let [attachment] = attachments.as_slice() else { panic!("{attachments:?}") };
        assert_eq!(
            (attachment.name.as_str(), &attachment.bytes[..]),
            ("bill.pdf", &b"%PDF-1.7"[..])
        );
    }

    #[test]
    fn what_is_no_mail_is_refused() {
        assert!(read(b"").is_none());
        assert!(read(b"\r\n\r\n").is_none());
    }
}
