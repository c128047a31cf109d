//! How static files are sent.

use proptest::prelude::*;
use shared::delivery::{Encoding, encodings, entity_tag, is_known};

fn names(accept: &str) -> Vec<&'static str> {
    encodings(Some(accept)).map(Encoding::as_str).collect()
}

/// PAGE-12
#[test]
fn a_client_gets_the_smallest_file_that_it_takes() {
    for (accept, best) in [
        ("gzip, deflate, br, zstd", &["br", "gzip"][..]),
        ("gzip", &["gzip"]),
        ("BR", &["br"]),
        ("deflate", &[]),
        ("", &[]),
        ("*", &["br", "gzip"]),
        ("br;q=0, gzip", &["gzip"]),
        ("*;q=0", &[]),
        ("gzip, *;q=0", &["gzip"]),
        ("br;q=0.5, gzip;q=0.8", &["gzip", "br"]),
        ("br ; q=0.5 , gzip ;Q=0.500", &["br", "gzip"]),
        ("gzip;q=1.000, br;q=0.999", &["gzip", "br"]),
        ("identity, gzip;q=0.5", &[]),
        ("identity;q=0.5, gzip;q=0.5", &["gzip"]),
        ("identity;q=0, br", &["br"]),
        // Nobody can read these weights, so nobody is sent what they may not want.
        ("br;q=2, gzip;q=0.0001", &[]),
        ("br;q=, gzip;q=-1", &[]),
        ("brotli, x-gzip", &[]),
    ] {
        assert_eq!(names(accept), best, "{accept}");
    }
    assert_eq!(encodings(None).count(), 0);
}

/// PAGE-12
#[test]
fn each_encoding_has_a_tag_of_its_own_which_proxies_may_weaken() {
    let tags = [None, Some(Encoding::Brotli), Some(Encoding::Gzip)].map(|e| entity_tag("1a2b", e));
    assert_eq!(tags, ["\"1a2b\"", "\"1a2b-br\"", "\"1a2b-gzip\""]);
    for (known, is) in [
        ("\"1a2b-br\"", true),
        ("W/\"1a2b-br\"", true),
        ("\"other\", \"1a2b-br\"", true),
        ("*", true),
        ("\"1a2b\"", false),
        ("1a2b-br", false),
        ("", false),
    ] {
        assert_eq!(is_known(Some(known), &tags[1]), is, "{known}");
    }
    assert!(!is_known(None, &tags[1]));
}

proptest! {
    #[test]
    fn any_header_can_be_read(accept in "([a-z*]{0,8}(;q=[0-9.]{0,6})?,? ?){0,6}|.*") {
        prop_assert!(encodings(Some(&accept)).count() <= 2);
        prop_assert!(!is_known(Some(&accept.replace('*', "")), "\"1a2b\""));
    }
}
