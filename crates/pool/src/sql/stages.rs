//! The stages of a statement, from the table to the result.

use super::dialect::Dialect;
use super::piece::{Term, Variable};
use super::{Request, check_scale, column};
use crate::sieve::Sieve;
use fit::Problem;
use fit::score::{FLOOR, Scale};

/// A statement in the making.
pub(super) struct Stages<'a> {
    pub(super) sieve: &'a Sieve,
    pub(super) request: &'a Request<'a>,
    pub(super) dialect: &'a Dialect,
    /// Common table expressions: a name, and a query.
    stages: Vec<(String, String)>,
}

impl<'a> Stages<'a> {
    pub(super) fn new(sieve: &'a Sieve, request: &'a Request<'a>) -> Result<Self, Problem> {
        let scheme = &sieve.plan.scheme;
        check_scale("balance", scheme.scale)?;
        for (pillar, &scale) in sieve.framework.pillars.iter().zip(&scheme.pillar_scales) {
            check_scale(&format!("pillars.{}.balance", pillar.id), scale)?;
        }
        Ok(Self { sieve, request, dialect: request.dialect, stages: Vec::new() })
    }

    /// The name of the last stage.
    pub(super) fn last(&self) -> &str {
        self.stages.last().map_or("", |(name, _)| name)
    }

    pub(super) fn push(&mut self, name: &str, query: String) {
        self.stages.push((name.to_owned(), query));
    }

    /// Adds a stage with all columns of the last one, and some more.
    pub(super) fn add(&mut self, name: &str, new: &[(String, String)]) {
        let new: Vec<String> =
            new.iter().map(|(column, expression)| format!("{expression} AS {column}")).collect();
        let query = format!("SELECT *, {} FROM {}{}", new.join(", "), self.last(), self.dialect.fence);
        self.push(name, query);
    }

    /// As [`Stages::add`], with at most so many new columns a stage.
    pub(super) fn add_in_parts(&mut self, name: &str, new: &[(String, String)]) {
        const MOST: usize = 20;
        for (part, new) in (1..).zip(new.chunks(MOST)) {
            self.add(&format!("{name}_{part}"), new);
        }
    }

    /// The whole statement.
    pub(super) fn finish(self, last: &str) -> String {
        let stages: Vec<String> =
            self.stages.iter().map(|(name, query)| format!("{name} AS (\n  {query}\n)")).collect();
        format!("WITH {}\n{last};\n", stages.join(",\n"))
    }

    /// The people, each value a number in double precision.
    pub(super) fn people(&mut self, table: &str) {
        let dialect = self.dialect;
        let id = dialect.name("id");
        let mut columns = vec![
            format!("{} AS id", dialect.text(&id)),
            format!("CAST({} AS {}) AS name", dialect.name("name"), dialect.text_type()),
        ];
        for (i, dimension) in (1..).zip(self.sieve.dimension_ids()) {
            let number = dialect.number(&dialect.name(&column(self.request, dimension)));
            columns.push(format!("{number} AS d{i}"));
        }
        let fence = dialect.fence;
        self.push(
            "people",
            format!("SELECT {} FROM {table} WHERE {id} IS NOT NULL{fence}", columns.join(", ")),
        );
    }

    /// From values to scores.
    pub(super) fn score(&mut self) {
        self.centre();
        self.pillars();
        let scheme = &self.sieve.plan.scheme;
        let places = (0..scheme.weights.len()).filter(|&p| scheme.weights[p] > 0.0);
        let places: Vec<String> = places.map(|p| self.place_of_pillar(p)).collect();
        let score = on_grid(self.dialect, &self.score_of(&self.sum(&places)));
        self.add("scored", &[("score".to_owned(), score)]);
    }

