//! The result in words.

use crate::compare::{CandidateResult, Comparison};
use crate::framework::Framework;
use crate::names::{Called, tell_apart};

/// Fewer draws than this say nothing about how firm an order is: at 1,000 a probability is known to 3 points or so.
pub const MIN_DRAWS: u64 = 1_000;

/// How firm a difference between two candidates is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Firmness {
    /// P(A beats B) ≥ 0.90.
    Clear,
    /// P(A beats B) ≥ 0.75.
    Leaning,
    /// P(A beats B) below that.
    TooClose,
}

impl Firmness {
    /// The word for a probability that the better ranked beats the other.
    ///
    /// # Example
    /// ```
    /// use fit::verdict::Firmness;
    /// assert_eq!(Firmness::of(0.9), Firmness::Clear);
    /// assert_eq!(Firmness::of(0.5), Firmness::TooClose);
    /// assert_eq!(Firmness::of(0.2), Firmness::TooClose);
    /// ```
    pub fn of(a_beats_b: f64) -> Self {
        if a_beats_b >= 0.90 {
            Self::Clear
        } else if a_beats_b >= 0.75 {
            Self::Leaning
        } else {
            Self::TooClose
        }
    }
}

/// What can be said of the order, by index into the results. Nothing is said of provisional ones, and nothing at all if
/// fewer than two are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The names, as they may be shown.
    names: Vec<String>,
    /// Each score with its range: "86 (83–89)".
    figures: Vec<String>,
    /// Everyone of whom enough is known, best first.
    pub ranked: Vec<usize>,
    /// Those the leader is clearly ahead of.
    pub clear: Vec<usize>,
    /// Those it leans ahead of.
    pub leaning: Vec<usize>,
    /// Those too close to call, whoever of the two the draws favour.
    pub too_close: Vec<usize>,
    /// Whether enough was simulated for these words to be used at all.
    pub is_simulated: bool,
    /// Of the first two: title of the pillar on which the second leads most, and the first.
    pub contrast: Option<(Option<String>, Option<String>)>,
    /// Those of whom not enough is known to rank them yet.
    pub provisional: Vec<usize>,
}

/// A sentence names so many people; the others are counted.
const NAMED: usize = 4;

impl Verdict {
    /// Reads the verdict off a comparison.
    pub fn of(framework: &Framework, comparison: &Comparison) -> Self {
        let results = &comparison.results;
        let (provisional, ranked): (Vec<usize>, Vec<usize>) =
            (0..results.len()).partition(|&i| results[i].provisional);
        let mut verdict = Self {
            names: names(comparison),
            figures: results.iter().map(figure).collect(),
            ranked,
            clear: Vec::new(),
            leaning: Vec::new(),
            too_close: Vec::new(),
            is_simulated: comparison.draws >= MIN_DRAWS,
            contrast: None,
            provisional,
        };
        let [leader, second, ..] = verdict.ranked[..] else { return verdict };
        verdict.contrast = contrast(framework, comparison, [leader, second]);
        // Pairs are ordered by rank, so the leader's stand together, in the order of those ranked after.
        let pairs = comparison.pairwise.iter().skip_while(|pair| pair.a != results[leader].id);
        let pairs = pairs.take_while(|pair| pair.a == results[leader].id);
        let rivals = (leader + 1..).zip(pairs).filter(|(index, _)| !results[*index].provisional);
        for (index, pair) in rivals.take(if verdict.is_simulated { usize::MAX } else { 0 }) {
            match pair.a_beats_b.map(Firmness::of) {
                Some(Firmness::Clear) => verdict.clear.push(index),
                Some(Firmness::Leaning) => verdict.leaning.push(index),
                Some(Firmness::TooClose) => verdict.too_close.push(index),
                None => {}
            }
        }
        verdict
    }

    /// The verdict with other names, as they may be shown, in the order of the results.
    pub fn with_names(self, names: &[String]) -> Self {
        Self { names: names.to_vec(), ..self }
    }

