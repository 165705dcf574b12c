//! The map of a pool: the two directions in which its people differ most, and the groups that they fall into.

use super::{LeftOut, MOST_PEOPLE, Pool, tidy};
use crate::Framework;
use crate::compare::FrameworkStamp;
use crate::groups::MIN_GROUP;
use serde::Serialize;
use stats::learning::{
    Components, Grouping, Method, find_groups, group_stability, principal_components, telling_traits,
};

/// Fewer people than this have no map.
const PEOPLE_FOR_A_MAP: usize = 3;
/// Groups are looked for in at most so many directions.
const MOST_DIRECTIONS: usize = 6;
/// A group's name lists at most so many dimensions.
const MOST_TRAITS: usize = 3;
/// A dimension is drawn where the map shows at least this much of it: half of its variance.
const SHOWN: f64 = 0.5;
/// So many dimensions tell what a direction stands for, where they go with it by this correlation at least.
const PER_DIRECTION: (usize, f64) = (3, 0.3);
/// A direction whose sign is less clear than this may be turned round by one more person.
const CLEAR_SIGN: f64 = 0.1;
/// At most so many dimensions are drawn.
const MOST_DRAWN: usize = 8;

/// A pool as a map, with all that has to be said about it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PoolMap {
    /// The framework whose dimensions were counted.
    pub framework: FrameworkStamp,
    /// Version of the program that computed it.
    pub version: String,
    /// The seed of everything that is drawn by lot: where groups are looked for, and people drawn anew.
    pub seed: u64,
    /// How many people are on the map.
    pub n_people: usize,
    /// How many dimensions count.
    pub n_dimensions: usize,
    /// What the map says, or why there is none, in words.
    pub statement: String,
    /// The map; none where there is nothing to show.
    pub layout: Option<Layout>,
    /// Those of whom too little is known, by id.
    pub left_out: Vec<LeftOut>,
    /// Ids of dimensions that too few people were measured on to count.
    pub rarely_measured: Vec<String>,
    /// Ids of dimensions on which everybody has the same value.
    pub constant: Vec<String>,
}

/// Where everything stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Layout {
    /// The directions across and up; one where people differ in one direction only.
    pub axes: Vec<Axis>,
    /// Every dimension that varies, those first of which the map shows most.
    pub dimensions: Vec<Arrow>,
    /// The people, by id.
    pub people: Vec<PersonPlace>,
    /// The groups; none where there are too few people to look for any.
    pub groups: Option<Groups>,
}

/// A direction of the map.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Axis {
    /// Its share of all differences, 0–1.
    pub share: f64,
}

/// How a dimension goes with the map.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Arrow {
    /// The dimension's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its correlation with the direction across.
    pub x: f64,
    /// And with the one up.
    pub y: f64,
    /// The share of its variance that the map shows: x² + y².
    pub shown: f64,
    /// Whether it is one of the few that tell most: what a direction stands for, or shown by half.
    pub is_drawn: bool,
    /// The mean of those on the map, in points.
    pub mean: f64,
    /// Their standard deviation, in points.
    pub sd: f64,
}

/// Where a person stands, in standard deviations of a dimension.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonPlace {
    /// The person's id.
    pub id: String,
    /// Across.
    pub x: f64,
    /// Up.
    pub y: f64,
    /// The number of their group, from 1.
    pub group: Option<usize>,
    /// On how many dimensions of the pool they were measured.
    pub n_measured: usize,
}

/// What the search for groups came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Groups {
    /// How they were looked for: `mixture` or `k-means`.
    pub method: &'static str,
    /// In how many directions.
    pub n_directions: usize,
    /// What each number of groups would have given: BIC, the lower the better; or the mean silhouette, the higher the
    /// better.
    pub criteria: Vec<(usize, f64)>,
    /// The adjusted Rand index when people are drawn anew: 1 where the same groups come back, 0 where nothing does.
    pub agreement: f64,
    /// The groups, the largest first; one says that there is a cloud and no groups in it.
    pub groups: Vec<Group>,
}

