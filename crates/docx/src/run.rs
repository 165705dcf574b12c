//! Runs: words of one look and one direction.

use crate::xml::{Element, element, valued};
use report::paper::Style;

/// Words in the styles that they have.
pub(crate) fn runs(text: &str, styles: &[Style]) -> Vec<Element> {
    let (character_style, more) = look(styles);
    directed(text)
        .into_iter()
        .map(|(words, is_rtl)| {
            // In the order that Word insists on.
            let properties = element("w:rPr")
                .put_all(character_style.map(|style| valued("w:rStyle", style)))
                .put_all(more.iter().map(|name| element(name)))
                .put_all(is_rtl.then(|| element("w:rtl")))
                .put_all(is_rtl.then(|| element("w:lang").with("w:bidi", language(words))));
            run(properties, words)
        })
        .collect()
}

/// Words with properties.
pub(crate) fn run(properties: Element, words: &str) -> Element {
    let text = element("w:t").with("xml:space", "preserve").text(words);
    let run = element("w:r");
    let run = if properties.is_empty() { run } else { run.put(properties) };
    run.put(text)
}

/// The style of characters, and what else there is to them. Word knows one style of characters at a time.
fn look(styles: &[Style]) -> (Option<&'static str>, Vec<&'static str>) {
    let has = |style| styles.contains(&style);
    let named = [
        (Style::Badge, "Badge"),
        (Style::Breach, "Breach"),
        (Style::Small, "Aside"),
        (Style::Quiet, "Quiet"),
        (Style::Code, "Code"),
        (Style::Strong, "Strong"),
        (Style::Emphasis, "Emphasis"),
    ];
    let style = named.into_iter().find(|(style, _)| has(*style)).map(|(_, name)| name);
    let mut more = Vec::new();
    if has(Style::Strong) && matches!(style, Some("Breach" | "Code")) {
        more.extend(["w:b", "w:bCs"]);
    }
    if has(Style::Emphasis) && style != Some("Emphasis") {
        more.extend(["w:i", "w:iCs"]);
    }
    (style, more)
}

/// A text in pieces, each with whether it runs from right to left. What has no direction of its own goes with what is around it.
pub(crate) fn directed(text: &str) -> Vec<(&str, bool)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_rtl) {
        let after = &rest[start..];
        // Up to the last such letter before one that runs from left to right.
        let turn = after.find(|c: char| c.is_alphabetic() && !is_rtl(c)).unwrap_or(after.len());
        let end = after[..turn].char_indices().rfind(|(_, c)| is_rtl(*c));
        let end = end.map_or(after.len(), |(at, c)| at + c.len_utf8());
        if start > 0 {
            pieces.push((&rest[..start], false));
        }
        pieces.push((&after[..end], true));
        rest = &after[end..];
    }
    if !rest.is_empty() {
        pieces.push((rest, false));
    }
    pieces
}

/// Whether a letter runs from right to left: Hebrew, Arabic and their neighbours.
fn is_rtl(c: char) -> bool {
    matches!(c,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}')
}

/// The language by whose rules Word sets a text that runs from right to left.
fn language(text: &str) -> &'static str {
    let is_hebrew = |c| matches!(c, '\u{590}'..='\u{5ff}' | '\u{fb1d}'..='\u{fb4f}');
    if text.chars().any(is_hebrew) { "he-IL" } else { "ar-SA" }
}

#[cfg(test)]
mod tests {
    use super::directed;

    #[test]
    fn what_runs_to_the_left_is_told_apart() {
        assert_eq!(directed("Ada"), [("Ada", false)]);
        assert_eq!(directed("יעל כהן"), [("יעל כהן", true)]);
        assert_eq!(
            directed("Dr יעל כהן, 1965 (ab)"),
            [("Dr ", false), ("יעל כהן", true), (", 1965 (ab)", false)]
        );
        assert_eq!(
            directed("a ב c ד."),
            [("a ", false), ("ב", true), (" c ", false), ("ד", true), (".", false)]
        );
        assert!(directed("").is_empty());
    }
}
