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
    /// Between that and 0.25.
    TooClose,
    /// P(A beats B) ≤ 0.25: A scores higher with every estimate taken as exact, and yet most draws favour B.
    Reversed,
}

impl Firmness {
    /// The word for a probability that the better ranked beats the other.
    ///
    /// # Example
    /// ```
    /// use fit::verdict::Firmness;
    /// assert_eq!(Firmness::of(0.9), Firmness::Clear);
    /// assert_eq!(Firmness::of(0.5), Firmness::TooClose);
    /// assert_eq!(Firmness::of(0.2), Firmness::Reversed);
    /// ```
    pub fn of(a_beats_b: f64) -> Self {
        if a_beats_b >= 0.90 {
            Self::Clear
        } else if a_beats_b >= 0.75 {
            Self::Leaning
        } else if a_beats_b > 0.25 {
            Self::TooClose
        } else {
            Self::Reversed
        }
    }
}

/// What can be said of the order, by index into the results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The names, as they may be shown.
    names: Vec<String>,
    /// Those the leader is clearly ahead of.
    pub clear: Vec<usize>,
    /// Those it leans ahead of.
    pub leaning: Vec<usize>,
    /// Those too close to call.
    pub too_close: Vec<usize>,
    /// Those that most draws put before the leader.
    pub reversed: Vec<usize>,
    /// Whether enough was simulated for these words to be used at all.
    pub is_simulated: bool,
    /// For the two first: title of the pillar on which the second leads most, and the first.
    pub contrast: Option<(Option<String>, Option<String>)>,
    /// Those whose evidence is thin.
    pub provisional: Vec<usize>,
}

impl Verdict {
    /// Reads the verdict off a comparison.
    pub fn of(framework: &Framework, comparison: &Comparison) -> Self {
        let results = &comparison.results;
        let mut verdict = Self {
            names: names(comparison),
            clear: Vec::new(),
            leaning: Vec::new(),
            too_close: Vec::new(),
            reversed: Vec::new(),
            is_simulated: comparison.draws >= MIN_DRAWS,
            contrast: contrast(framework, comparison),
            provisional: (0..results.len()).filter(|&i| results[i].provisional).collect(),
        };
        // Pairs are ordered by rank, so the leader's come first, in the order of its rivals.
        let rivals = comparison.pairwise.iter().take_while(|pair| pair.a == results[0].id);
        let rivals = rivals.take(if verdict.is_simulated { usize::MAX } else { 0 });
        for (index, pair) in (1..).zip(rivals) {
            match pair.a_beats_b.map(Firmness::of) {
                Some(Firmness::Clear) => verdict.clear.push(index),
                Some(Firmness::Leaning) => verdict.leaning.push(index),
                Some(Firmness::TooClose) => verdict.too_close.push(index),
                Some(Firmness::Reversed) => verdict.reversed.push(index),
                None => {}
            }
        }
        verdict
    }

    /// The verdict with other names, as they may be shown, in the order of the results.
    pub fn with_names(self, names: &[String]) -> Self {
        Self { names: names.to_vec(), ..self }
    }

    /// The verdict as a sentence.
    pub fn sentence(&self) -> String {
        let Some(leader) = self.names.first() else { return String::new() };
        if self.names.len() == 1 {
            return format!("{leader} is the only candidate, so there is no order to judge.");
        }
        let mut sentence = if !self.is_simulated {
            format!("{leader} comes first; how firmly was not simulated, which takes 1,000 draws or more")
        } else {
            let parts: Vec<String> = [
                ("clearly ahead of", &self.clear),
                ("leaning ahead of", &self.leaning),
                ("too close to call against", &self.too_close),
                ("first on the estimates alone, but behind in most draws against", &self.reversed),
            ]
            .into_iter()
            .filter(|(_, who)| !who.is_empty())
            .map(|(words, who)| format!("{words} {}", self.listed(who)))
            .collect();
            if self.clear.is_empty() && self.leaning.is_empty() && self.reversed.is_empty() {
                format!("{leader} comes first, but is {}", parts.join(""))
            } else {
                format!("{leader} is {}", and(&parts))
            }
        };
        if let Some((second, first)) = &self.contrast {
            match (second, first) {
                (Some(theirs), Some(own)) => {
                    sentence += &format!("; {} leads on {theirs}, {leader} on {own}", self.names[1]);
                }
                (Some(theirs), None) => sentence += &format!("; {} leads on {theirs}", self.names[1]),
                (None, Some(own)) => sentence += &format!("; {leader} leads most on {own}"),
                (None, None) => {}
            }
        }
        sentence + "."
    }

    fn listed(&self, who: &[usize]) -> String {
        // Past six names a sentence stops being one; a seventh takes no more room than "1 other".
        let n_named = if who.len() == 7 { 7 } else { 6 };
        let mut names: Vec<String> =
            who.iter().take(n_named).map(|&index| self.names[index].clone()).collect();
        if who.len() > n_named {
            names.push(format!("{} others", who.len() - n_named));
        }
        and(&names)
    }
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
fn contrast(framework: &Framework, comparison: &Comparison) -> Option<(Option<String>, Option<String>)> {
    let [first, second, ..] = &comparison.results[..] else { return None };
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
            clear: Vec::new(),
            leaning: Vec::new(),
            too_close: Vec::new(),
            reversed: Vec::new(),
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
            "Ada is clearly ahead of Cem and too close to call against Ben; Ben leads on execution, Ada on trust."
        );
        let all = Verdict { clear: vec![3], leaning: vec![2], too_close: vec![1], ..verdict(4) };
        assert_eq!(
            all.sentence(),
            "Ada is clearly ahead of Dov, leaning ahead of Cem and too close to call against Ben."
        );
        let close = Verdict { too_close: vec![1, 2], ..verdict(3) };
        assert_eq!(close.sentence(), "Ada comes first, but is too close to call against Ben and Cem.");
    }

    #[test]
    fn draws_that_favour_another_are_said_to() {
        let reversed = Verdict { clear: vec![2], reversed: vec![1], ..verdict(3) };
        assert_eq!(
            reversed.sentence(),
            "Ada is clearly ahead of Cem and first on the estimates alone, but behind in most draws against Ben."
        );
    }

    #[test]
    fn a_single_candidate_and_no_draws_have_their_own_sentence() {
        assert!(verdict(1).sentence().contains("no order to judge"));
        let unsimulated = Verdict { is_simulated: false, ..verdict(2) };
        assert_eq!(
            unsimulated.sentence(),
            "Ada comes first; how firmly was not simulated, which takes 1,000 draws or more."
        );
        assert_eq!(verdict(0).sentence(), "");
    }

    #[test]
    fn titles_keep_their_abbreviations() {
        assert_eq!(lower_first("Trust and candour"), "trust and candour");
        assert_eq!(lower_first("MVP"), "MVP");
    }
}
