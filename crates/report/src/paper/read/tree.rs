//! Markup to a tree of elements. It is our own: closed elements, quoted attributes, texts escaped.

/// An element, a text or a drawing.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Node<'a> {
    Element(Element<'a>),
    /// Text, with its entities resolved and its white space as it was.
    Text(String),
    /// A drawing, as it was written.
    Drawing(&'a str),
}

/// An element with what is in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Element<'a> {
    pub(super) name: &'a str,
    attributes: &'a str,
    pub(super) nodes: Vec<Node<'a>>,
}

impl<'a> Element<'a> {
    /// The value of an attribute; empty where it has none.
    pub(super) fn attribute(&self, name: &str) -> &'a str {
        self.attributes
            .match_indices(name)
            .filter(|(at, _)| *at == 0 || self.attributes[..*at].ends_with([' ', '\n']))
            .find_map(|(at, _)| self.attributes[at + name.len()..].strip_prefix("=\"")?.split('"').next())
            .unwrap_or_default()
    }

    /// Whether it is of a class.
    pub(super) fn is(&self, class: &str) -> bool {
        self.attribute("class").split(' ').any(|own| own == class)
    }

    /// The elements in it.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element<'a>> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            _ => None,
        })
    }

    /// The elements in it of one name.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &Element<'a>> {
        self.elements().filter(move |element| element.name == name)
    }

    /// The first drawing in it, at any depth.
    pub(super) fn drawing(&self) -> Option<&'a str> {
        self.nodes.iter().find_map(|node| match node {
            Node::Drawing(svg) => Some(*svg),
            Node::Element(element) => element.drawing(),
            Node::Text(_) => None,
        })
    }

    /// The first element in it of a name, at any depth.
    pub(super) fn find(&self, name: &str) -> Option<&Element<'a>> {
        self.elements().find_map(|element| match element.name == name {
            true => Some(element),
            false => element.find(name),
        })
    }
}

/// Parses markup.
pub(super) fn parse(markup: &str) -> Result<Vec<Node<'_>>, String> {
    let mut rest = markup;
    // The nodes of the elements that are open, and of the whole.
    let mut open: Vec<Element<'_>> = vec![Element { name: "", attributes: "", nodes: Vec::new() }];
    while !rest.is_empty() {
        let at = rest.find('<').unwrap_or(rest.len());
        if at > 0 {
            push(&mut open, Node::Text(unescaped(&rest[..at])?));
            rest = &rest[at..];
        } else if rest.starts_with("<svg") {
            const END: &str = "</svg>";
            let end = rest.find(END).ok_or("a drawing is not closed")? + END.len();
            push(&mut open, Node::Drawing(&rest[..end]));
            rest = &rest[end..];
        } else {
            let end = rest.find('>').ok_or("a tag is not closed")?;
            tag(&mut open, &rest[1..end])?;
            rest = &rest[end + 1..];
        }
    }
    match (open.pop(), open.is_empty()) {
        (Some(whole), true) => Ok(whole.nodes),
        (still, _) => Err(format!("<{}> is not closed", still.map_or("", |element| element.name))),
    }
}

fn tag<'a>(open: &mut Vec<Element<'a>>, tag: &'a str) -> Result<(), String> {
    if let Some(name) = tag.strip_prefix('/') {
        let closed = open.pop().filter(|element| element.name == name && !open.is_empty());
        let closed = closed.ok_or_else(|| format!("</{name}> closes nothing"))?;
        push(open, Node::Element(closed));
        return Ok(());
    }
    let (name, attributes) = tag.split_once([' ', '\n']).unwrap_or((tag, ""));
    open.push(Element { name, attributes, nodes: Vec::new() });
    Ok(())
}

fn push<'a>(open: &mut [Element<'a>], node: Node<'a>) {
    if let Some(parent) = open.last_mut() {
        parent.nodes.push(node);
    }
}

/// What a drawing says that it shows.
pub(super) fn description(svg: &str) -> Result<String, String> {
    let inside =
        |svg: &str| Some(svg.split_once("<desc")?.1.split_once('>')?.1.split_once("</desc>")?.0.to_owned());
    unescaped(&inside(svg).unwrap_or_default())
}

/// A text with its entities resolved: those that templates and charts write.
pub(crate) fn unescaped(escaped: &str) -> Result<String, String> {
    let mut parts = escaped.split('&');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (entity, rest) = part.split_once(';').ok_or("an entity is not closed")?;
        text.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "nbsp" => '\u{a0}',
            number => number
                .strip_prefix('#')
                .and_then(|digits| char::from_u32(digits.parse().ok()?))
                .ok_or_else(|| format!("the entity &{number}; is not known"))?,
        });
        text += rest;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_texts_and_drawings_are_told_apart() {
        let nodes = parse("<p class=\"a b\" id=\"x\">1 &lt; &#38;&nbsp;2</p><svg><g>3</g></svg>").unwrap();
        let [Node::Element(p), Node::Drawing(svg)] = &nodes[..] else { panic!("{nodes:?}") };
        assert!(p.name == "p" && p.is("b") && !p.is("c") && p.attribute("id") == "x");
        assert_eq!(p.nodes, [Node::Text("1 < &\u{a0}2".to_owned())]);
        assert_eq!(*svg, "<svg><g>3</g></svg>");
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        for markup in
            ["<p>", "</p>", "<p></b></p>", "<p", "&copy;", "&amp", "<svg>", "&#xfffff;", "&#1114112;"]
        {
            assert!(parse(markup).is_err(), "{markup}");
        }
    }
}
