//! How a sentence is said: in English, or in another language by its id.

/// Says a sentence by its id: the English one, in which `{0}`, `{1}` … stand for the values, or that of another
/// language.
pub type Phrases<'s> = &'s dyn Fn(&'static str, &str, &[&str]) -> String;

/// The sentence in English.
pub fn english(_: &'static str, sentence: &str, values: &[&str]) -> String {
    let mut said = String::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        said.push_str(before);
        let (index, after) = after.split_once('}').unwrap_or((after, ""));
        let value = index.parse::<usize>().ok().and_then(|index| values.get(index));
        said.push_str(value.unwrap_or(&""));
        rest = after;
    }
    said.push_str(rest);
    said
}
