//! Which ratings may be shown together, so that nobody can tell which peer or direct report said what.

use crate::{Points, Rating, Source};
use std::collections::HashMap;

/// Peers and direct reports are shown in groups of at least this many.
pub const MIN_GROUP: usize = 3;

/// How the ratings of a dimension may be shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Grouping<'a> {
    /// In these groups, each with its label and the sources it holds.
    Shown(Vec<Group<'a>>),
    /// Not at all: there are peers or direct reports, and too few of them to hide among.
    Withheld,
}

/// Ratings shown together.
#[derive(Debug, Clone, PartialEq)]
pub struct Group<'a> {
    /// Who gave them, in words.
    pub label: &'static str,
    /// Whether peers and direct reports are shown as one.
    pub is_merged: bool,
    /// What they gave.
    pub ratings: Vec<&'a Rating>,
}

/// Ratings from one source, or from several that belong to nobody in particular, by the rule of fair use:
/// a group of peers or direct reports under three is never shown, alone or by what the others leave of a
/// total. Where either group is small the two are shown as one; where even that is small, the whole
/// dimension is withheld, because the estimate and the other ratings would give the hidden one away.
pub fn groups<'a>(ratings: &'a [Rating], dimension: &str) -> Grouping<'a> {
    let of = |source: Source| -> Vec<&'a Rating> {
        ratings.iter().filter(|rating| rating.dimension == dimension && rating.source == source).collect()
    };
    let (peers, reports) = (of(Source::Peer), of(Source::Report));
    let is_enough = |ratings: &[&Rating]| ratings.is_empty() || n_people(ratings) >= MIN_GROUP;
    let mut shielded = Vec::new();
    if is_enough(&peers) && is_enough(&reports) {
        shielded.push(Group { label: label(Source::Peer), is_merged: false, ratings: peers });
        shielded.push(Group { label: label(Source::Report), is_merged: false, ratings: reports });
    } else {
        let both: Vec<&Rating> = peers.into_iter().chain(reports).collect();
        if !is_enough(&both) {
            return Grouping::Withheld;
        }
        shielded.push(Group { label: "Peers and direct reports", is_merged: true, ratings: both });
    }
    let single = |source: Source| Group { label: label(source), is_merged: false, ratings: of(source) };
    let mut groups = vec![single(Source::Superior)];
    groups.extend(shielded);
    groups.extend([Source::Assessor, Source::Test, Source::Oneself].map(single));
    groups.retain(|group| !group.ratings.is_empty());
    Grouping::Shown(groups)
}

/// Whether nobody is to know what one rater of this kind said.
pub fn is_shielded(source: Source) -> bool {
    matches!(source, Source::Peer | Source::Report)
}

/// The ratings that may enter a figure that others read: those of peers and of direct reports only on dimensions that
/// [`MIN_GROUP`] people of the kind rated. From fewer, the figure would tell what one of them said.
pub fn countable(ratings: Vec<Rating>) -> Vec<Rating> {
    let mut of_a_kind: HashMap<(Source, &str), Vec<&Rating>> = HashMap::new();
    for rating in ratings.iter().filter(|rating| is_shielded(rating.source)) {
        of_a_kind.entry((rating.source, &rating.dimension)).or_default().push(rating);
    }
    let is_countable = |rating: &Rating| {
        let of_its_kind = of_a_kind.get(&(rating.source, rating.dimension.as_str()));
        of_its_kind.is_none_or(|ratings| n_people(ratings) >= MIN_GROUP)
    };
    let countable: Vec<bool> = ratings.iter().map(is_countable).collect();
    ratings.into_iter().zip(countable).filter_map(|(rating, counts)| counts.then_some(rating)).collect()
}