    /// Centres the values of ipsative domains on each person's own mean.
    fn centre(&mut self) {
        let (mut values, mut means, mut centred) = (Vec::new(), Vec::new(), Vec::new());
        for (domain, members) in self.sieve.plan.scheme.ipsative.iter().enumerate() {
            let members: Vec<usize> = members
                .iter()
                .filter_map(|&d| self.sieve.dimensions.iter().position(|&own| own == d))
                .collect();
            if members.is_empty() {
                continue;
            }
            for &i in &members {
                let prior = 100.0 * self.sieve.framework.dimensions[self.sieve.dimensions[i]].prior.mean;
                let value = format!(
                    "CASE WHEN {} THEN d{} ELSE {} END",
                    self.in_range(i),
                    i + 1,
                    self.literal(prior)
                );
                values.push((format!("v{}", i + 1), value));
                centred.push((format!("c{}", i + 1), format!("v{} - m{domain}", i + 1)));
            }
            let own: Vec<String> = members.iter().map(|i| format!("v{}", i + 1)).collect();
            let sum = self.sum(&own);
            means.push((format!("m{domain}"), format!("({sum}) / {}", self.literal(members.len() as f64))));
        }
        if values.is_empty() {
            return;
        }
        self.add_in_parts("valued", &values);
        self.add("averaged", &means);
        self.add_in_parts("centred", &centred);
    }

    /// Whether the value of a dimension is a number of points.
    fn in_range(&self, i: usize) -> String {
        format!("d{0} >= {1} AND d{0} <= {2}", i + 1, self.literal(0.0), self.literal(100.0))
    }

    /// What a facet adds to its pillar.
    pub(super) fn term(&self, k: usize) -> String {
        let Sieve { plan, framework, dimensions, .. } = self.sieve;
        let facet = &plan.scheme.facets[k];
        let Some(i) = dimensions.iter().position(|&d| d == facet.coo) else { return self.literal(0.0) };
        let is_centred = plan.scheme.ipsative.iter().any(|members| members.contains(&facet.coo));
        let column = format!("{}{}", if is_centred { "c" } else { "d" }, i + 1);
        let prior = 100.0 * framework.dimensions[facet.coo].prior.mean;
        let variable = Variable {
            column: &column,
            offset: if is_centred { 50.0 } else { 0.0 },
            prior: (!is_centred).then_some(prior),
        };
        let scale = plan.scheme.pillar_scales[facet.pillar];
        Term { dialect: self.dialect, line: &plan.lines[k], scale, share: plan.share(k) }.expression(variable)
    }

    /// The facets that weigh in a pillar.
    pub(super) fn facets(&self, pillar: usize) -> Vec<usize> {
        let plan = &self.sieve.plan;
        plan.scheme.active[pillar].iter().copied().filter(|&k| plan.lines[k].weight > 0.0).collect()
    }

    /// Each pillar's mean on its own scale, `t1`, `t2`, …; as many of them a stage as the engine takes well.
    fn pillars(&mut self) {
        let mut stage: Vec<(String, String)> = Vec::new();
        let mut n_terms = 0;
        let mut n_stages = 0;
        for p in 0..self.sieve.framework.pillars.len() {
            let facets = self.facets(p);
            if !stage.is_empty() && n_terms + facets.len() > self.dialect.stage {
                n_stages += 1;
                self.add(&format!("pillars_{n_stages}"), &std::mem::take(&mut stage));
                n_terms = 0;
            }
            n_terms += facets.len();
            let terms: Vec<String> = facets.iter().map(|&k| self.term(k)).collect();
            stage.push((format!("t{}", p + 1), self.sum(&terms)));
        }
        self.add("pillars", &stage);
    }

    /// The score of a pillar: back from its scale.
    pub(super) fn pillar_score(&self, pillar: usize) -> String {
        let t = format!("t{}", pillar + 1);
        match self.sieve.plan.scheme.pillar_scales[pillar] {
            Scale::Linear => t,
            Scale::Log => format!("EXP({t})"),
            Scale::Power(rho) => format!("POWER({t}, {})", self.literal(1.0 / rho)),
        }
    }

    /// W · the place of a pillar's score among the pillars.
    pub(super) fn place_of_pillar(&self, pillar: usize) -> String {
        let scheme = &self.sieve.plan.scheme;
        let weight = self.literal(scheme.weights[pillar]);
        let score = match scheme.pillar_scales[pillar] {
            // There and back again on the same scale.
            Scale::Log if scheme.scale == Scale::Log => return format!("{weight} * t{}", pillar + 1),
            Scale::Linear => {
                let (t, floor) = (format!("t{}", pillar + 1), self.literal(FLOOR));
                format!("CASE WHEN {t} < {floor} THEN {floor} ELSE {t} END")
            }
            // On these scales no fit is below the floor, and so no mean of them.
            Scale::Log | Scale::Power(_) => self.pillar_score(pillar),
        };
        match scheme.scale {
            Scale::Linear => format!("{weight} * {score}"),
            Scale::Log => format!("{weight} * LN({score})"),
            Scale::Power(rho) => format!("{weight} * POWER({score}, {})", self.literal(rho)),
        }
    }

