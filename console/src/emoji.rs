//! The emoji an agent can choose from, and how they are found.

/// One a line: the sign, then the words it is found by.
const LIST: &str = include_str!("emoji.txt");

/// An emoji.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Emoji {
    /// The sign.
    pub(crate) sign: &'static str,
    /// The words it is found by; the first ones name it.
    pub(crate) words: &'static str,
}

/// All of them, in their order.
fn all() -> impl Iterator<Item = Emoji> {
    let lines = LIST.lines().filter_map(|line| line.split_once(' '));
    lines.map(|(sign, words)| Emoji { sign, words })
}

/// Those of which every word asked for begins a word; nothing asked for: all.
pub(crate) fn found(asked: &str) -> Vec<Emoji> {
    let asked = asked.to_lowercase();
    let fits = |emoji: &Emoji| {
        asked.split_whitespace().all(|begin| {
            emoji.words.split(' ').any(|word| word.starts_with(begin)) || emoji.sign == begin
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
        assert!(all().all(|emoji| !emoji.words.is_empty() && !emoji.sign.is_ascii()));
    }

    #[test]
    fn they_are_found_by_the_beginnings_of_words() {
        let signs = |asked| found(asked).iter().map(|emoji| emoji.sign).collect::<Vec<_>>();
        assert_eq!(signs("thumbs u"), ["👍"]);
        assert!(signs("HEART").len() > 5);
        assert_eq!(signs("nothing like it"), [""; 0]);
        assert_eq!(found("").len(), LIST.lines().count());
    }
}
