//! Files in conversations: which types are allowed, and how a type is detected. The bytes decide,
//! never the name or what the sender says.

/// Largest file in bytes.
pub const MAX_FILE_BYTES: usize = 10 * 1024 * 1024;
/// Most files of a conversation.
pub const MAX_FILES: usize = 50;
/// Longest file name in characters; longer ones are cut.
pub const MAX_NAME_CHARS: usize = 120;
/// How far a ZIP container is searched for the names that tell its type, in bytes.
const DEPTH: usize = 64 * 1024;

/// A detected file type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Png,
    Jpeg,
    WebP,
    Gif,
    Pdf,
    /// A document of Word.
    Docx,
    /// A workbook of Excel.
    Xlsx,
    Pptx,
    /// A ZIP archive that is no document of an office program.
    Zip,
    /// Comma-separated values: text, in any encoding.
    Csv,
    Text,
}

impl Kind {
    /// The kind of a picture, by its first bytes; none: it is no picture that browsers show.
    pub fn of_picture(bytes: &[u8]) -> Option<Self> {
        let begins = |magic: &[u8]| bytes.starts_with(magic);
        if begins(b"\x89PNG\r\n\x1a\n") {
            return Some(Self::Png);
        }
        if begins(b"\xff\xd8\xff") {
            return Some(Self::Jpeg);
        }
        if begins(b"GIF87a") || begins(b"GIF89a") {
            return Some(Self::Gif);
        }
        (begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")).then_some(Self::WebP)
    }

    /// The type it is served as.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
            Self::Gif => "image/gif",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => {
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            }
            Self::Zip => "application/zip",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// Allowed extensions; the first one is added to names with another extension.
    const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::WebP => &["webp"],
            Self::Gif => &["gif"],
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Pptx => &["pptx"],
            Self::Zip => &["zip"],
            Self::Csv => &["csv"],
            Self::Text => &["txt", "md", "log"],
        }
    }
}

/// Why a file is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileRefusal {
    #[error("The file is empty.")]
    Empty,
    #[error("The file is larger than 10 MB. Send a smaller one, or a link to it.")]
    TooLarge,
    /// The type is not allowed.
    #[error(
        "This type of file can’t be sent. Send pictures (PNG, JPEG, WebP, GIF), PDF, Word, Excel, \
         PowerPoint, ZIP or text files."
    )]
    Unknown,
}

/// Detects the type of a file, and makes its name safe.
///
/// # Errors
/// If the file is empty, too large, or of a type that is not allowed.
pub fn check(bytes: &[u8], name: &str) -> Result<(Kind, String), FileRefusal> {
    if bytes.is_empty() {
        return Err(FileRefusal::Empty);
    }
    if bytes.len() > MAX_FILE_BYTES {
        return Err(FileRefusal::TooLarge);
    }
    let kind = kind(bytes, name).ok_or(FileRefusal::Unknown)?;
    Ok((kind, safe_name(name, kind)))
}

fn kind(bytes: &[u8], name: &str) -> Option<Kind> {
    let begins = |magic: &[u8]| bytes.starts_with(magic);
    if let Some(picture) = Kind::of_picture(bytes) {
        return Some(picture);
    }
    if begins(b"%PDF-") {
        return Some(Kind::Pdf);
    }
    if begins(b"PK\x03\x04") || begins(b"PK\x05\x06") {
        return Some(container(bytes));
    }
    let is_text = std::str::from_utf8(bytes)
        .is_ok_and(|text| !text.chars().any(|c| c.is_control() && !c.is_whitespace()));
    is_text.then(|| if ending(name) == "csv" { Kind::Csv } else { Kind::Text })
}

/// Office documents are ZIP files that contain certain entries. Their names are at the beginning
/// and at the end of the file.
fn container(bytes: &[u8]) -> Kind {
    let head = bytes.get(..DEPTH).unwrap_or(bytes);
    let tail = bytes.get(bytes.len().saturating_sub(DEPTH)..).unwrap_or(bytes);
    let holds = |name: &[u8]| {
        [head, tail].iter().any(|part| part.windows(name.len()).any(|found| found == name))
    };
    if !holds(b"[Content_Types].xml") {
        return Kind::Zip;
    }
    let entries: [(&[u8], Kind); 3] = [
        (b"word/document.xml", Kind::Docx),
        (b"xl/workbook.xml", Kind::Xlsx),
        (b"ppt/presentation.xml", Kind::Pptx),
    ];
    entries.into_iter().find(|(name, _)| holds(name)).map_or(Kind::Zip, |(_, kind)| kind)
}

fn ending(name: &str) -> String {
    name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_lowercase())
}

