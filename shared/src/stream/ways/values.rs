//! Values that stand for all others. Conditions can only tell finitely many kinds of values apart, so
//! a few representatives of each attribute stand for every text that a visitor could have.

use crate::audience::{Operator, Test};
use std::collections::{BTreeMap, BTreeSet};

/// A kind of values of one attribute: all that every test of the stream finds the same.
pub(super) type Class = u16;
/// A value of which we only know that it may exist: tests go both ways with it.
pub(super) const ANY: Class = Class::MAX;

/// Most texts that one attribute is searched for, whose combinations are all tried.
const MAX_COMBINED: usize = 8;

/// The tests of one attribute, and the kinds of values that they tell apart.
#[derive(Debug, Default)]
pub(super) struct Classes<'s> {
    tests: Vec<&'s Test>,
    /// What the tests find: whether the value is known, then each test.
    found: Vec<Vec<bool>>,
    /// Whether some source may give values of kinds for which no example was found.
    open: bool,
}

/// Which kinds of values an attribute can get from one source, with an example of each.
#[derive(Debug, Clone, Default)]
pub(super) struct Domain {
    pub(super) examples: BTreeMap<Class, String>,
    /// Whether there may be values of kinds for which no example was found.
    pub(super) open: bool,
}

impl Domain {
    pub(super) fn classes(&self) -> Vec<Class> {
        let open = self.open.then_some(ANY);
        self.examples.keys().copied().chain(open).collect()
    }
}

impl<'s> Classes<'s> {
    pub(super) fn add(&mut self, test: &'s Test) {
        if self.index(test).is_none() {
            self.tests.push(test);
        }
    }

    fn index(&self, test: &Test) -> Option<usize> {
        let same = |one: &&Test| one.operator == test.operator && one.value == test.value;
        self.tests.iter().position(same)
    }

    /// Whether a test holds for values of this kind; `None` if that can't be said.
    pub(super) fn holds(&self, class: Class, test: &Test) -> Option<bool> {
        let found = self.found.get(usize::from(class))?;
        found.get(self.index(test)? + 1).copied()
    }

    /// Whether values of this kind are known; `None` if that can't be said.
    pub(super) fn is_known(&self, class: Class) -> Option<bool> {
        self.found.get(usize::from(class))?.first().copied()
    }

    /// All kinds of values that some source gives, and perhaps others.
    pub(super) fn all(&self) -> Vec<Class> {
        let found = (0..self.found.len()).filter_map(|at| Class::try_from(at).ok());
        found.chain(self.open.then_some(ANY)).collect()
    }

    fn find(&self, value: &str) -> Vec<bool> {
        let known = [!value.is_empty()].into_iter();
        known.chain(self.tests.iter().map(|test| test.holds(value))).collect()
    }

    fn class(&mut self, value: &str) -> Option<Class> {
        let found = self.find(value);
        let at = self.found.iter().position(|one| *one == found).unwrap_or_else(|| {
            self.found.push(found);
            self.found.len() - 1
        });
        Class::try_from(at).ok().filter(|class| *class < ANY)
    }

    /// The domain of a source that gives exactly these values.
    pub(super) fn domain_of<'v>(&mut self, values: impl IntoIterator<Item = &'v str>) -> Domain {
        let mut domain = Domain::default();
        for value in values {
            match self.class(value) {
                Some(class) => {
                    domain.examples.entry(class).or_insert_with(|| value.to_owned());
                }
                None => domain.open = true,
            }
        }
        domain
    }

    /// The domain of a source that gives every known value that `fits` accepts, as it is then stored.
    /// `plain` values come first, so that ways are easy to read.
    pub(super) fn domain(
        &mut self,
        plain: &[&str],
        forms: &[&str],
        fits: impl Fn(&str) -> Option<String>,
    ) -> Domain {
        let pool = Pool::new(&self.tests);
        let constants = pool.constants.iter().map(|value| (*value).to_owned());
        let mut values: Vec<String> = plain.iter().map(|value| (*value).to_owned()).collect();
        values.extend(constants);
        values.extend(pool.others.iter().cloned());
        for parts in &pool.parts {
            for between in ["", ".", "-", "x", "0"] {
                let text = parts.join(between);
                values.extend(forms.iter().map(|form| form.replace('*', &text)));
            }
        }
        let fitting: Vec<String> = values.iter().filter_map(|value| fits(value)).collect();
        let fitting = fitting.iter().filter(|value| !value.trim().is_empty());
        let mut domain = self.domain_of(fitting.map(String::as_str));
        // What the tests could find in a text of any form, apart from the values that they name.
        let found: BTreeSet<Vec<bool>> = pool.others.iter().map(|text| self.find(text)).collect();
        let examples: BTreeSet<&Vec<bool>> = domain
            .examples
            .keys()
            .filter_map(|class| self.found.get(usize::from(*class)))
            .collect();
        domain.open |= !pool.complete || found.iter().any(|one| !examples.contains(one));
        self.open |= domain.open;
        domain
    }
}

