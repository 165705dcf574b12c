//! What stands in a line: words of some style, drawings, ends of lines.

use super::tree::{Element, Node};
use crate::paper::{Span, Style};

/// The words in some nodes, with white space as a reader sees it.
pub(super) fn spans(nodes: &[Node<'_>]) -> Result<Vec<Span>, String> {
    let mut writer = Writer::default();
    writer.nodes(nodes)?;
    Ok(writer.finish())
}

/// Whether an element stands in a line.
pub(super) fn is_inline(name: &str) -> bool {
    matches!(name, "a" | "b" | "code" | "em" | "span" | "strong")
}

#[derive(Default)]
struct Writer {
    spans: Vec<Span>,
    styles: Vec<Style>,
    to: String,
}

impl Writer {
    fn nodes(&mut self, nodes: &[Node<'_>]) -> Result<(), String> {
        for node in nodes {
            match node {
                Node::Text(text) => self.text(text),
                Node::Drawing(svg) => self.spans.push(Span::Drawing { svg: (*svg).to_owned() }),
                Node::Element(element) => self.element(element)?,
            }
        }
        Ok(())
    }

    fn element(&mut self, element: &Element<'_>) -> Result<(), String> {
        if !is_inline(element.name) {
            return Err(format!("<{}> stands in a line", element.name));
        }
        let is_line = ["under", "line"].iter().any(|class| element.is(class));
        // Lines of their own begin and end one, but for the first in a cell.
        if is_line && !self.spans.is_empty() {
            self.spans.push(Span::Break);
        }
        if element.is("range") && !element.nodes.is_empty() {
            self.text("\u{a0}");
        }
        let n_styles = self.styles.len();
        self.styles.extend(styles(element));
        if let Some(anchor) = element.attribute("href").strip_prefix('#') {
            anchor.clone_into(&mut self.to);
        }
        self.nodes(&element.nodes)?;
        self.styles.truncate(n_styles);
        if element.name == "a" {
            self.to.clear();
        }
        if element.is("line") && !element.nodes.is_empty() {
            self.spans.push(Span::Break);
        }
        Ok(())
    }

    /// Appends words; white space runs together, and joins words that are of one style.
    fn text(&mut self, raw: &str) {
        let is_space = |c: char| c.is_ascii_whitespace();
        let mut text = String::new();
        for c in raw.chars() {
            match is_space(c) {
                true if text.ends_with(' ') => {}
                true => text.push(' '),
                false => text.push(c),
            }
        }
        let is_after_space = match self.spans.last() {
            Some(Span::Text { text, .. }) => text.ends_with(' '),
            Some(Span::Drawing { .. }) => false,
            Some(Span::Break) | None => true,
        };
        let text = if is_after_space { text.trim_start_matches(' ') } else { &text };
        if text.is_empty() {
            return;
        }
        if let Some(Span::Text { text: last, styles, to }) = self.spans.last_mut()
            && *styles == self.styles
            && *to == self.to
        {
            *last += text;
            return;
        }
        let (styles, to) = (self.styles.clone(), self.to.clone());
        self.spans.push(Span::Text { text: text.to_owned(), styles, to });
    }

    /// Without white space at the ends of lines.
    fn finish(mut self) -> Vec<Span> {
        while matches!(self.spans.last(), Some(Span::Break)) {
            self.spans.pop();
        }
        let ends: Vec<bool> = (0..self.spans.len())
            .map(|i| matches!(self.spans.get(i + 1), None | Some(Span::Break)))
            .collect();
        for (span, is_end) in self.spans.iter_mut().zip(ends) {
            if let Span::Text { text, .. } = span
                && is_end
            {
                text.truncate(text.trim_end_matches(' ').len());
            }
        }
        self.spans.retain(|span| !matches!(span, Span::Text { text, .. } if text.is_empty()));
        // Two ends of lines in a row are one.
        self.spans.dedup_by(|a, b| *a == Span::Break && *b == Span::Break);
        self.spans
    }
}

/// The styles that an element adds.
fn styles(element: &Element<'_>) -> Vec<Style> {
    let mut styles = match element.name {
        "strong" | "b" => vec![Style::Strong],
        "em" => vec![Style::Emphasis],
        "code" => vec![Style::Code],
        _ => Vec::new(),
    };
    const CLASSES: [(&str, &[Style]); 8] = [
        ("under", &[Style::Quiet, Style::Small]),
        ("within", &[Style::Quiet, Style::Small]),
        ("range", &[Style::Quiet, Style::Small]),
        ("why", &[Style::Quiet]),
        ("none", &[Style::Quiet]),
        ("badge", &[Style::Badge]),
        ("breach", &[Style::Breach]),
        ("points", &[Style::Strong]),
    ];
    for (class, own) in CLASSES {
        if element.is(class) {
            styles.extend(own);
        }
    }
    styles
}

#[cfg(test)]
mod tests {
    use super::super::tree::parse;
    use super::*;

    #[test]
    fn white_space_and_lines_are_as_a_reader_sees_them() {
        let nodes = parse(" <strong>A</strong>\n  b <span class=\"under\"> c\u{a0}d </span>\n").unwrap();
        let text = |text: &str, styles: &[Style]| Span::Text {
            text: text.to_owned(),
            styles: styles.to_vec(),
            to: String::new(),
        };
        let expected = [
            text("A", &[Style::Strong]),
            text(" b", &[]),
            Span::Break,
            text("c\u{a0}d", &[Style::Quiet, Style::Small]),
        ];
        assert_eq!(spans(&nodes).unwrap(), expected);
    }
}
