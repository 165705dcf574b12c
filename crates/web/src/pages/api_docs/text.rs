//! Running text with code and links in it.

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) is_code: bool,
    /// The schema that it names, by its place on the page.
    pub(super) link: Option<String>,
}

/// A text in pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Text(pub(super) Vec<Piece>);

impl Text {
    /// A text in which code stands between backticks.
    pub(super) fn of(text: &str) -> Self {
        let piece = |(index, text): (usize, &str)| Piece {
            text: text.to_owned(),
            is_code: index % 2 == 1,
            link: None,
        };
        Self(text.split('`').enumerate().map(piece).filter(|piece| !piece.text.is_empty()).collect())
    }

    /// Code alone.
    pub(super) fn code(text: impl Into<String>) -> Self {
        Self(vec![Piece { text: text.into(), is_code: true, link: None }])
    }

    /// The name of a schema, with a link to it.
    pub(super) fn schema(name: &str) -> Self {
        Self(vec![Piece { text: name.to_owned(), is_code: false, link: Some(schema_id(name)) }])
    }

    /// The same with more after it.
    pub(super) fn then(mut self, more: Self) -> Self {
        self.0.extend(more.0);
        self
    }

    /// Several texts with words between them.
    pub(super) fn joined(texts: impl IntoIterator<Item = Self>, between: &str) -> Self {
        let mut joined = Self::default();
        for text in texts {
            if !joined.0.is_empty() {
                joined = joined.then(Self::of(between));
            }
            joined = joined.then(text);
        }
        joined
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Where a schema is on the page.
pub(super) fn schema_id(name: &str) -> String {
    format!("schema-{name}")
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn backticks_mark_code() {
        let shown = |text: &str| -> String {
            let piece = |piece: &super::Piece| match piece.is_code {
                true => format!("[{}]", piece.text),
                false => piece.text.clone(),
            };
            Text::of(text).0.iter().map(piece).collect()
        };
        assert_eq!(shown("Send `limit` and `cursor`."), "Send [limit] and [cursor].");
        assert_eq!(shown("`a`"), "[a]");
        assert_eq!(shown("plain"), "plain");
        assert_eq!(shown(""), "");
    }
}
