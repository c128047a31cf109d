//! The emoji an agent can choose from, and how they are found.

/// One a line: the sign, then the words it is found by.
const LIST: &str = include_str!("emoji.txt");

/// An emoji.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Emoji {
    /// The sign.
    pub(crate) sign: &'static str,
    /// The words it is found by; the first ones name it.
    pub(crate) keywords: &'static str,
}

/// All of them, in their order.
fn all() -> impl Iterator<Item = Emoji> {
    let lines = LIST.lines().filter_map(|line| line.split_once(' '));
    lines.map(|(sign, keywords)| Emoji { sign, keywords })
}

/// Those of which every word asked for begins a word; nothing asked for: all.
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
    fn each_is_there_once_and_has_a_name() {
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