/// A group of people.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// Its number, from 1.
    pub number: usize,
    /// What it is called: what sets it apart, in words.
    pub name: String,
    /// How many people.
    pub n_people: usize,
    /// The share of it that comes back when people are drawn anew (Jaccard), 0–1.
    pub overlap: f64,
    /// Whether that is enough to call it stable.
    pub is_stable: bool,
    /// What sets it apart, the most telling first. Nothing is told of fewer than three people: it would be told of a
    /// person.
    pub traits: Vec<Trait>,
}

/// A dimension on which a group differs from everybody else.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trait {
    /// The dimension's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How far the group's mean lies above that of everybody else, in standard deviations.
    pub difference: f64,
}

impl Pool {
    /// Draws the map.
    ///
    /// # Formula
    /// Principal components of the standardised values; groups among the scores on the first few of them
    /// ([`Components::n_telling`], at most 6). Figures have six decimals.
    ///
    /// # Missing values
    /// As the [`Pool`] fills them in.
    ///
    /// # Source
    /// [`principal_components`], [`find_groups`], [`group_stability`], [`telling_traits`].
    pub fn map(&self, framework: &Framework, method: Method, seed: u64) -> PoolMap {
        let drawn = self.components().map(|components| {
            let groups = self.groups(framework, &components, method, seed);
            let remarks: Vec<String> =
                unclear_signs(&components).into_iter().chain(groups.as_ref().err().cloned()).collect();
            (self.layout(framework, &components, groups.as_ref().ok()), remarks)
        });
        let (layout, statement) = match drawn {
            Ok((layout, remarks)) => {
                let statement = self.says(&layout, remarks);
                (Some(layout), statement)
            }
            Err(why) => (None, why),
        };
        let id = |d: &usize| framework.dimensions[*d].id.clone();
        let constant = |column: &usize| {
            let column = self.table.column(*column);
            column.iter().all(|value| Some(value) == column.first())
        };
        let is_there = !self.ids.is_empty();
        PoolMap {
            framework: FrameworkStamp::of(framework),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            seed,
            n_people: self.ids.len(),
            n_dimensions: self.dimensions.len(),
            statement,
            layout,
            left_out: self.left_out.clone(),
            rarely_measured: self.rarely_measured.iter().map(id).collect(),
            constant: (0..self.dimensions.len())
                .filter(|column| is_there && constant(column))
                .map(|column| id(&self.dimensions[column]))
                .collect(),
        }
    }

    fn components(&self) -> Result<Components, String> {
        let n = self.ids.len();
        if n < PEOPLE_FOR_A_MAP {
            let there = match n {
                0 => "there is nobody".to_owned(),
                1 => "there is one person only".to_owned(),
                n => format!("there are {n} people only"),
            };
            return Err(format!("A map takes {PEOPLE_FOR_A_MAP} people of whom enough is known: {there}."));
        }
        if n > MOST_PEOPLE {
            return Err(format!("{n} people are too many for one map: at most {MOST_PEOPLE} are drawn."));
        }
        principal_components(self.table.view()).map_err(|error| match error {
            stats::learning::LearningError::NothingVaries => {
                format!("All {n} people have the same values, so there is nothing to draw a map of.")
            }
            other => format!("There is no map: {other}."),
        })
    }

