//! Names for sentences that speak of several people.

use std::collections::HashMap;

/// Longer headlines make a name unreadable.
const LONGEST_HEADLINE: usize = 60;

/// Somebody whom a sentence names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Called<'a> {
    /// Their name.
    pub name: &'a str,
    /// The line below it; may be empty.
    pub headline: &'a str,
    /// What tells them apart from everybody.
    pub id: &'a str,
}

/// The names of people, in their order. Those that several people have are followed by the headline, or by the id where
/// the headline is empty, long, or the same again.
///
/// # Example
/// ```
/// use fit::names::{Called, tell_apart};
/// let person = |name, headline, id| Called { name, headline, id };
/// let people = [person("Ida Lund", "", "p-1"), person("Bram Okello", "COO, ferries", "p-2"), person("Bram Okello", "", "p-3")];
/// assert_eq!(tell_apart(&people), ["Ida Lund", "Bram Okello (COO, ferries)", "Bram Okello (p-3)"]);
/// ```
pub fn tell_apart(people: &[Called<'_>]) -> Vec<String> {
    let mut names: HashMap<&str, usize> = HashMap::new();
    let mut lines: HashMap<(&str, &str), usize> = HashMap::new();
    for Called { name, headline, .. } in people {
        *names.entry(name).or_default() += 1;
        *lines.entry((name, headline)).or_default() += 1;
    }
    let shown = |Called { name, headline, id }: &Called<'_>| {
        if names.get(name) == Some(&1) {
            return (*name).to_owned();
        }
        let tells = !headline.is_empty()
            && headline.chars().count() <= LONGEST_HEADLINE
            && lines.get(&(*name, *headline)) == Some(&1);
        format!("{name} ({})", if tells { headline } else { id })
    };
    people.iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headlines_tell_apart_only_where_they_differ_and_are_short() {
        let people = |headlines: [&'static str; 2]| {
            let one = |(headline, id)| Called { name: "Bram", headline, id };
            tell_apart(&[one((headlines[0], "p-1")), one((headlines[1], "p-2"))])
        };
        assert_eq!(people(["COO", "CFO"]), ["Bram (COO)", "Bram (CFO)"]);
        assert_eq!(people(["COO", "COO"]), ["Bram (p-1)", "Bram (p-2)"]);
        assert_eq!(people(["", "CFO"]), ["Bram (p-1)", "Bram (CFO)"]);
        let long = "x".repeat(61);
        assert_eq!(people([Box::leak(long.into_boxed_str()), ""]), ["Bram (p-1)", "Bram (p-2)"]);
    }
}