/// The name without folders and without characters that change the text direction, with an
/// extension that fits the content. So an HTML page that is sent as text is also saved as text.
fn safe_name(name: &str, kind: Kind) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    // Before an extension, even a mark for a single letter can mislead.
    let turns = ['\u{200e}', '\u{200f}'];
    let base = crate::plain_text::clean_line(base).replace(turns, "");
    let base = base.trim().trim_start_matches('.');
    let endings = kind.endings();
    let (stem, end) = match base.rsplit_once('.') {
        Some((stem, _)) if endings.contains(&ending(base).as_str()) => (stem, ending(base)),
        _ => (base, endings[0].to_owned()),
    };
    let room = MAX_NAME_CHARS - end.len() - 1;
    let stem: String = stem.chars().take(room).collect();
    let stem = if stem.trim().is_empty() { "file" } else { stem.trim() };
    format!("{stem}.{end}")
}

/// A file size as people write it.
pub fn size(bytes: u64) -> String {
    const KILO: u64 = 1_024;
    const MEGA: u64 = KILO * KILO;
    match bytes {
        ..KILO => format!("{bytes} bytes"),
        KILO..MEGA => format!("{} KB", bytes.div_ceil(KILO)),
        _ => format!("{}.{} MB", bytes / MEGA, bytes % MEGA * 10 / MEGA),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inspect(bytes: &[u8], name: &str) -> Result<(Kind, String), FileRefusal> {
        check(bytes, name)
    }

    fn zip(names: &[&str]) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04".to_vec();
        bytes.extend(names.join("\0").as_bytes());
        bytes
    }

    #[test]
    fn the_bytes_decide_the_type_whatever_the_name_is() {
        let png = b"\x89PNG\r\n\x1a\n....";
        assert_eq!(inspect(png, "holiday.PNG"), Ok((Kind::Png, "holiday.png".to_owned())));
        assert_eq!(inspect(png, "page.html"), Ok((Kind::Png, "page.html.png".to_owned())));
        assert_eq!(inspect(b"\xff\xd8\xff\xe0", "a.jpeg").unwrap().0, Kind::Jpeg);
        assert_eq!(inspect(b"GIF89a..", "a.gif").unwrap().0, Kind::Gif);
        assert_eq!(inspect(b"RIFF....WEBPVP8 ", "a.webp").unwrap().0, Kind::WebP);
        assert_eq!(inspect(b"%PDF-1.7", "a.pdf").unwrap().0, Kind::Pdf);
        assert_eq!(inspect(b"a;b\n1;2\n", "table.csv").unwrap().0, Kind::Csv);
        let office = ["[Content_Types].xml", "word/document.xml"];
        assert_eq!(
            inspect(&zip(&office), "letter.docx"),
            Ok((Kind::Docx, "letter.docx".to_owned()))
        );
        assert_eq!(
            inspect(&zip(&["word/document.xml"]), "a.docx"),
            Ok((Kind::Zip, "a.docx.zip".to_owned()))
        );
        let table = ["[Content_Types].xml", "xl/workbook.xml"];
        assert_eq!(inspect(&zip(&table), "a.xlsx").unwrap().0, Kind::Xlsx);
    }

    #[test]
    fn html_and_svg_count_as_text_and_are_saved_as_text() {
        for name in ["evil.html", "evil.svg", "evil.htm\u{202e}gnp"] {
            let (kind, safe_name) = inspect(b"<script>alert(1)</script>", name).unwrap();
            assert_eq!((kind, ending(&safe_name).as_str()), (Kind::Text, "txt"), "{safe_name}");
        }
    }

    #[test]
    fn an_unsupported_file_type_is_refused() {
        for bytes in [&b"MZ\x90\0\x03"[..], b"\x7fELF\x02", b"\xff\xfe\0\0", b"a\0b"] {
            assert_eq!(inspect(bytes, "a.txt"), Err(FileRefusal::Unknown), "{bytes:?}");
        }
        assert_eq!(inspect(b"", "a.txt"), Err(FileRefusal::Empty));
        assert_eq!(inspect(&vec![b'a'; MAX_FILE_BYTES + 1], "a.txt"), Err(FileRefusal::TooLarge));
        assert!(inspect(&vec![b'a'; MAX_FILE_BYTES], "a.txt").is_ok());
    }

    #[test]
    fn a_safe_name_is_short_and_has_no_folders() {
        let name = |actual: &str| inspect(b"x", actual).unwrap().1;
        assert_eq!(name("../../etc/passwd"), "passwd.txt");
        assert_eq!(name("C:\\notes\\to do.TXT"), "to do.txt");
        assert_eq!(name("a\u{202e}\n\"b.txt"), "a \"b.txt");
        assert_eq!(name(""), "file.txt");
        assert_eq!(name(".txt"), "txt.txt");
        assert_eq!(name(&"é".repeat(500)).chars().count(), MAX_NAME_CHARS);
    }

    #[test]
    fn sizes_are_written_as_people_write_them() {
        assert_eq!(size(1), "1 bytes");
        assert_eq!(size(34_000), "34 KB");
        assert_eq!(size(5 * 1024 * 1024 + 600_000), "5.5 MB");
    }
}
