//! From answers to ratings.

use super::{Answers, Instrument, Item, Scale};
use crate::estimate::centre;
use crate::framework::{Framework, Owner};
use crate::profile::{Points, Rating, Source};

/// What the answers say about one dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct ScaleScore {
    /// The id of the dimension.
    pub dimension: String,
    /// The value, where it can be told: 100 is the high end of the dimension.
    pub value: Points,
    /// How many of the scale's questions were answered with a choice.
    pub n_answered: usize,
    /// How many questions the scale has.
    pub n_items: usize,
}

/// Who should hold a decision area, in somebody's view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The id of the decision area.
    pub area: String,
    /// Who should hold it.
    pub holder: Owner,
    /// The place of the choice, counted from 1.
    pub choice: u8,
}

impl Instrument {
    /// What answers say about each dimension, in the order of the scales.
    ///
    /// # Formula
    /// Of k choices the j-th is 100 (j − 1) / (k − 1) points, or 100 less that where the item is reversed. A scale's
    /// value is the mean over its items that were answered with a choice. In an ipsative domain each value v then
    /// becomes clamp(50 + v − mean, 0, 100), the mean over the domain's values that can be told: what is compared is
    /// the order within a person.
    ///
    /// # Shapes and units
    /// Points, 0 to 100.
    ///
    /// # Missing values
    /// "Cannot judge" and no answer are alike, and never zero. A scale of which fewer than half the items were
    /// answered is left out; so is an ipsative domain of which fewer than half the scales can be told, since an order
    /// of a few says little of the whole. A dimension that the framework does not know is scored by itself.
    ///
    /// # Source
    /// The mean of at least half the items is person-mean imputation: Graham (2009), section on scales,
    /// doi:10.1146/annurev.psych.58.110405.085530. Centring as in [`centre`].
    ///
    /// # Example
    /// ```
    /// use fit::{Framework, framework, instrument::{Answers, DEFAULTS, Instrument}};
    /// let framework = Framework::parse(framework::DEFAULT).unwrap();
    /// let form = Instrument::parse(DEFAULTS[2].1).unwrap();
    /// let scale = form.scale("style.candour").unwrap();
    /// let best = scale.items.iter().map(|item| (&*item.question, Some(if item.is_reversed { 1 } else { 5 })));
    /// let scores = form.scores(&framework, &best.collect::<Answers>());
    /// assert_eq!((scores.len(), scores[0].value.get()), (1, 100.0));
    /// assert!(form.scores(&framework, &Answers::default()).is_empty());
    /// ```
    pub fn scores(&self, framework: &Framework, answers: &Answers) -> Vec<ScaleScore> {
        let told = self.scales.iter().filter_map(|scale| Some((scale, self.mean(scale, answers)?)));
        let (scales, mut means): (Vec<&Scale>, Vec<f64>) = told.unzip();
        let mut is_kept = vec![true; scales.len()];
        for domain in framework.ipsative_domains() {
            let is_in =
                |scale: &Scale| framework.dimension(&scale.dimension).is_some_and(|d| domain.contains(&d));
            let told: Vec<usize> = (0..scales.len()).filter(|&index| is_in(scales[index])).collect();
            let n_asked = self.scales.iter().filter(|scale| is_in(scale)).count();
            if 2 * told.len() < n_asked {
                told.into_iter().for_each(|index| is_kept[index] = false);
            } else if !told.is_empty() {
                centre(&[told], &mut means, 1);
            }
        }
        let score = |((scale, mean), is_kept): ((&Scale, f64), bool)| {
            let value = Points::new((100.0 * mean).clamp(0.0, 100.0)).filter(|_| is_kept)?;
            let n_answered = self.item_shares(scale, answers).iter().flatten().count();
            Some(ScaleScore {
                dimension: scale.dimension.clone(),
                value,
                n_answered,
                n_items: scale.items.len(),
            })
        };
        scales.into_iter().zip(means).zip(is_kept).filter_map(score).collect()
    }

    /// The ratings that answers amount to, given by `rater` as a `source` that the form can have.
    pub fn ratings(
        &self,
        framework: &Framework,
        answers: &Answers,
        source: Source,
        rater: &str,
    ) -> Vec<Rating> {
        let rating = |score: ScaleScore| Rating {
            dimension: score.dimension,
            source,
            rater: rater.to_owned(),
            value: score.value,
        };
        self.scores(framework, answers).into_iter().map(rating).collect()
    }

    /// Who should hold each decision area that was answered with a choice, in the form's order.
    pub fn holdings(&self, answers: &Answers) -> Vec<Holding> {
        let holding = |question: &super::Question| {
            let choice = answers.choice(&question.id)?;
            let holder = question.choices.iter().find(|own| own.value == choice)?.holder?;
            Some(Holding { area: question.area.clone()?, holder, choice })
        };
        self.questions().filter_map(holding).collect()
    }

    /// The answers that count in a scale, item by item, each as a share of the way to the scale's high end; none where
    /// an item has no choice. Cronbach's α of a scale is computed from these.
    pub fn item_shares(&self, scale: &Scale, answers: &Answers) -> Vec<Option<f64>> {
        scale.items.iter().map(|item| self.item_share(item, answers)).collect()
    }

    fn item_share(&self, item: &Item, answers: &Answers) -> Option<f64> {
        let n_choices = self.question(&item.question)?.choices.len();
        let choice = usize::from(answers.choice(&item.question)?);
        if !(1..=n_choices).contains(&choice) {
            return None;
        }
        let steps = if item.is_reversed { n_choices - choice } else { choice - 1 };
        Some(steps as f64 / (n_choices - 1) as f64)
    }

    /// The mean of a scale's items; none where fewer than half were answered.
    fn mean(&self, scale: &Scale, answers: &Answers) -> Option<f64> {
        let shares: Vec<f64> = self.item_shares(scale, answers).into_iter().flatten().collect();
        let is_told = !shares.is_empty() && 2 * shares.len() >= scale.items.len();
        is_told.then(|| shares.iter().sum::<f64>() / shares.len() as f64)
    }
}
