//! The `Authorization` header.

/// The token of `Authorization: Bearer …`. The scheme is the same in small letters (RFC 9110).
pub(crate) fn token(header: &str) -> Option<&str> {
    let (scheme, token) = header.trim_start().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::token;

    #[test]
    fn the_scheme_may_be_written_in_any_case() {
        for header in ["Bearer key_1", "bearer key_1", "BEARER  key_1 "] {
            assert_eq!(token(header), Some("key_1"), "{header}");
        }
        for header in ["", "Bearer", "Basic key_1", "Bearerkey_1"] {
            assert_eq!(token(header), None, "{header}");
        }
    }
}