    fn layout(
        &self,
        framework: &Framework,
        found: &Components,
        groups: Option<&(Groups, Grouping)>,
    ) -> Layout {
        let n_axes = found.shares.len().min(2);
        let correlations: Vec<_> = (0..n_axes).map(|axis| found.correlations(axis)).collect();
        let at = |axis: usize, column: usize| correlations.get(axis).map_or(0.0, |list| tidy(list[column]));
        let arrow = |(column, &d): (usize, &usize)| {
            let (x, y) = (at(0, column), at(1, column));
            let dimension = &framework.dimensions[d];
            Arrow {
                id: dimension.id.clone(),
                title: dimension.title.clone(),
                x,
                y,
                shown: tidy(x * x + y * y),
                is_drawn: false,
                mean: tidy(100.0 * found.standard.means[column]),
                sd: tidy(100.0 * found.standard.deviations[column]),
            }
        };
        let mut dimensions: Vec<Arrow> = self
            .dimensions
            .iter()
            .enumerate()
            .filter(|(column, _)| found.standard.deviations[*column] > 0.0)
            .map(arrow)
            .collect();
        dimensions.sort_by(|a, b| b.shown.total_cmp(&a.shown).then_with(|| a.id.cmp(&b.id)));
        choose_drawn(&mut dimensions);
        let score =
            |row: usize, axis: usize| if axis < n_axes { tidy(found.scores[[row, axis]]) } else { 0.0 };
        let person = |(row, id): (usize, &String)| PersonPlace {
            id: id.clone(),
            x: score(row, 0),
            y: score(row, 1),
            group: groups.map(|(_, grouping)| grouping.memberships[row] + 1),
            n_measured: self.is_measured[row].iter().filter(|is_measured| **is_measured).count(),
        };
        Layout {
            axes: found.shares.iter().take(n_axes).map(|share| Axis { share: tidy(*share) }).collect(),
            dimensions,
            people: self.ids.iter().enumerate().map(person).collect(),
            groups: groups.map(|(groups, _)| groups.clone()),
        }
    }

    fn groups(
        &self,
        framework: &Framework,
        found: &Components,
        method: Method,
        seed: u64,
    ) -> Result<(Groups, Grouping), String> {
        let n_directions = found.n_telling(MOST_DIRECTIONS);
        let table = found.scores.slice(ndarray::s![.., ..n_directions]);
        let why = |error: stats::learning::LearningError| format!("No groups were looked for: {error}.");
        let grouping = find_groups(table, method, seed).map_err(why)?;
        let stability = group_stability(table, &grouping, seed).map_err(why)?;
        let standardised = found.standard.apply(self.table.view());
        let traits =
            telling_traits(standardised.view(), &grouping.memberships, grouping.n_groups, MOST_TRAITS);
        let traits = traits.map_err(why)?;
        let group = |((number, n_people), traits): ((usize, usize), Vec<stats::learning::Trait>)| {
            let traits = if n_people < MIN_GROUP { Vec::new() } else { self.told(framework, &traits) };
            Group {
                number: number + 1,
                name: name(grouping.n_groups, &traits),
                n_people,
                overlap: tidy(stability.overlaps.get(number).copied().unwrap_or(0.0)),
                is_stable: stability.is_stable(number),
                traits,
            }
        };
        let groups = Groups {
            method: word_of(method),
            n_directions,
            criteria: grouping.criteria.iter().map(|(n, value)| (*n, tidy(*value))).collect(),
            agreement: tidy(stability.rand),
            groups: grouping.sizes().into_iter().enumerate().zip(traits).map(group).collect(),
        };
        Ok((groups, grouping))
    }

    fn told(&self, framework: &Framework, traits: &[stats::learning::Trait]) -> Vec<Trait> {
        let told = |one: &stats::learning::Trait| {
            let dimension = &framework.dimensions[self.dimensions[one.column]];
            Trait {
                id: dimension.id.clone(),
                title: dimension.title.clone(),
                difference: tidy(one.difference),
            }
        };
        traits.iter().map(told).collect()
    }

