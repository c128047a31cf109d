//! Agents' pictures. The bytes decide the type, never what the sender says.

/// Largest picture in bytes.
pub(crate) const MAX_BYTES: usize = 256 * 1024;

/// The type of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Png,
    Jpeg,
    WebP,
    Gif,
}

impl Kind {
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
            Self::Gif => "image/gif",
        }
    }
}

/// Why a picture is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PictureError {
    #[error("The picture has {actual} bytes; at most {MAX_BYTES} are allowed. Make it smaller.")]
    TooLarge { actual: usize },
    #[error("This is not a supported picture. Use PNG, JPEG, WebP or GIF.")]
    Unknown,
    #[error("The picture is {width} × {height}. Crop it to a square.")]
    NotSquare { width: u32, height: u32 },
}

/// Detects the type, and checks that the picture is square and small enough.
pub(crate) fn check(bytes: &[u8]) -> Result<Kind, PictureError> {
    if bytes.len() > MAX_BYTES {
        return Err(PictureError::TooLarge { actual: bytes.len() });
    }
    let (kind, (width, height)) = read(bytes).ok_or(PictureError::Unknown)?;
    if width != height || width == 0 {
        return Err(PictureError::NotSquare { width, height });
    }
    Ok(kind)
}

fn read(bytes: &[u8]) -> Option<(Kind, (u32, u32))> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.get(12..16)? == b"IHDR" {
        let side = |at| be(bytes, at, 4);
        return Some((Kind::Png, (side(16)?, side(20)?)));
    }
    if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        let side = |at| le(bytes, at, 2);
        return Some((Kind::Gif, (side(6)?, side(8)?)));
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12)? == b"WEBP" {
        return Some((Kind::WebP, webp(bytes)?));
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Some((Kind::Jpeg, jpeg(bytes)?));
    }
    None
}

/// The size in the first chunk, which has one of three formats.
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8X" => Some((le(bytes, 24, 3)? + 1, le(bytes, 27, 3)? + 1)),
        b"VP8L" => {
            let packed = le(bytes, 21, 4)?;
            Some(((packed & 0x3fff) + 1, ((packed >> 14) & 0x3fff) + 1))
        }
        b"VP8 " => Some((le(bytes, 26, 2)? & 0x3fff, le(bytes, 28, 2)? & 0x3fff)),
        _ => None,
    }
}

/// Skips segments up to the start of frame, which has the size.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let (marker, kind) = (*bytes.get(at)?, *bytes.get(at + 1)?);
        match (marker, kind) {
            (0xff, 0xff) => at += 1, // padding
            // Of the markers C0 to CF, three don't start a frame: Huffman tables, arithmetic tables
            // and “JPG”.
            (0xff, 0xc0..=0xcf) if !matches!(kind, 0xc4 | 0xc8 | 0xcc) => {
                return Some((be(bytes, at + 7, 2)?, be(bytes, at + 5, 2)?));
            }
            (0xff, 0x01 | 0xd0..=0xd8) => at += 2, // these have no length
            (0xff, _) => at += 2 + usize::try_from(be(bytes, at + 2, 2)?).ok()?.max(2),
            _ => return None,
        }
    }
}

fn be(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    let bytes = bytes.get(at..at + count)?;
    Some(bytes.iter().fold(0, |value, byte| (value << 8) | u32::from(*byte)))
}

fn le(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    let bytes = bytes.get(at..at + count)?;
    Some(bytes.iter().rev().fold(0, |value, byte| (value << 8) | u32::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    fn gif(width: u16, height: u16) -> Vec<u8> {
        let mut bytes = b"GIF89a".to_vec();
        bytes.extend(width.to_le_bytes());
        bytes.extend(height.to_le_bytes());
        bytes
    }

    fn jpeg_of(width: u16, height: u16) -> Vec<u8> {
        let mut bytes = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc0\0\x0b\x08".to_vec();
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes
    }

    fn webp_of(chunk: [u8; 4], body: &[u8]) -> Vec<u8> {
        let mut bytes = b"RIFF\0\0\0\0WEBP".to_vec();
        bytes.extend(chunk);
        bytes.extend([0; 4]);
        bytes.extend(body);
        bytes
    }

    #[test]
    fn the_bytes_decide_the_type_of_a_picture() {
        assert_eq!(check(&png(64, 64)), Ok(Kind::Png));
        assert_eq!(check(&gif(64, 64)), Ok(Kind::Gif));
        assert_eq!(check(&jpeg_of(64, 64)), Ok(Kind::Jpeg));
        let extended = webp_of(*b"VP8X", &[0, 0, 0, 0, 63, 0, 0, 63, 0, 0]);
        assert_eq!(check(&extended), Ok(Kind::WebP));
        let lossless = webp_of(*b"VP8L", &[0x2f, 63, 0xc0, 0x0f, 0]);
        assert_eq!(check(&lossless), Ok(Kind::WebP));
        let lossy = webp_of(*b"VP8 ", &[0, 0, 0, 0x9d, 1, 0x2a, 64, 0, 64, 0]);
        assert_eq!(check(&lossy), Ok(Kind::WebP));
    }

    #[test]
    fn a_picture_must_be_square_and_small() {
        let oblong = PictureError::NotSquare { width: 64, height: 32 };
        assert_eq!(check(&png(64, 32)), Err(oblong.clone()));
        assert_eq!(check(&jpeg_of(64, 32)), Err(oblong));
        let mut large = png(64, 64);
        large.resize(MAX_BYTES + 1, 0);
        assert!(matches!(check(&large), Err(PictureError::TooLarge { .. })));
    }

    #[test]
    fn other_bytes_and_truncated_pictures_are_refused() {
        for bytes in [&b""[..], b"<svg/>", b"GIF89a", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"] {
            assert_eq!(check(bytes), Err(PictureError::Unknown), "{bytes:?}");
        }
        let endless = [b"\xff\xd8".to_vec(), vec![0xff; 1_000]].concat();
        assert_eq!(check(&endless), Err(PictureError::Unknown));
    }
}
