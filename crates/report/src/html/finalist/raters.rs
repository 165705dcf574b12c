//! What raters said, shown so that nobody can tell which peer or direct report said it.

use super::super::facts::{Candidate, Facts};
use super::super::markup::Markup;
use super::super::side::Person;
use super::super::words::{counted, points, sentence_case};
use super::interview::Stakes;
use crate::charts::{Raters, Source as Row, raters};
use fit::{Rating, Source};

/// Dimensions drawn for one candidate.
const DRAWN: usize = 4;
/// Fewer ratings than this on a dimension are not worth a drawing.
const MIN_RATINGS: usize = 3;
/// Peers and direct reports are shown in groups of at least this many.
const MIN_GROUP: usize = 3;

/// The ratings on the dimensions that matter most.
pub(in super::super) struct Ratings {
    pub(in super::super) charts: Vec<Markup>,
    pub(in super::super) notes: Vec<String>,
}

/// How the ratings of a dimension may be shown.
pub(in super::super) enum Grouping<'a> {
    /// In these groups, each with its label and the sources it holds.
    Shown(Vec<Group<'a>>),
    /// Not at all: there are peers or direct reports, and too few of them to hide among.
    Withheld,
}

/// Ratings shown together.
pub(in super::super) struct Group<'a> {
    pub(in super::super) label: &'static str,
    pub(in super::super) ratings: Vec<&'a Rating>,
}

/// Ratings from one source, or from several that belong to nobody in particular, by the rule of fair use:
/// a group of peers or direct reports under three is never shown, alone or by what the others leave of a
/// total. Where either group is small the two are shown as one; where even that is small, the whole
/// dimension is withheld, because the estimate and the other ratings would give the hidden one away.
pub(in super::super) fn groups<'a>(person: &Person<'a>, dimension: &str) -> Grouping<'a> {
    let of = |source: Source| -> Vec<&'a Rating> {
        let ratings = person.profile.ratings.iter();
        ratings.filter(|rating| rating.dimension == dimension && rating.source == source).collect()
    };
    let (peers, reports) = (of(Source::Peer), of(Source::Report));
    let is_enough = |ratings: &[&Rating]| ratings.is_empty() || n_people(ratings) >= MIN_GROUP;
    let mut shielded = Vec::new();
    if is_enough(&peers) && is_enough(&reports) {
        shielded.push(Group { label: label(Source::Peer), ratings: peers });
        shielded.push(Group { label: label(Source::Report), ratings: reports });
    } else {
        let both: Vec<&Rating> = peers.into_iter().chain(reports).collect();
        if !is_enough(&both) {
            return Grouping::Withheld;
        }
        shielded.push(Group { label: "Peers and direct reports", ratings: both });
    }
    let single = |source: Source| Group { label: label(source), ratings: of(source) };
    let mut groups = vec![single(Source::Superior)];
    groups.extend(shielded);
    groups.extend([Source::Assessor, Source::Test, Source::Oneself].map(single));
    groups.retain(|group| !group.ratings.is_empty());
    Grouping::Shown(groups)
}

/// How many people the ratings come from: several by one named rater are one person.
fn n_people(ratings: &[&Rating]) -> usize {
    let mut named: Vec<&str> = ratings.iter().map(|r| r.rater.as_str()).filter(|r| !r.is_empty()).collect();
    let unnamed = ratings.len() - named.len();
    named.sort_unstable();
    named.dedup();
    named.len() + unnamed
}

fn label(source: Source) -> &'static str {
    match source {
        Source::Superior => "Board and superiors",
        Source::Peer => "Peers",
        Source::Report => "Direct reports",
        Source::Oneself => "Own rating",
        Source::Assessor => "Assessors",
        Source::Test => "Tests",
    }
}

/// Nothing where the candidate has no ratings.
pub(super) fn ratings(facts: &Facts<'_>, candidate: &Candidate<'_>, stakes: &Stakes) -> Option<Ratings> {
    if candidate.person.profile.ratings.is_empty() {
        return None;
    }
    let weight = |d: usize| stakes.losses[d] + stakes.swings[d];
    let mut order: Vec<usize> = (0..facts.framework.dimensions.len()).filter(|&d| weight(d) > 0.0).collect();
    order.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)));
    let (mut charts, mut n_withheld, mut n_merged) = (Vec::new(), 0, 0);
    for d in order {
        if charts.len() == DRAWN {
            break;
        }
        let dimension = &facts.framework.dimensions[d].id;
        match groups(&candidate.person, dimension) {
            Grouping::Withheld => n_withheld += 1,
            Grouping::Shown(groups)
                if groups.iter().map(|g| g.ratings.len()).sum::<usize>() >= MIN_RATINGS =>
            {
                n_merged += usize::from(groups.iter().any(|group| group.label == "Peers and direct reports"));
                let has_key = charts.is_empty();
                charts.push(chart(facts, candidate, d, &groups, has_key));
            }
            Grouping::Shown(_) => {}
        }
    }
    Some(Ratings { notes: notes(n_withheld, n_merged, charts.is_empty()), charts })
}