/// Texts that cover what tests of an attribute can find.
struct Pool<'t> {
    /// The values that it is compared with as a whole.
    constants: Vec<&'t str>,
    /// Others: each combination of the texts that it is searched for, and numbers around those that it
    /// is compared with.
    others: Vec<String>,
    /// The same combinations, in parts.
    parts: Vec<Vec<&'t str>>,
    complete: bool,
}

impl<'t> Pool<'t> {
    fn new(tests: &[&'t Test]) -> Self {
        let of = |wanted: &[Operator]| -> Vec<&'t str> {
            let tests = tests.iter().filter(|test| wanted.contains(&test.operator));
            let values: BTreeSet<&str> = tests.map(|test| test.value.trim()).collect();
            values.into_iter().filter(|value| !value.is_empty()).collect()
        };
        let starts = of(&[Operator::StartsWith]);
        let contained = of(&[Operator::Contains]);
        let numbers = of(&[Operator::GreaterThan, Operator::LessThan]);
        let count = starts.len() + contained.len();
        let between = separator(tests);
        let (mut others, mut parts) = (Vec::new(), Vec::new());
        for chosen in combinations(count) {
            let of = |index: &usize| starts.iter().chain(&contained).nth(*index).copied();
            let (begin, inside): (Vec<usize>, Vec<usize>) =
                chosen.into_iter().partition(|index| *index < starts.len());
            // A text can begin with several others only if they begin with each other.
            let begin = begin.iter().filter_map(of).max_by_key(|text| text.len());
            let inside: Vec<&str> = inside.iter().filter_map(of).collect();
            let head = begin.unwrap_or_default();
            others.push(format!("{head}{between}{}", inside.join(&between)));
            let all: Vec<&str> = begin.into_iter().chain(inside).collect();
            if !all.is_empty() {
                parts.push(all);
            }
        }
        let (values, read) = around(&numbers);
        others.extend(values);
        // A number that contains a text is not sought.
        let mixed = !numbers.is_empty() && count > 0;
        let complete = count <= MAX_COMBINED && !mixed && read;
        Self { constants: of(&[Operator::Is, Operator::IsNot]), others, parts, complete }
    }
}

/// A character that no test looks for, so that texts beside it don't make another one.
fn separator(tests: &[&Test]) -> String {
    let candidates = "~|¦·¤§¬¶ⴰⴱⴲⴳⴴⴵⴶⴷⴸⴹⴺⴻⴼⴽⴾⴿ";
    let free = |c: &char| !tests.iter().any(|test| test.value.contains(*c));
    candidates.chars().find(free).unwrap_or('\u{2d40}').to_string()
}

/// Every combination of so many things; of many, only those of up to two.
fn combinations(count: usize) -> Vec<Vec<usize>> {
    if count <= MAX_COMBINED {
        let chosen = |mask: u32| (0..count).filter(|index| mask >> index & 1 == 1).collect();
        return (0..1_u32 << count).map(chosen).collect();
    }
    let mut all = vec![Vec::new()];
    all.extend((0..count).map(|one| vec![one]));
    all.extend((0..count).flat_map(|one| (one + 1..count).map(move |other| vec![one, other])));
    all
}

/// Numbers below, at, between and above these; and whether all could be read.
fn around(numbers: &[&str]) -> (Vec<String>, bool) {
    let mut read: Vec<f64> = numbers.iter().filter_map(|text| text.parse().ok()).collect();
    let complete = read.len() == numbers.len() && read.iter().all(|one| one.abs() < 1e12);
    read.sort_by(f64::total_cmp);
    read.dedup();
    let mut values = Vec::new();
    let Some((first, last)) = read.first().zip(read.last()) else { return (values, complete) };
    // A value that is compared as a whole has another spelling here.
    let mut add = |value: f64| values.extend([format!("{value}"), format!("{value:.9}")]);
    add((first - 1.0).floor());
    for (index, one) in read.iter().enumerate() {
        add(*one);
        if let Some(next) = read.get(index + 1) {
            add(f64::midpoint(*one, *next));
        }
    }
    add((last + 1.0).ceil());
    (values, complete)
}
