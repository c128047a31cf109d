//! Rules about files as a whole.

use super::{Finding, Source};

/// The largest number of lines. A file about one subject is shorter.
const MOST_LINES: usize = 500;

/// The table of routes is one declaration, read by looking a route up: it may grow with the API.
const TABLE: (&str, usize) = ("shared/src/api/table.rs", 1100);

/// The compatibility dates of the two ways to run the worker.
const DATED: [(&str, &str); 2] =
    [("wrangler.toml", "compatibility_date = "), ("edge/workerd.capnp", "compatibilityDate = ")];

/// Checks that a source file is short enough to be read at once.
pub(super) fn length(source: &Source) -> Option<Finding> {
    let lines = source.text.lines().count();
    let is_code = source.has_extension(&["rs", "js", "css", "ts"]);
    let most = if source.path == TABLE.0 { TABLE.1 } else { MOST_LINES };
    (is_code && lines > most).then(|| {
        let message = format!("{lines} lines, at most {most}: split the file by subject");
        source.finding(0, message)
    })
}

/// Checks that Cloudflare and a plain workerd run with the same compatibility date.
pub(super) fn dates_agree(sources: &[Source]) -> Option<Finding> {
    let dates: Vec<&str> = DATED
        .iter()
        .filter_map(|(path, key)| date(sources.iter().find(|source| source.path == *path)?, key))
        .collect();
    (dates.len() != 2 || dates[0] != dates[1]).then(|| Finding {
        path: DATED[1].0.to_owned(),
        line: 0,
        message: format!("the compatibility date must be the one in {}", DATED[0].0),
    })
}

fn date<'a>(source: &'a Source, key: &str) -> Option<&'a str> {
    let value = source.text.lines().find_map(|line| line.trim().strip_prefix(key))?;
    value.split('"').nth(1)
}

#[cfg(test)]
mod tests {
    use super::{dates_agree, length};
    use crate::tidy::tests::source;

    #[test]
    fn only_long_source_files_are_reported() {
        assert!(length(&source("a.rs", &"x\n".repeat(500))).is_none());
        assert!(length(&source("a.css", &"x\n".repeat(501))).is_some());
        assert!(length(&source("a.md", &"x\n".repeat(501))).is_none());
        assert!(length(&source("shared/src/api/table.rs", &"x\n".repeat(501))).is_none());
        assert!(length(&source("shared/src/api/table.rs", &"x\n".repeat(1101))).is_some());
    }

    #[test]
    fn the_two_dates_must_agree() {
        let wrangler = || source("wrangler.toml", "compatibility_date = \"2026-11-01\"");
        let workerd =
            |date| source("edge/workerd.capnp", &format!("  compatibilityDate = \"{date}\","));
        assert!(dates_agree(&[wrangler(), workerd("2026-11-01")]).is_none());
        assert!(dates_agree(&[wrangler(), workerd("2026-11-02")]).is_some());
        assert!(dates_agree(&[wrangler()]).is_some());
    }
}