fn chart(
    facts: &Facts<'_>,
    candidate: &Candidate<'_>,
    dimension: usize,
    groups: &[Group<'_>],
    has_key: bool,
) -> Markup {
    let values: Vec<f64> = groups.iter().flat_map(|g| &g.ratings).map(|r| r.value.get()).collect();
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let spread = match high - low {
        d if d <= 15.0 => "raters agree closely",
        d if d <= 30.0 => "raters agree roughly",
        _ => "raters see it differently",
    };
    let name = facts.dimension(dimension);
    let title = if points(low) == points(high) {
        format!("{name}: every rating is {}", points(low))
    } else {
        format!("{name}: {spread}, from {} to {}", points(low), points(high))
    };
    let row = |group: &Group<'_>| Row {
        label: group.label.to_owned(),
        ratings: group.ratings.iter().map(|rating| rating.value.get()).collect(),
    };
    let id = format!("raters-{}-{}", candidate.result.rank, dimension + 1);
    Markup::figure(&raters(&id, &title, &Raters { sources: groups.iter().map(row).collect(), has_key }))
}

fn notes(n_withheld: usize, n_merged: usize, is_empty: bool) -> Vec<String> {
    let mut notes = Vec::new();
    if is_empty {
        notes.push("There are too few ratings on any one dimension to draw.".to_owned());
    }
    if n_merged > 0 {
        notes.push(
            "Where fewer than three peers or three direct reports gave a rating, the two groups are shown as one, so that \
             nobody can be picked out."
                .to_owned(),
        );
    }
    if n_withheld > 0 {
        let what = sentence_case(&counted(n_withheld, "dimension that matters", "dimensions that matter"));
        let is = if n_withheld == 1 { "is" } else { "are" };
        notes.push(format!(
            "{what} as much {is} left out, because fewer than three peers and direct reports together gave a rating: what \
             was said could be traced to a person."
        ));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use fit::{Estimates, Framework, Points, Profile, framework};

    /// How ratings by these sources may be shown: label and number of each group, or nothing.
    fn shown(sources: &[(Source, &str)]) -> Option<Vec<(&'static str, usize)>> {
        let rating = |&(source, rater): &(Source, &str)| Rating {
            dimension: "skill.change".to_owned(),
            source,
            rater: rater.to_owned(),
            value: Points::new(60.0).unwrap(),
        };
        let profile = Profile {
            id: "c".to_owned(),
            name: "C".to_owned(),
            headline: String::new(),
            estimates: std::collections::BTreeMap::new(),
            ratings: sources.iter().map(rating).collect(),
        };
        let framework = Framework::parse(framework::DEFAULT).unwrap();
        let estimates = Estimates::of(&framework, &profile);
        let person = Person { profile: &profile, estimates, name: "C".to_owned() };
        match groups(&person, "skill.change") {
            Grouping::Shown(groups) => Some(groups.iter().map(|g| (g.label, g.ratings.len())).collect()),
            Grouping::Withheld => None,
        }
    }

    const PEER: (Source, &str) = (Source::Peer, "");
    const REPORT: (Source, &str) = (Source::Report, "");
    const BOSS: (Source, &str) = (Source::Superior, "");

    #[test]
    fn three_and_more_are_shown_by_themselves() {
        let found = shown(&[PEER, PEER, PEER, REPORT, REPORT, REPORT, REPORT, BOSS]);
        assert_eq!(found, Some(vec![("Board and superiors", 1), ("Peers", 3), ("Direct reports", 4)]));
    }

    #[test]
    fn a_small_group_hides_in_the_other() {
        assert_eq!(shown(&[PEER, PEER, PEER, REPORT]), Some(vec![("Peers and direct reports", 4)]));
        assert_eq!(shown(&[PEER, PEER, REPORT]), Some(vec![("Peers and direct reports", 3)]));
    }

    #[test]
    fn too_few_to_hide_among_withhold_the_dimension() {
        assert_eq!(shown(&[BOSS, BOSS, BOSS, PEER]), None);
        assert_eq!(shown(&[BOSS, PEER, REPORT]), None);
    }

    #[test]
    fn several_ratings_by_one_person_are_one_person() {
        assert_eq!(shown(&[(Source::Peer, "p1"), (Source::Peer, "p1"), (Source::Peer, "p1")]), None);
        let three = [(Source::Peer, "p1"), (Source::Peer, "p2"), (Source::Peer, "p3")];
        assert_eq!(shown(&three), Some(vec![("Peers", 3)]));
    }

    #[test]
    fn without_peers_and_reports_nothing_is_hidden() {
        assert_eq!(
            shown(&[BOSS, (Source::Oneself, "")]),
            Some(vec![("Board and superiors", 1), ("Own rating", 1)])
        );
        assert_eq!(shown(&[]), Some(Vec::new()));
    }
}
