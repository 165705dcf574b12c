//! What should be true after 30, 60 and 100 days, and what to ask then.

use super::agenda::costliest;
use super::mandate::{listed, of_the_coo};
use super::{Pair, PlanItem, PlanSection};
use crate::words::{and, counted_in_words, sentence_case};
use fit::verdict::lower_first;

pub(super) fn milestones(pair: &Pair<'_>) -> [PlanSection; 3] {
    [
        section("day-30", "By day 30: it is clear who decides", after_thirty(pair)),
        section("day-60", "By day 60: what the COO decides stands", after_sixty(pair)),
        section("day-100", "By day 100: there is a result", after_a_hundred(pair)),
    ]
}

fn section(id: &'static str, title: &str, items: Vec<String>) -> PlanSection {
    PlanSection {
        id: id.into(),
        title: title.to_owned(),
        intro: String::new(),
        items: items.into_iter().map(PlanItem::text).collect(),
        is_checklist: true,
    }
}

/// The title of the CEO's largest gap that weighs something.
fn first_gap(pair: &Pair<'_>) -> Option<String> {
    pair.facts.need.weighted_gaps().next().map(|gap| lower_first(&pair.facts.dimension_of(&gap.dimension)))
}

fn after_thirty(pair: &Pair<'_>) -> Vec<String> {
    let mut items = Vec::new();
    if pair.rights.is_signed() {
        items
            .push("Those who report to the two know the list of decisions that both have signed.".to_owned());
    } else if !pair.rights.areas.is_empty() {
        let open = pair.rights.to_settle().len();
        let settled = match open {
            0 => String::new(),
            n => format!(", the {} among them", counted_in_words(n, "open one", "open ones")),
        };
        items.push(format!("Both have signed the list of decisions{settled}."));
    }
    items.extend([
        "The mandate has been announced, and the reporting lines, the budget and the signing limit are in force."
            .to_owned(),
        "Four one-to-ones have taken place.".to_owned(),
        "The COO has spoken alone with every direct report and with five people who do the work, and has told the CEO \
         what was heard, without names."
            .to_owned(),
    ]);
    if !pair.candidate.result.shared_gaps.is_empty() {
        items.push("Somebody is named for every gap that the two share.".to_owned());
    }
    items
}

fn after_sixty(pair: &Pair<'_>) -> Vec<String> {
    let mut items = Vec::new();
    let own = of_the_coo(pair);
    if !own.is_empty() {
        items.push(
            "The COO has taken a decision that the CEO would have taken otherwise, and it stood.".to_owned(),
        );
    }
    if let Some(gap) = first_gap(pair) {
        items.push(format!(
            "In {gap}, where the CEO most needs a counterpart, the COO has agreed with the CEO on one result to reach by \
             day 100 and on how it will be measured."
        ));
    }
    items.extend([
        "The two have disagreed once in private and spoken with one voice afterwards.".to_owned(),
        "The COO has presented to the board.".to_owned(),
        "Nobody takes a matter to the CEO any more that is the COO’s; where it still happens, both know who does."
            .to_owned(),
    ]);
    if pair.candidate.result.provisional {
        items.push(
            "What the comparison had to assume has been looked at, and the comparison made again.".to_owned(),
        );
    }
    items
}

fn after_a_hundred(pair: &Pair<'_>) -> Vec<String> {
    let mut items = Vec::new();
    if let Some(gap) = first_gap(pair) {
        items.push(format!("The result agreed in {gap} is there, or both can say why not and what changes."));
    }
    items.extend([
        "The list of decisions has been read again and changed where life differed.".to_owned(),
        "One review of plans and figures is in use, and both read the same page.".to_owned(),
        "Each has asked three people what they bring to whom, and the answers agree.".to_owned(),
        "Both have answered the questions below alone, compared them, and told the chair what follows."
            .to_owned(),
    ]);
    items
}

pub(super) fn review(pair: &Pair<'_>) -> PlanSection {
    let mut items: Vec<String> = vec![
        "What has become better since the two of you work together that would not have otherwise?".to_owned(),
        "Which decision was taken twice, or by nobody?".to_owned(),
        "When did you last change your mind because of the other?".to_owned(),
        "What have you not said yet?".to_owned(),
    ];
    let open = pair.rights.to_settle();
    if !open.is_empty() {
        items.push(format!(
            "You had to settle {}. Who decides each of them today, and would the other say the same?",
            listed(&open)
        ));
    }
    let costly: Vec<String> =
        costliest(pair).into_iter().map(|k| lower_first(&pair.facts.facet(k))).collect();
    if !costly.is_empty() {
        items.push(format!(
            "The comparison expected {} to cost you most. Did it? What cost more?",
            and(&costly)
        ));
    }
    items.extend([
        "Which of the habits did you keep, and which will you drop?".to_owned(),
        "On a scale from 0 to 10, how clear is it who decides, how freely do you speak, and how well are things \
         delivered? What would make each one point more?"
            .to_owned(),
    ]);
    PlanSection {
        id: "review".into(),
        title: "Questions for the review on day 100".to_owned(),
        intro: "Each answers alone and in writing; then read both answers aloud.".to_owned(),
        items: items.iter().map(|item| PlanItem::text(sentence_case(item))).collect(),
        is_checklist: false,
    }
}