/// Ratings as files hold them, from which no estimate differs: each of a peer or a direct report is the mean of its kind on
/// its dimension, and does not say who gave it.
pub fn averaged(ratings: Vec<Rating>) -> Vec<Rating> {
    let mut sums: HashMap<(Source, String), (f64, f64)> = HashMap::new();
    for rating in ratings.iter().filter(|rating| is_shielded(rating.source)) {
        let (sum, n) = sums.entry((rating.source, rating.dimension.clone())).or_default();
        (*sum, *n) = (*sum + rating.value.get(), *n + 1.0);
    }
    let average = |rating: Rating| {
        let sum = sums.get(&(rating.source, rating.dimension.clone()));
        match sum.and_then(|(sum, n)| Points::new(sum / n)) {
            Some(value) => Rating { value, rater: String::new(), ..rating },
            None => rating,
        }
    };
    ratings.into_iter().map(average).collect()
}

/// Whether the estimate from the ratings of a dimension would tell what one of its peers or direct reports said: where they
/// cannot be shown in groups of their own, and fewer than [`MIN_GROUP`] people rated in all.
pub fn is_estimate_traceable(ratings: &[Rating], dimension: &str) -> bool {
    let is_hidden = match groups(ratings, dimension) {
        Grouping::Shown(groups) => groups.iter().any(|group| group.is_merged),
        Grouping::Withheld => true,
    };
    let all: Vec<&Rating> = ratings.iter().filter(|rating| rating.dimension == dimension).collect();
    is_hidden && n_people(&all) < MIN_GROUP
}

/// How many people the ratings come from: several by one named rater are one person.
pub fn n_people(ratings: &[&Rating]) -> usize {
    let mut named: Vec<&str> = ratings.iter().map(|r| r.rater.as_str()).filter(|r| !r.is_empty()).collect();
    let unnamed = ratings.len() - named.len();
    named.sort_unstable();
    named.dedup();
    named.len() + unnamed
}

/// Who gives ratings from a source, in words.
pub fn label(source: Source) -> &'static str {
    match source {
        Source::Superior => "Board and superiors",
        Source::Peer => "Peers",
        Source::Report => "Direct reports",
        Source::Oneself => "Own rating",
        Source::Assessor => "Assessors",
        Source::Test => "Tests",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How ratings by these sources may be shown: label and number of each group, or nothing.
    fn shown(sources: &[(Source, &str)]) -> Option<Vec<(&'static str, usize)>> {
        let rating = |&(source, rater): &(Source, &str)| Rating {
            dimension: "skill.change".to_owned(),
            source,
            rater: rater.to_owned(),
            value: Points::new(60.0).unwrap(),
        };
        let ratings: Vec<Rating> = sources.iter().map(rating).collect();
        match groups(&ratings, "skill.change") {
            Grouping::Shown(groups) => Some(groups.iter().map(|g| (g.label, g.ratings.len())).collect()),
            Grouping::Withheld => None,
        }
    }

    #[test]
    fn fewer_than_three_of_a_kind_enter_no_figure() {
        let rating = |source, rater: &str, value| Rating {
            dimension: "skill.change".to_owned(),
            source,
            rater: rater.to_owned(),
            value: Points::new(value).unwrap(),
        };
        let two = vec![rating(Source::Peer, "a", 37.0), rating(Source::Peer, "b", 50.0)];
        let mut mixed = two.clone();
        mixed.extend([rating(Source::Report, "c", 60.0), rating(Source::Superior, "d", 70.0)]);
        let counted = countable(mixed);
        assert_eq!(counted.iter().map(|rating| rating.source).collect::<Vec<_>>(), [Source::Superior]);
        let mut three = two;
        three.push(rating(Source::Peer, "b", 90.0));
        assert!(countable(three.clone()).is_empty(), "two people gave the three");
        three.push(rating(Source::Peer, "c", 63.0));
        let averaged = averaged(countable(three));
        assert_eq!(averaged.len(), 4);
        assert!(averaged.iter().all(|rating| rating.value.get() == 60.0 && rating.rater.is_empty()));
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
