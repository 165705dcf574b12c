//! The one place where text becomes markup without being escaped.

use crate::STYLE;
use crate::charts::Figure;
use askama::Template;
use askama::filters::HtmlSafe;
use std::fmt;

/// Finished markup. It is made from our own charts and sections, whose writers escape every text, and from our own
/// stylesheet, and from nothing else; so no template needs a way around its escaping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// A whole figure: title, drawing, and the table of its numbers.
    pub(crate) fn figure(figure: &Figure) -> Self {
        Self(figure.to_html())
    }

    /// The drawing alone, for a table's cell that prints the number itself.
    pub(super) fn drawing(figure: &Figure) -> Self {
        Self(figure.svg.clone())
    }

    /// A section, from its template.
    pub(crate) fn section(section: &impl Template) -> Result<Self, askama::Error> {
        section.render().map(Self)
    }

    /// Sections of a page that was made of such markup and kept with its hash.
    pub(super) fn kept(sections: &str) -> Self {
        Self(sections.to_owned())
    }

    /// The stylesheet of the report.
    pub(crate) fn stylesheet() -> Self {
        Self(STYLE.to_owned())
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// The markup as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Markup {}
