use fit::Framework;
use std::collections::HashSet;

/// The dimensions on which a file may have values: those of a framework, or of several.
///
/// # Example
/// ```
/// use intake::{Dimensions, Mode, read_pool};
/// let dimensions: Dimensions<'_> = ["skill.operations", "craft.sewing"].into_iter().collect();
/// let pool = read_pool(dimensions, "pool.csv", b"id,craft.sewing\nc-1,82\n", Mode::Strict).unwrap();
/// assert_eq!(pool.profiles[0].estimates["craft.sewing"].mean.get(), 82.0);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dimensions<'a> {
    ids: Vec<&'a str>,
    known: HashSet<&'a str>,
}

impl<'a> Dimensions<'a> {
    /// Their ids, each once, in order.
    pub fn ids(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a, '_> {
        self.ids.iter().copied()
    }

    /// The id itself, where it is one of theirs.
    pub(crate) fn get(&self, id: &str) -> Option<&'a str> {
        self.known.get(id).copied()
    }
}

impl<'a> FromIterator<&'a str> for Dimensions<'a> {
    fn from_iter<I: IntoIterator<Item = &'a str>>(ids: I) -> Self {
        let mut known = HashSet::new();
        let ids = ids.into_iter().filter(|id| known.insert(*id)).collect();
        Self { ids, known }
    }
}

impl<'a> From<&'a Framework> for Dimensions<'a> {
    fn from(framework: &'a Framework) -> Self {
        framework.dimension_ids().collect()
    }
}