    /// Where the candidates stand, in one sentence.
    ///
    /// # Example
    /// "Two front-runners, too close to call: Ada 86 (83–89), Ben 85 (82–88); Ben is stronger on direction, Ada on roles."
    pub fn sentence(&self) -> String {
        let [leader, second] = match self.ranked[..] {
            [leader, second, ..] => [leader, second],
            [only] if self.names.len() == 1 => {
                return format!("The only candidate: {}.", self.with_figure(only));
            }
            _ if self.names.is_empty() => return String::new(),
            _ if self.names.len() == 1 => return format!("Not enough evidence to rank: {}.", self.names[0]),
            _ => return "Not enough evidence to rank these candidates yet.".to_owned(),
        };
        if !self.is_simulated {
            return format!(
                "{} comes first; how firmly was not simulated, which takes 1,000 draws or more.",
                self.with_figure(leader)
            );
        }
        let mut sentence = match (self.too_close.len() + 1, self.leaning.is_empty()) {
            (1, true) => format!("One clear front-runner: {}", self.with_figure(leader)),
            (1, false) => format!("One likely front-runner: {}", self.with_figure(leader)),
            (n, _) => {
                let close: Vec<usize> =
                    std::iter::once(leader).chain(self.too_close.iter().copied()).collect();
                let n = number(n).map_or_else(|| n.to_string(), upper_first);
                format!("{n} front-runners, too close to call: {}", self.listed(&close, Self::with_figure))
            }
        };
        if !self.leaning.is_empty() {
            let name =
                if self.too_close.is_empty() { String::new() } else { format!("{} ", self.names[leader]) };
            sentence +=
                &format!("; {name}leaning ahead of {}", self.listed(&self.leaning, Self::with_figure));
        }
        let [leader, second] = [leader, second].map(|index| &self.names[index]);
        match &self.contrast {
            Some((Some(theirs), Some(own))) => {
                sentence += &format!("; {second} is stronger on {theirs}, {leader} on {own}");
            }
            Some((Some(theirs), None)) => sentence += &format!("; {second} is stronger on {theirs}"),
            Some((None, Some(own))) => sentence += &format!("; {leader} is strongest on {own}"),
            _ => {}
        }
        sentence + "."
    }

    fn with_figure(&self, index: usize) -> String {
        format!("{} {}", self.names[index], self.figures[index])
    }

    fn listed(&self, who: &[usize], words: impl Fn(&Self, usize) -> String) -> String {
        // One more takes no more room than "1 other".
        let n_named = if who.len() == NAMED + 1 { who.len() } else { NAMED };
        let mut named: Vec<String> = who.iter().take(n_named).map(|&index| words(self, index)).collect();
        if who.len() > n_named {
            named.push(format!("{} others", who.len() - n_named));
        }
        and(&named)
    }
}

/// A score with its range, no finer than the range: "86 (83–89)", without draws "86".
pub fn figure(result: &CandidateResult) -> String {
    match &result.uncertainty {
        Some(range) => format!("{:.0} ({:.0}–{:.0})", result.score, range.p05, range.p95),
        None => format!("{:.0}", result.score),
    }
}

/// A small number in words.
fn number(n: usize) -> Option<&'static str> {
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"].get(n).copied()
}

