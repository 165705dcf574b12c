//! Sentences that begin with the name of a dimension, which a page can explain where it stands.

use fit::Framework;

/// What a dimension is, and why it matters in a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// Its name.
    pub title: String,
    /// What 0, 50 and 100 look like.
    pub anchors: [String; 3],
    /// Why it matters, a sentence for each thing that is compared by it.
    pub why: Vec<String>,
}

/// Something said of a person, with what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What.
    pub what: String,
    /// What stands behind it; may be empty.
    pub behind: String,
    /// The dimension with whose name the sentence begins, if it does.
    pub about: Option<Explained>,
}

impl Said {
    /// `title` is the name of the dimension that the sentence is about, if it is about one.
    pub(super) fn new(framework: &Framework, title: &str, what: String, behind: String) -> Self {
        let about = Explained::of(framework, title).filter(|about| what.starts_with(&about.title));
        Self { what, behind, about }
    }

    /// The sentence without the name that it begins with.
    #[must_use]
    pub fn rest(&self) -> &str {
        let name = self.about.as_ref().map_or("", |about| &about.title);
        self.what.strip_prefix(name).unwrap_or(&self.what)
    }
}

impl Explained {
    fn of(framework: &Framework, title: &str) -> Option<Self> {
        let index = framework.dimensions.iter().position(|dimension| dimension.title == title)?;
        let dimension = &framework.dimensions[index];
        let facets = framework.facets.iter().filter(|facet| facet.coo == index);
        let mut why: Vec<String> =
            facets.map(|facet| facet.why.clone()).filter(|why| !why.is_empty()).collect();
        why.dedup();
        let anchors = [&dimension.low, &dimension.mid, &dimension.high].map(Clone::clone);
        Some(Self { title: dimension.title.clone(), anchors, why })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fit::framework::DEFAULT;

    #[test]
    fn a_sentence_names_its_dimension_once() {
        let framework = Framework::parse(DEFAULT).expect("the framework that is built in");
        let title = framework.dimensions[framework.facets[0].coo].title.clone();
        let said = Said::new(&framework, &title, format!("{title} 82, needed 80"), String::new());
        assert_eq!(said.rest(), " 82, needed 80");
        let about = said.about.expect("a dimension");
        assert!(about.anchors.iter().all(|anchor| !anchor.is_empty()) && !about.why.is_empty());
        let other = Said::new(&framework, "Nothing of this name", "Two of them".to_owned(), String::new());
        assert_eq!((other.rest(), other.about.as_ref()), ("Two of them", None));
    }
}
