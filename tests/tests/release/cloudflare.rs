//! The archive for Cloudflare, up to the upload.

use crate::{Unpacked, said};
use bellhop_tests::env;

#[test]
fn wrangler_takes_the_folder_as_it_is_and_builds_nothing() {
    let unpacked = Unpacked::archive(&env::cloudflare_archive());
    let home = unpacked.folder.display().to_string();
    let environment = [("HOME", home.as_str()), ("WRANGLER_SEND_METRICS", "false")];
    for (staging, binding) in [("", "env.CONVERSATION"), ("staging", "env.RATE_LIMITER")] {
        let mut wrangler = unpacked.alone(&environment, &env::node());
        wrangler.arg(env::wrangler()).args(["deploy", "--dry-run", "--outdir", "uploaded"]);
        wrangler.args(["--env", staging]);
        let (code, out, err) = said(&wrangler.output().unwrap());
        assert_eq!(code, Some(0), "{out}\n{err}");
        assert!(out.contains(binding), "{out}");
    }
    assert!(unpacked.path("uploaded/index.js").is_file());
    // The platform compresses by itself.
    assert!(!unpacked.path("www/compressed").exists() && !unpacked.path("compressed").exists());
    unpacked.says_what_is_inside("worker");
}
