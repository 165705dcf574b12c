//! The fields of each way to find weights, and what is judged with them.

use crate::pages::form::FormData;
use service::Error;
use service::weights::{Judged, Pillar};
use std::collections::BTreeMap;
use store::weight_sets::Method;

/// The fields, with what was typed.
pub(super) struct Input {
    pub(super) method: &'static str,
    /// What to do, in a sentence or two.
    pub(super) how: &'static str,
    /// A number for each pillar; empty for comparisons.
    pub(super) numbers: Vec<Number>,
    /// Comparisons two at a time.
    pub(super) pairs: Vec<Pair>,
}

pub(super) struct Number {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) value: String,
}

pub(super) struct Pair {
    pub(super) name: String,
    pub(super) a: String,
    pub(super) b: String,
    pub(super) choices: Vec<Choice>,
}

pub(super) struct Choice {
    pub(super) value: &'static str,
    pub(super) words: String,
    pub(super) is_chosen: bool,
}

/// Before a pillar's id in the name of its field.
const NUMBER: &str = "n.";
/// Saaty's scale as far as words carry it. A minus says that the second is the more important one.
const SCALE: &[(&str, &str)] = &[
    ("9", "extremely more"),
    ("7", "far more"),
    ("5", "much more"),
    ("3", "somewhat more"),
    ("1", "the same"),
    ("-3", "somewhat more"),
    ("-5", "much more"),
    ("-7", "far more"),
    ("-9", "extremely more"),
];

impl Input {
    /// The fields say what was typed, or else what was kept in the same way before.
    pub(super) fn of(
        method: Method,
        (asked, kept): (&FormData, Option<&Judged>),
        pillars: &[Pillar],
    ) -> Self {
        let kept = kept.filter(|kept| kept.method() == method && asked.given("do").is_none());
        let number = |pillar: &Pillar| {
            let name = format!("{NUMBER}{}", pillar.id);
            let value = kept.and_then(|kept| typed(kept, &pillar.id));
            let value = value.unwrap_or_else(|| asked.text(&name).to_owned());
            Number { name, title: pillar.title.clone(), summary: pillar.summary.clone(), value }
        };
        let how = match method {
            Method::Rank => "Number the pillars from 1, the most important. Only the order counts.",
            Method::Swing => {
                "Imagine a pair at its worst on every pillar. Which one would you raise to its best first? Give it 100, \
                 and the others as much as raising them is worth beside it."
            }
            Method::Ahp => {
                "Compare the pillars two at a time. What contradicts itself is told, and can be thought over."
            }
            Method::Direct | Method::Panel => {
                "Share out points as you like; 100 in all is easy to read. Only the proportions count."
            }
        };
        Self {
            method: method.name(),
            how,
            numbers: if method == Method::Ahp { Vec::new() } else { pillars.iter().map(number).collect() },
            pairs: if method == Method::Ahp { pairs((asked, kept), pillars) } else { Vec::new() },
        }
    }
}

/// What was typed for a pillar: its points, or its place in an order.
pub(super) fn typed(judged: &Judged, pillar: &str) -> Option<String> {
    match judged {
        Judged::Direct { weights: points } | Judged::Swing { points } => {
            points.get(pillar).map(f64::to_string)
        }
        Judged::Rank { order } => {
            order.iter().position(|id| id == pillar).map(|place| (place + 1).to_string())
        }
        Judged::Ahp { .. } | Judged::Panel {} => None,
    }
}

/// The choice on the scale for two pillars that were compared before.
fn compared_before(judged: &Judged, a: &str, b: &str) -> Option<String> {
    let Judged::Ahp { pillars, judgements } = judged else { return None };
    let place = |pillar: &str| pillars.iter().position(|id| id == pillar);
    let times = *judgements.get(place(a)?)?.get(place(b)?)?;
    Some(if times >= 1.0 { format!("{times:.0}") } else { format!("-{:.0}", 1.0 / times) })
}

fn pairs((asked, kept): (&FormData, Option<&Judged>), pillars: &[Pillar]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (first, a) in pillars.iter().enumerate() {
        for b in &pillars[first + 1..] {
            let name = name(a, b);
            let before = kept.and_then(|kept| compared_before(kept, &a.id, &b.id));
            let chosen = before.unwrap_or_else(|| asked.text(&name).to_owned());
            let choice = |&(value, words): &(&'static str, &str)| Choice {
                value,
                words: match value.chars().next() {
                    Some('1') => "Both the same".to_owned(),
                    Some('-') => format!("{}: {words}", b.title),
                    _ => format!("{}: {words}", a.title),
                },
                is_chosen: chosen == value,
            };
            let choices = SCALE.iter().map(choice).collect();
            pairs.push(Pair { name, a: a.title.clone(), b: b.title.clone(), choices });
        }
    }
    pairs
}

fn name(a: &Pillar, b: &Pillar) -> String {
    format!("c.{}.{}", a.id, b.id)
}

/// What was judged.
pub(super) fn judged(method: Method, form: &FormData, pillars: &[Pillar]) -> Result<Judged, Error> {
    match method {
        Method::Rank => ranked(form, pillars),
        Method::Swing => Ok(Judged::Swing { points: numbers(form, pillars)? }),
        Method::Ahp => compared(form, pillars),
        Method::Direct | Method::Panel => Ok(Judged::Direct { weights: numbers(form, pillars)? }),
    }
}

/// The numbers by pillar; an empty field is nothing at all.
fn numbers(form: &FormData, pillars: &[Pillar]) -> Result<BTreeMap<String, f64>, Error> {
    let mut numbers = BTreeMap::new();
    for pillar in pillars {
        if let Some(number) = form.number(&format!("{NUMBER}{}", pillar.id))? {
            numbers.insert(pillar.id.clone(), number);
        }
    }
    if numbers.is_empty() {
        Err(Error::invalid("", "give at least one pillar a number"))
    } else {
        Ok(numbers)
    }
}

fn ranked(form: &FormData, pillars: &[Pillar]) -> Result<Judged, Error> {
    let mut places: Vec<(f64, String)> =
        numbers(form, pillars)?.into_iter().map(|(id, place)| (place, id)).collect();
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    if let Some(pair) = places.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        let detail = format!("two pillars have the place {}: give each a place of its own", pair[0].0);
        return Err(Error::invalid(format!("/{NUMBER}{}", pair[1].1), detail));
    }
    Ok(Judged::Rank { order: places.into_iter().map(|(_, id)| id).collect() })
}

fn compared(form: &FormData, pillars: &[Pillar]) -> Result<Judged, Error> {
    let mut judgements = vec![vec![1.0; pillars.len()]; pillars.len()];
    let mut missing = Vec::new();
    for (i, a) in pillars.iter().enumerate() {
        for (j, b) in pillars.iter().enumerate().skip(i + 1) {
            let name = name(a, b);
            let Some(times) = form.text(&name).parse::<i32>().ok().filter(|times| *times != 0) else {
                let detail = format!("compare {} and {}", a.title, b.title);
                missing.push(service::Invalid { pointer: format!("/{name}"), detail });
                continue;
            };
            let times = if times > 0 { f64::from(times) } else { 1.0 / f64::from(-times) };
            judgements[i][j] = times;
            judgements[j][i] = 1.0 / times;
        }
    }
    if !missing.is_empty() {
        return Err(Error::Invalid(missing));
    }
    Ok(Judged::Ahp { pillars: pillars.iter().map(|pillar| pillar.id.clone()).collect(), judgements })
}
