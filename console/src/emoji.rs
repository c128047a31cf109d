//! The emoji of the picker, and their search.

/// One per line: the sign, then its keywords.
const LIST: &str = include_str!("emoji.txt");

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Emoji {
    pub(crate) sign: &'static str,
    /// The keywords for the search; the first ones are its name.
    pub(crate) keywords: &'static str,
}

fn all() -> impl Iterator<Item = Emoji> {
    let lines = LIST.lines().filter_map(|line| line.split_once(' '));
    lines.map(|(sign, keywords)| Emoji { sign, keywords })
}

/// Returns the emoji for which every word of the query is the prefix of a keyword; all for an empty
/// query.
pub(crate) fn search(query: &str) -> Vec<Emoji> {
    let query = query.to_lowercase();
    let fits = |emoji: &Emoji| {
        query.split_whitespace().all(|begin| {
            emoji.keywords.split(' ').any(|keyword| keyword.starts_with(begin))
                || emoji.sign == begin
        })
    };
    all().filter(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_emoji_is_listed_once_and_has_a_name() {
        let signs: BTreeSet<_> = all().map(|emoji| emoji.sign).collect();
        assert_eq!(signs.len(), LIST.lines().count());
        assert!(all().all(|emoji| !emoji.keywords.is_empty() && !emoji.sign.is_ascii()));
    }

    #[test]
    fn emoji_are_found_by_keyword_prefixes() {
        let signs = |query| search(query).iter().map(|emoji| emoji.sign).collect::<Vec<_>>();
        assert_eq!(signs("thumbs u"), ["👍"]);
        assert!(signs("HEART").len() > 5);
        assert_eq!(signs("nothing like it"), [""; 0]);
        assert_eq!(search("").len(), LIST.lines().count());
    }
}
