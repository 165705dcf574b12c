//! A plan from the Markdown that people have changed. Only what a plan is made of is read as markup; everything else stays
//! text, whatever it looks like.

use super::{PartnershipPlan, PlanItem, PlanSection};

impl PartnershipPlan {
    /// Reads a plan from Markdown: one title, sections, lists with points below their items, boxes to tick, and an item's
    /// head in bold. A plan written by [`PartnershipPlan::to_markdown`] is read as it was, but for its anchors.
    ///
    /// # Missing values
    /// A text without a title has an empty one; what stands before the first section is the introduction.
    #[must_use]
    pub fn from_markdown(text: &str) -> Self {
        let mut reader = Reader::default();
        for line in text.lines() {
            reader.line(line);
        }
        reader.plan
    }
}

/// What is read so far.
struct Reader {
    plan: PartnershipPlan,
    /// Whether the line before was empty, so that the next one begins something.
    is_apart: bool,
}

impl Default for Reader {
    fn default() -> Self {
        let plan = PartnershipPlan { title: String::new(), intro: Vec::new(), sections: Vec::new() };
        Self { plan, is_apart: true }
    }
}

impl Reader {
    fn line(&mut self, line: &str) {
        let text = line.trim();
        if text.is_empty() {
            self.is_apart = true;
            return;
        }
        let is_inner = line.starts_with("  ") || line.starts_with('\t');
        match (heading(text), listed(text)) {
            (Some((1, title)), _) if self.plan.title.is_empty() && self.plan.sections.is_empty() => {
                self.plan.title = shown(title);
            }
            (Some((_, title)), _) => self.begin(title),
            (None, Some(entry)) => self.entry(entry, is_inner),
            (None, None) => self.words(text),
        }
        self.is_apart = false;
    }

    fn begin(&mut self, title: &str) {
        let id = format!("section-{}", self.plan.sections.len() + 1).into();
        let title = shown(title);
        self.plan.sections.push(PlanSection {
            id,
            title,
            intro: String::new(),
            items: Vec::new(),
            is_checklist: false,
        });
    }

    /// An entry of a list: an item, or a point of the item before it.
    fn entry(&mut self, (tick, text): (Option<bool>, &str), is_inner: bool) {
        let Some(section) = self.plan.sections.last_mut() else {
            self.plan.intro.push(shown(text));
            return;
        };
        if is_inner && let Some(item) = section.items.last_mut() {
            item.points.push(shown(text));
            return;
        }
        section.is_checklist |= tick.is_some();
        let mut item = item(text);
        if tick == Some(true) {
            item.text = format!("Done. {}", item.text).trim_end().to_owned();
        }
        section.items.push(item);
    }

    /// Words that begin nothing go on with what was there; after an empty line they are a paragraph of their own.
    fn words(&mut self, text: &str) {
        let text = shown(text);
        let Some(section) = self.plan.sections.last_mut() else {
            match self.plan.intro.last_mut().filter(|_| !self.is_apart) {
                Some(paragraph) => go_on(paragraph, &text),
                None => self.plan.intro.push(text),
            }
            return;
        };
        match section.items.last_mut() {
            None => go_on(&mut section.intro, &text),
            Some(item) if !self.is_apart => go_on(item.points.last_mut().unwrap_or(&mut item.text), &text),
            Some(_) => section.items.push(PlanItem::text(text)),
        }
    }
}

fn go_on(text: &mut String, more: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(more);
}

/// The level of a heading, and its title.
fn heading(text: &str) -> Option<(usize, &str)> {
    let title = text.trim_start_matches('#');
    let level = text.len() - title.len();
    ((1..=6).contains(&level) && title.starts_with([' ', '\t'])).then(|| (level, title.trim()))
}

/// An entry of a list: whether it is ticked, where it has a box, and its words.
fn listed(text: &str) -> Option<(Option<bool>, &str)> {
    let text = ["- ", "* ", "+ "].iter().find_map(|mark| text.strip_prefix(mark))?.trim_start();
    let boxes = [("[ ] ", false), ("[x] ", true), ("[X] ", true)];
    let ticked = boxes.iter().find_map(|(mark, is)| text.strip_prefix(mark).map(|rest| (Some(*is), rest)));
    Some(ticked.unwrap_or((None, text)))
}

/// An item whose head, if it has one, stands in bold at its beginning.
fn item(text: &str) -> PlanItem {
    let bold = text.strip_prefix("**").and_then(|rest| rest.split_once("**"));
    match bold.filter(|(head, _)| !head.trim().is_empty()) {
        Some((head, rest)) => {
            let head = shown(head);
            PlanItem::new(head.strip_suffix(':').unwrap_or(&head), shown(rest.trim_start()))
        }
        None => PlanItem::text(shown(text)),
    }
}

/// A text as it is read: on one line, without the backslashes that keep signs from being markup.
fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(c) = signs.next() {
        match signs.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => shown.extend(signs.next()),
            _ => shown.push(c),
        }
    }
    crate::charts::one_line(&shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_read_and_the_rest_stays_text() {
        let text = "Intro one\ngoes on\n\nsecond\n# Late title\n## First\nwords\nmore\n\n- **Head:** a \\*b\\*\n  - point\n    \
                    of two lines\n- [x] done <b>\n\nA paragraph\n### Deeper\n1. one\n**bold** start\n#tag\n- ** **";
        let plan = PartnershipPlan::from_markdown(text);
        assert_eq!((plan.title.as_str(), plan.intro.len()), ("Late title", 2));
        assert_eq!(plan.intro[0], "Intro one goes on");
        let [first, deeper] = &plan.sections[..] else { panic!("{plan:?}") };
        assert_eq!((first.intro.as_str(), first.is_checklist), ("words more", true));
        assert_eq!(
            first.items[0],
            PlanItem::new("Head", "a *b*").with(vec!["point of two lines".to_owned()])
        );
        assert_eq!(first.items[1].text, "Done. done <b>");
        assert_eq!(first.items[2], PlanItem::text("A paragraph"));
        assert_eq!(deeper.intro, "1. one **bold** start #tag");
        assert_eq!(deeper.items, [PlanItem::text("** **")]);
        assert_eq!(PartnershipPlan::from_markdown(""), Reader::default().plan);
    }

    #[test]
    fn a_plan_that_was_written_is_read_as_it_was() {
        let section = |n: usize, is_checklist: bool| PlanSection {
            id: format!("section-{n}").into(),
            title: "A *title* with # and [x]".to_owned(),
            intro: "Intro_with_signs & more".to_owned(),
            items: vec![
                PlanItem::new("What works?", "Ten ~minutes~."),
                PlanItem::new("Board", "A \\ seat").with(vec!["p1 `x`".to_owned(), "p2".to_owned()]),
                PlanItem::text("Only text <script>"),
            ],
            is_checklist,
        };
        let plan = PartnershipPlan {
            title: "The first hundred days of A_B and {C}".to_owned(),
            intro: vec!["One.".to_owned(), "Two $.".to_owned()],
            sections: vec![section(1, false), section(2, true)],
        };
        assert_eq!(PartnershipPlan::from_markdown(&plan.to_markdown()), plan);
    }
}