    /// The score at a place among the pillars.
    pub(super) fn score_of(&self, place: &str) -> String {
        match self.sieve.plan.scheme.scale {
            Scale::Linear => place.to_owned(),
            Scale::Log => format!("EXP({place})"),
            Scale::Power(rho) => format!("POWER({place}, {})", self.literal(1.0 / rho)),
        }
    }

    /// The best, and whoever is within the margin.
    pub(super) fn best(&mut self) {
        let selection = self.request.selection;
        let top = selection.top;
        if selection.margin > 0.0 {
            let last = format!(
                "SELECT MIN(score) AS last_score FROM (SELECT score FROM scored ORDER BY score DESC LIMIT {top}) AS kept"
            );
            self.push("cutoff", last);
            let margin = self.literal(selection.margin / 100.0);
            let best = "SELECT * FROM scored CROSS JOIN cutoff WHERE score >= last_score";
            self.push("best", format!("{best} - {margin}"));
        } else {
            self.push("best", format!("SELECT * FROM scored ORDER BY score DESC, id LIMIT {top}"));
        }
    }

    /// What else is said of whoever is kept: completeness, values that cannot be used, and the score of each pillar.
    pub(super) fn remarks(&self) -> Vec<(String, String)> {
        let sieve = self.sieve;
        let weights = (0..sieve.dimensions.len()).map(|i| (i, sieve.weight_of(i)));
        let known = weights.filter(|(_, weight)| *weight > 0.0).map(|(i, weight)| {
            let (weight, none) = (self.literal(weight), self.literal(0.0));
            format!("CASE WHEN {} THEN {weight} ELSE {none} END", self.in_range(i))
        });
        let unusable = (0..sieve.dimensions.len())
            .map(|i| format!("CASE WHEN d{} IS NULL OR ({}) THEN 0 ELSE 1 END", i + 1, self.in_range(i)));
        let mut remarks = vec![
            ("completeness".to_owned(), on_grid(self.dialect, &self.sum(&known.collect::<Vec<_>>()))),
            ("unusable".to_owned(), self.sum(&unusable.collect::<Vec<_>>())),
        ];
        for (p, _) in sieve.framework.pillars.iter().enumerate() {
            let score = self.pillar_score(p);
            remarks.push((format!("s{}", p + 1), score));
        }
        remarks
    }

    /// The result: ranks, in points.
    pub(super) fn result(&mut self) -> String {
        let remarks = self.remarks();
        self.add("described", &remarks);
        format!(
            "SELECT ROW_NUMBER() OVER (ORDER BY score DESC, id) AS {}, id, name, {}\nFROM described\nORDER BY 1",
            self.dialect.name("rank"),
            self.in_points().join(", ")
        )
    }

    /// Score, completeness, values that cannot be used, and pillars, as people see them.
    pub(super) fn in_points(&self) -> Vec<String> {
        let hundred = self.literal(100.0);
        let mut columns =
            vec![format!("{hundred} * score AS score"), "completeness".to_owned(), "unusable".to_owned()];
        for (p, pillar) in (1..).zip(&self.sieve.framework.pillars) {
            columns.push(format!("{hundred} * s{p} AS {}", self.dialect.name(&pillar.id)));
        }
        columns
    }

    pub(super) fn literal(&self, number: f64) -> String {
        self.dialect.literal(number)
    }

    /// A sum, of so few terms at each level that no engine's parser goes deep.
    pub(super) fn sum(&self, terms: &[String]) -> String {
        const MOST: usize = 8;
        match terms.len() {
            0 => self.literal(0.0),
            1..=MOST => terms.join(" + "),
            n => {
                let size = n.div_ceil(MOST);
                let parts = terms.chunks(size.max(2)).map(|part| format!("({})", self.sum(part)));
                self.sum(&parts.collect::<Vec<_>>())
            }
        }
    }
}

/// On the grid on which sums of the same numbers tie: beside 2¹² the last digit of a double is worth 2⁻⁴⁰.
pub(super) fn on_grid(dialect: &Dialect, score: &str) -> String {
    let beside = dialect.literal(4096.0);
    format!("({score} + {beside}) - {beside}")
}
