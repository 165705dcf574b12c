//! A plan as Markdown, to change in any editor.

use super::{PartnershipPlan, PlanItem, PlanSection};

impl PartnershipPlan {
    /// The plan as Markdown. Names and titles from outside stay text: what Markdown or HTML would take for markup is
    /// escaped.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let mut text = format!("# {}\n", escaped(&self.title));
        for paragraph in &self.intro {
            text += &format!("\n{}\n", escaped(paragraph));
        }
        for section in &self.sections {
            text += &written(section);
        }
        text
    }
}

fn written(section: &PlanSection) -> String {
    let mut text = format!("\n## {}\n", escaped(&section.title));
    if !section.intro.is_empty() {
        text += &format!("\n{}\n", escaped(&section.intro));
    }
    if !section.items.is_empty() {
        text.push('\n');
    }
    for item in &section.items {
        text += &listed(item, section.is_checklist);
    }
    text
}

fn listed(item: &PlanItem, is_checklist: bool) -> String {
    let tick = if is_checklist { "[ ] " } else { "" };
    let head = match item.head.as_str() {
        "" => String::new(),
        head if head.ends_with(['?', '.', '!']) => format!("**{}** ", escaped(head)),
        head => format!("**{}:** ", escaped(head)),
    };
    let mut text = format!("- {tick}{head}{}\n", escaped(&item.text));
    for point in &item.points {
        text += &format!("  - {}\n", escaped(point));
    }
    text
}

/// A text on one line without anything that Markdown would read as markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in crate::charts::one_line(text).chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' | '{' | '}' | '$'
        ) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