fn upper_first(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The names in a comparison, by index into the results; two of one name are told apart by their ids.
pub fn names(comparison: &Comparison) -> Vec<String> {
    let results = comparison.results.iter();
    let called = results.map(|result| Called { name: &result.name, headline: "", id: &result.id });
    tell_apart(&called.collect::<Vec<_>>())
}

/// "a", "a and b", "a, b and c".
pub fn and(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

/// The pillars on which the second leads the first most, and the other way round: counted by their weight, and only
/// where the lead is 2 points or more.
fn contrast(
    framework: &Framework,
    comparison: &Comparison,
    ranked: [usize; 2],
) -> Option<(Option<String>, Option<String>)> {
    let [first, second] = ranked.map(|index| &comparison.results[index]);
    let leads = |a: &CandidateResult, b: &CandidateResult| {
        let weights = comparison.weights.0.iter().map(|(_, weight)| *weight);
        let pillars = framework.pillars.iter().zip(weights).zip(a.pillars.0.iter().zip(&b.pillars.0));
        pillars
            .map(|((pillar, weight), ((_, a), (_, b)))| (a - b, weight, pillar))
            .filter(|(lead, weight, _)| *lead >= 2.0 && *weight > 0.0)
            .max_by(|a, b| (a.0 * a.1).total_cmp(&(b.0 * b.1)))
            .map(|(_, _, pillar)| lower_first(&pillar.title))
    };
    Some((leads(second, first), leads(first, second)))
}

/// A title in the middle of a sentence: its first letter small, unless it is an abbreviation.
pub fn lower_first(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(n: usize) -> Verdict {
        Verdict {
            names: ["Ada", "Ben", "Cem", "Dov"].iter().take(n).map(|name| (*name).to_owned()).collect(),
            figures: ["86 (83–89)", "85 (82–88)", "80 (75–84)", "60 (51–69)"].map(str::to_owned).to_vec(),
            ranked: (0..n).collect(),
            clear: Vec::new(),
            leaning: Vec::new(),
            too_close: Vec::new(),
            is_simulated: true,
            contrast: None,
            provisional: Vec::new(),
        }
    }

    #[test]
    fn the_verdict_reads_as_a_person_would_say_it() {
        let contrast = Some((Some("execution".to_owned()), Some("trust".to_owned())));
        let mixed = Verdict { clear: vec![2], too_close: vec![1], contrast, ..verdict(3) };
        assert_eq!(
            mixed.sentence(),
            "Two front-runners, too close to call: Ada 86 (83–89) and Ben 85 (82–88); Ben is stronger on execution, Ada on trust."
        );
        let ahead = Verdict { clear: vec![1, 2], ..verdict(3) };
        assert_eq!(ahead.sentence(), "One clear front-runner: Ada 86 (83–89).");
        let leaning = Verdict { clear: vec![2], leaning: vec![1], ..verdict(3) };
        assert_eq!(
            leaning.sentence(),
            "One likely front-runner: Ada 86 (83–89); leaning ahead of Ben 85 (82–88)."
        );
        let all = Verdict { clear: vec![3], leaning: vec![2], too_close: vec![1], ..verdict(4) };
        assert_eq!(
            all.sentence(),
            "Two front-runners, too close to call: Ada 86 (83–89) and Ben 85 (82–88); Ada leaning ahead of Cem 80 (75–84)."
        );
    }

    #[test]
    fn a_single_candidate_and_no_draws_have_their_own_sentence() {
        assert_eq!(verdict(1).sentence(), "The only candidate: Ada 86 (83–89).");
        let unsimulated = Verdict { is_simulated: false, ..verdict(2) };
        assert_eq!(
            unsimulated.sentence(),
            "Ada 86 (83–89) comes first; how firmly was not simulated, which takes 1,000 draws or more."
        );
        assert_eq!(verdict(0).sentence(), "");
    }

    #[test]
    fn of_provisional_results_nothing_is_said() {
        let behind = Verdict { ranked: vec![1, 2], clear: vec![2], provisional: vec![0], ..verdict(3) };
        assert_eq!(behind.sentence(), "One clear front-runner: Ben 85 (82–88).");
        let alone = Verdict { ranked: vec![1], provisional: vec![0, 2], ..verdict(3) };
        assert_eq!(alone.sentence(), "Not enough evidence to rank these candidates yet.");
    }

    #[test]
    fn titles_keep_their_abbreviations() {
        assert_eq!(lower_first("Trust and candour"), "trust and candour");
        assert_eq!(lower_first("MVP"), "MVP");
    }
}
