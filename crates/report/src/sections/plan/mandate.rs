//! What the two settle in week one, and how the COO's mandate is made visible.

use super::{Pair, PlanItem, PlanSection};
use crate::sections::rights::{basis, title};
use crate::words::{and, counted_in_words, sentence_case};
use fit::decision_rights::{Alignment, AreaRights};
use fit::framework::Owner;
use fit::verdict::lower_first;

/// As many decisions are named in one sentence.
const NAMED: usize = 8;

/// The titles of some areas in the middle of a sentence.
pub(super) fn listed(areas: &[&AreaRights]) -> String {
    let mut names: Vec<String> = areas.iter().take(NAMED).map(|area| lower_first(&title(area))).collect();
    if areas.len() > NAMED {
        names.push(counted_in_words(areas.len() - NAMED, "other", "others"));
    }
    and(&names)
}

fn areas<'a>(pair: &'a Pair<'_>, is_wanted: impl Fn(&AreaRights) -> bool) -> Vec<&'a AreaRights> {
    pair.rights.areas.iter().filter(|area| is_wanted(area)).collect()
}

/// The areas in which the COO would have the last word.
pub(super) fn of_the_coo<'a>(pair: &'a Pair<'_>) -> Vec<&'a AreaRights> {
    areas(pair, |area| area.assignments.coo().is_accountable())
}

pub(super) fn decisions(pair: &Pair<'_>) -> PlanSection {
    let open = pair.rights.to_settle();
    let mut items: Vec<PlanItem> = open.iter().map(|area| settled(area)).collect();
    items.extend(signed(pair));
    let swapped = unsigned(pair, Alignment::Swapped);
    if !swapped.is_empty() {
        items.push(PlanItem::new(
            "Agreed, the other way round than usual",
            format!(
                "{}. The two agree, but others will look for the usual owner: say so to whoever brings such matters.",
                sentence_case(&listed(&swapped))
            ),
        ));
    }
    let unknown = unsigned(pair, Alignment::Unknown);
    if !unknown.is_empty() {
        items.push(PlanItem::new(
            "Not known yet",
            format!(
                "{}. Each writes down alone who should hold these, then both compare.",
                sentence_case(&listed(&unknown))
            ),
        ));
    }
    let intro = match (open.is_empty(), unknown.is_empty()) {
        _ if pair.rights.is_signed() => {
            "Both have signed who holds what, so nothing is left to settle; it is left to be told, and to be kept."
        }
        (false, _) => {
            "For each, one name with the last word, before the end of the first week. The proposal is a place to begin; \
             what counts is that both would say the same to a third person."
        }
        (true, true) => {
            "The two expect the same of every decision. Write the list down all the same, and both sign it: memory \
             differs sooner than opinion."
        }
        (true, false) => "On what is known, nothing is contested and nothing is left to nobody.",
    };
    PlanSection {
        id: "decisions".into(),
        title: "Decisions to settle in week one".to_owned(),
        intro: format!("{intro} {}", basis(&pair.rights)).trim_end().to_owned(),
        items,
        is_checklist: true,
    }
}

/// The areas of a class that the two have not signed.
fn unsigned<'a>(pair: &'a Pair<'_>, alignment: Alignment) -> Vec<&'a AreaRights> {
    pair.rights.areas_that_are(alignment).filter(|area| !area.is_signed).collect()
}

/// What both have signed, by who has the last word.
fn signed(pair: &Pair<'_>) -> Vec<PlanItem> {
    let of = |is_ceo: bool| {
        areas(pair, |area| area.is_signed && area.assignments.ceo().is_accountable() == is_ceo)
    };
    let item = |(is_ceo, head): (bool, &str)| {
        let held = of(is_ceo);
        let names: Vec<String> = held.iter().map(|area| lower_first(&title(area))).collect();
        let text = format!("{}. Tell those who will bring such matters.", sentence_case(&and(&names)));
        (!held.is_empty()).then(|| PlanItem::new(head, text))
    };
    let heads = [(true, "Signed: the CEO has the last word"), (false, "Signed: the COO has the last word")];
    heads.into_iter().filter_map(item).collect()
}

fn settled(area: &AreaRights) -> PlanItem {
    let (ceo, coo) = (area.assignments.ceo().letters(), area.assignments.coo().letters());
    PlanItem::new(
        format!("{} ({})", title(area), area.alignment.word()),
        format!("{} Proposed: CEO {ceo}, COO {coo}.", area.reason),
    )
}

pub(super) fn empowerment(pair: &Pair<'_>) -> PlanSection {
    let own = of_the_coo(pair);
    let yielded = areas(pair, |area| {
        area.assignments.coo().is_accountable() && area.ceo.holder.is_some_and(|holder| holder != Owner::Coo)
    });
    let mut items = Vec::new();
    if !own.is_empty() {
        items.push(PlanItem::new(
            "Announce it",
            format!(
                "In the first week, in the CEO’s own words and with the COO in the room: the COO has the last word on {}. \
                 Say as well that these need no further approval.",
                listed(&own)
            ),
        ));
    }
    if !yielded.is_empty() {
        items.push(PlanItem::new(
            "Step back where it will be noticed",
            format!(
                "The CEO would like a part in {}. Let people see the CEO ask the COO for the decision there, and take it \
                 as it comes.",
                listed(&yielded)
            ),
        ));
    }
    items.extend([
        PlanItem::new(
            "Give it means",
            "Before the announcement, put in writing who reports to the COO, which budget the COO moves alone, up to \
             which sum the COO signs, and whom the COO may hire and remove.",
        ),
        PlanItem::new(
            "Send appeals back",
            "When somebody brings the CEO a matter that is the COO’s, the answer is one sentence: this is the COO’s to \
             decide. The COO hears of it the same day, so that nobody has to wonder.",
        ),
        PlanItem::new(
            "Give credit by name",
            "In the first hundred days the CEO names the COO in public at least three times for a result that the COO \
             brought about, and not for effort.",
        ),
    ]);
    PlanSection {
        id: "empowerment".into(),
        title: "How the CEO empowers the COO, visibly".to_owned(),
        intro: "A mandate is what people have seen, and not what is written in a contract.".to_owned(),
        items,
        is_checklist: false,
    }
}

pub(super) fn meetings(pair: &Pair<'_>) -> PlanSection {
    let prepared = areas(pair, |area| {
        area.assignments.ceo().is_accountable()
            && area.assignments.coo() != fit::decision_rights::Assignment::Informed
    });
    let board = "A standing seat from the first meeting on. The COO presents what is the COO’s to decide, and answers the \
                 questions on it; the CEO adds nothing that was not asked.";
    let mut items = vec![
        PlanItem::new("Board", board),
        PlanItem::new(
            "Strategy offsite",
            "The COO is there for all of it, and opens every option with what would have to be true to deliver it.",
        ),
        PlanItem::new(
            "Executive team",
            "Decide in week one who leads it. If the COO does, the CEO comes as a guest for the first month; if the CEO \
             does, the review of plans and figures is the COO’s part.",
        ),
    ];
    if !prepared.is_empty() {
        items.push(PlanItem::new(
            "Where the CEO decides",
            format!(
                "The COO joins the meetings that prepare {}: before the decision, not when it is told.",
                listed(&prepared)
            ),
        ));
    }
    items.push(PlanItem::new(
        "Outside",
        "Within the hundred days the COO meets the five customers, partners or investors who matter most, at least two \
         of them together with the CEO.",
    ));
    PlanSection {
        id: "meetings".into(),
        title: "Meetings the COO joins".to_owned(),
        intro: String::new(),
        items,
        is_checklist: false,
    }
}