    /// What the map says, in words.
    fn says(&self, layout: &Layout, remarks: Vec<String>) -> String {
        let n = self.ids.len();
        let share: f64 = layout.axes.iter().map(|axis| axis.share).sum();
        let mut parts = vec![format!(
            "{n} people on {} dimensions; the map shows {:.0} % of how they differ.",
            self.dimensions.len(),
            100.0 * share
        )];
        if n <= self.dimensions.len() {
            parts.push(
                "There are no more people than dimensions, so some directions fit by chance: one more person may turn the map."
                    .to_owned(),
            );
        }
        parts.extend(remarks);
        if let Some(groups) = &layout.groups {
            parts.push(groups.says());
        }
        parts.join(" ")
    }
}

impl Groups {
    /// How many groups there are and how many of them come back, in words.
    fn says(&self) -> String {
        let n_stable = self.groups.iter().filter(|group| group.is_stable).count();
        match (self.groups.len(), n_stable) {
            (0 | 1, _) => {
                "They are one cloud: no number of groups describes them better than one.".to_owned()
            }
            (n, stable) if n == stable => {
                format!("They fall into {n} groups, all of which come back when the people are drawn anew.")
            }
            (n, 0) => format!(
                "{n} groups describe them best, and none of these comes back when the people are drawn anew: they are a \
                 way to cut a cloud."
            ),
            (n, stable) => format!(
                "{n} groups describe them best; {stable} of these come{} back when the people are drawn anew.",
                if stable == 1 { "s" } else { "" }
            ),
        }
    }
}

/// That the ends of a direction of the map could as well be swapped, where its sign is not clear.
fn unclear_signs(found: &Components) -> Option<String> {
    let is_unclear = |axis: &usize| found.clarity.get(*axis).is_some_and(|clarity| *clarity < CLEAR_SIGN);
    let which = match [0, 1].map(|axis| is_unclear(&axis)) {
        [true, true] => "left and right, or top and bottom,",
        [true, false] => "left and right",
        [false, true] => "top and bottom",
        [false, false] => return None,
    };
    Some(format!(
        "About as many dimensions rise as fall along the map, so that one more person may swap {which}: only the distances count."
    ))
}

/// Marks the dimensions that tell most: for each direction those that go with it most closely, then those of which the map
/// shows half. They stand in the order of what is shown.
fn choose_drawn(dimensions: &mut [Arrow]) {
    let (most, least) = PER_DIRECTION;
    let mut chosen: Vec<usize> = Vec::new();
    for is_across in [true, false] {
        let along = |place: usize| {
            let arrow = &dimensions[place];
            if is_across { arrow.x.abs() } else { arrow.y.abs() }
        };
        let mut close: Vec<usize> = (0..dimensions.len()).filter(|&place| along(place) >= least).collect();
        close.sort_by(|&a, &b| along(b).total_cmp(&along(a)).then(a.cmp(&b)));
        chosen.extend(close.into_iter().take(most));
    }
    chosen.extend((0..dimensions.len()).filter(|&place| dimensions[place].shown >= SHOWN));
    let mut n_drawn = 0;
    for place in chosen {
        if n_drawn < MOST_DRAWN && !dimensions[place].is_drawn {
            dimensions[place].is_drawn = true;
            n_drawn += 1;
        }
    }
}

/// The word for a method.
fn word_of(method: Method) -> &'static str {
    match method {
        Method::Mixture => "mixture",
        Method::KMeans => "k-means",
    }
}

/// What a group is called.
fn name(n_groups: usize, traits: &[Trait]) -> String {
    if n_groups < 2 {
        return "Everybody".to_owned();
    }
    let side = |is_high: bool| -> Vec<&str> {
        traits.iter().filter(|one| (one.difference > 0.0) == is_high).map(|one| one.title.as_str()).collect()
    };
    let told =
        |word: &str, titles: Vec<&str>| (!titles.is_empty()).then(|| format!("{word} {}", titles.join(", ")));
    let parts: Vec<String> =
        [told("more:", side(true)), told("less:", side(false))].into_iter().flatten().collect();
    match parts.is_empty() {
        true => "No dimension sets it apart".to_owned(),
        false => parts.join("; "),
    }
}
