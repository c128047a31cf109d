//! Agents' pictures. The bytes decide the type, never what the sender says.

use imagesize::ImageSize;
use shared::file::Kind;

/// Largest picture taken.
pub(crate) const MAX_BYTES: usize = 256 * 1024;

/// Why bytes can't be an agent's picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PictureError {
    #[error("The picture has {actual} bytes; at most {MAX_BYTES} are allowed. Make it smaller.")]
    TooLarge { actual: usize },
    #[error("This is not a supported picture. Use PNG, JPEG, WebP or GIF.")]
    Unknown,
    #[error("The picture is {width} × {height}. Cut it to a square.")]
    NotSquare { width: usize, height: usize },
}

/// Tells what a picture is, and that it is square and small enough.
pub(crate) fn check(bytes: &[u8]) -> Result<Kind, PictureError> {
    if bytes.len() > MAX_BYTES {
        return Err(PictureError::TooLarge { actual: bytes.len() });
    }
    let kind = Kind::of_picture(bytes).ok_or(PictureError::Unknown)?;
    let size = match kind {
        Kind::Jpeg => jpeg_size(bytes),
        _ => imagesize::blob_size(bytes).ok(),
    };
    let ImageSize { width, height } = size.ok_or(PictureError::Unknown)?;
    if width != height || width == 0 {
        return Err(PictureError::NotSquare { width, height });
    }
    Ok(kind)
}

/// The size in a JPEG's frame header. This is our own, because `imagesize` does not skip the fill
/// bytes that may stand before a marker.
fn jpeg_size(bytes: &[u8]) -> Option<ImageSize> {
    let two =
        |at: usize| Some(usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])));
    let mut at = 2;
    loop {
        let (marker, kind) = (*bytes.get(at)?, *bytes.get(at + 1)?);
        match (marker, kind) {
            (0xff, 0xff) => at += 1, // a fill byte
            (0xff, 0xc0..=0xcf) if !matches!(kind, 0xc4 | 0xc8 | 0xcc) => {
                return Some(ImageSize { width: two(at + 7)?, height: two(at + 5)? });
            }
            (0xff, 0x01 | 0xd0..=0xd8) => at += 2, // these have no length
            (0xff, _) => at += 2 + two(at + 2)?.max(2),
            _ => return None,
        }
    }
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
        bytes.extend([0; 3]); // colours: none
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
