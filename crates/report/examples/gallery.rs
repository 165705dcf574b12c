//! Writes one page with every chart on typical and on awkward data, to look at after a change:
//! `cargo run -p report --example gallery -- gallery.html`.

use fit::decision_rights::Assignment;
use fit::framework::Owner;
use report::charts::{
    BandGroup, BandRow, Bands, BarCell, Cover, Crossing, Dumbbell, DumbbellGroup, DumbbellRow, Figure,
    Interval, IntervalRow, Intervals, Loss, MapArrow, MapPoint, Need, Norm, PillarLoss, PoolMap, Raci,
    RaciGroup, RaciRow, RankProbabilities, RankRow, Raters, ResponseSurface, Source, Standing, SurfacePoint,
    Sweep, Waterfall, WeightSweep, bands, bar_cell, cover, dumbbell, intervals, pool_map, raci,
    rank_probabilities, raters, response_surface, waterfall, weight_sweep,
};

const TYPICAL: [&str; 6] =
    ["Nadia Brandt", "Tomás Herrera", "Ines Okonkwo", "Viktor Salo", "Grace Whitfield", "Jun Takeda"];
const AWKWARD: [&str; 12] = [
    "Maximiliane Friederike Alexandra von Hohenlohe-Waldenburg-Schillingsfürst zu Sayn-Wittgenstein-Berleburg und so",
    "<script>alert('board')</script>",
    "مريم عبد الرحمن الخطيب",
    "O'Neill \"Ace\" & Sons </text></svg>",
    "👩🏽‍💼 Zoë 👨‍👩‍👧‍👦",
    "李小龙",
    "Ŵŵ MMMMMMMMMMMMMMMMMMMMMMMMMMMMMM",
    "\u{202e}turned around",
    "Nguyễn Thị Minh Khai",
    "X",
    "Иван Константинопольский",
    "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii",
];

fn main() -> std::io::Result<()> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "gallery.html".to_owned());
    let mut page = String::from(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>Charts</title>\n<style>\nbody { margin: 1.5rem; background: \
         var(--paper); color: var(--ink); font-family: -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, \
         sans-serif; line-height: 1.5; }\n",
    );
    page += report::STYLE;
    page += "</style></head>\n<body><h1>Charts</h1>\n";
    page += &cells();
    for figure in [typical(), awkward(), edges()].concat() {
        page += &figure.to_html();
    }
    page += "</body></html>\n";
    std::fs::write(path, page)
}

fn typical() -> Vec<Figure> {
    let names = TYPICAL.map(str::to_owned);
    let scores = [77.0, 75.0, 68.0, 66.0, 61.0, 49.0];
    vec![
        intervals(
            "intervals",
            "Nadia Brandt and Tomás Herrera are too close to call",
            &score_rows(&names, &scores),
        ),
        rank_probabilities("ranks", "Nadia Brandt is first in 56 of 100 draws", &ranks(&names)),
        pool_map("map-sweep", "People on file fall into three groups", &people(&names)),
        weight_sweep("sweep", "More weight on trust would put Tomás Herrera first", &sweeps(&names, 5)),
        waterfall("waterfall", "Most of the 23 points went on trust and roles", &losses(1.0)),
        dumbbell("dumbbell", "Nadia Brandt is inside the band on most dimensions", &pairs(false)),
        bands("bands", "The ideal counterpart has more than the CEO on four", &ideals()),
        cover("cover", "Together they cover six needs of eight", &needs()),
        surface("alike", "Values: the nearer to the CEO, the better", &names, alike),
        surface("gap", "Operations: the candidate fills what the CEO lacks", &names, fill),
        surface("mirror", "Dominance: exactly one of the two", &names[..3], mirror),
        raters("raters", "Peers agree; reports see it differently", &sources()),
        raci(
            "raci",
            "Both claim pricing, and nobody claims compliance",
            &decisions(["Pricing", "Compliance"]),
        ),
    ]
}

fn awkward() -> Vec<Figure> {
    let names = AWKWARD.map(str::to_owned);
    let scores = [70.0, 70.0, 70.0, 71.0, 69.0, 70.0, 70.0, 72.0, 70.0, 70.0, 68.0, 70.0];
    let mut long = losses(2.2);
    for (pillar, name) in long.pillars.iter_mut().zip(&names) {
        pillar.pillar.label.clone_from(name);
        pillar.facets.iter_mut().zip(&names).for_each(|(f, name)| f.label.clone_from(name));
    }
    let mut odd = pairs(true);
    for (row, name) in odd.groups.iter_mut().flat_map(|g| &mut g.rows).zip(&names) {
        row.label.clone_from(name);
    }
    vec![
        intervals(
            "intervals-12",
            "Twelve candidates with awkward names, nearly equal",
            &score_rows(&names, &scores),
        ),
        rank_probabilities("ranks-12", "Twelve candidates: nobody is first for certain", &ranks(&names)),
        pool_map("map-sweep-12", "People on file fall into three groups", &people(&names)),
        weight_sweep("sweep-12", "Twelve candidates: the lead changes often", &sweeps(&names, 3)),
        waterfall("waterfall-long", "Long names, large losses", &long),
        dumbbell("dumbbell-odd", "Missing, assumed and extreme values", &odd),
        surface("surface-12", "Twelve candidates on one rule", &names, alike),
        raci("raci-odd", "Decisions with awkward names", &decisions([AWKWARD[0], AWKWARD[1]])),
    ]
}

fn edges() -> Vec<Figure> {
    let one = ["Nadia Brandt".to_owned()];
    let nothing = Waterfall {
        pillars: vec![PillarLoss { pillar: loss("Trust", 0.0), facets: vec![] }],
        facets_named: 3,
        floor: None,
    };
    let everything = Waterfall {
        pillars: vec![PillarLoss { pillar: loss("Trust", 100.0), facets: vec![loss("Candour", 100.0)] }],
        facets_named: 3,
        floor: None,
    };
    let equal = WeightSweep {
        candidates: TYPICAL.map(str::to_owned).to_vec(),
        panels: vec![Sweep {
            pillar: "Trust".to_owned(),
            today: 0.0,
            scores: vec![vec![70.0; 21]; 6],
            crossings: vec![],
        }],
    };
    let ends = ["Nothing at all".to_owned(), "Everything".to_owned()];
    vec![
        intervals("intervals-1", "One candidate", &score_rows(&one, &[77.0])),
        intervals("intervals-ends", "Scores of 0 and 100", &score_rows(&ends, &[0.0, 100.0])),
        rank_probabilities("ranks-1", "One candidate", &ranks(&one)),
        weight_sweep("sweep-equal", "All scores are equal", &equal),
        waterfall("waterfall-none", "Nothing lost", &nothing),
        waterfall("waterfall-all", "Everything lost", &everything),
        raci("raci-none", "No decisions", &Raci { groups: vec![] }),
        surface("flat", "A rule that is always met", &one, |_, _| 1.0),
    ]
}

fn cells() -> String {
    let mut html = String::from("<table class=\"figure-table\"><tbody>\n");
    let values = [Some(0.0), Some(38.0), Some(71.0), Some(100.0), None];
    for (i, value) in values.into_iter().enumerate() {
        let interval = value.map(|v| Interval { low: v - 7.0, high: v + 5.0 });
        for (j, is_provisional) in [false, true].into_iter().enumerate() {
            let data = BarCell { value, interval: interval.filter(|_| i != 1), is_provisional };
            let figure = bar_cell(&format!("cell-{i}-{j}"), "Trust", &data);
            let number = value.map_or_else(|| "–".to_owned(), |v| v.to_string());
            html += &format!(
                "<tr><th scope=\"row\">Trust</th><td class=\"number\">{number}</td><td>{}</td></tr>\n",
                figure.svg
            );
        }
    }
    html + "</tbody></table>\n"
}

fn score_rows(names: &[String], scores: &[f64]) -> Intervals {
    let row = |(i, (name, &score)): (usize, (&String, &f64))| {
        let spread = 4.0 + (i * 3 % 7) as f64;
        IntervalRow {
            name: name.clone(),
            score: Some(score),
            median: (i != 3).then_some(score - 0.8),
            interval: (i != 7).then_some(Interval { low: score - spread - 1.0, high: score + spread }),
            is_provisional: i == 4 || i == 8,
        }
    };
    let rows = names.iter().zip(scores).enumerate().map(row).collect();
    Intervals {
        rows,
        norm: Some(Norm { label: "median of the reference population".to_owned(), value: 57.0 }),
    }
}

fn people(names: &[String]) -> PoolMap {
    let at = |i: usize, of: usize| ((i * of) % 29) as f64 / 4.0 - 3.5;
    let person = |i: usize| MapPoint {
        name: names[i % names.len()].clone(),
        x: at(i, 7) + (i % 3) as f64 * 3.0,
        y: at(i, 11),
        group: Some(i % 3),
    };
    PoolMap {
        across: "31% of all differences".to_owned(),
        up: "12% of all differences".to_owned(),
        people: (0..9 * names.len()).map(person).collect(),
        groups: (0..3).map(|i| format!("more: {}", names[i])).collect(),
        arrows: (0..5)
            .map(|i| MapArrow {
                label: names[(i * 5) % names.len()].clone(),
                x: libm::cos(i as f64 * 1.3) * 0.9,
                y: libm::sin(i as f64 * 1.3) * 0.9,
            })
            .collect(),
    }
}

fn ranks(names: &[String]) -> RankProbabilities {
    let count = names.len();
    let row = |(i, name): (usize, &String)| {
        let raw: Vec<f64> = (0..count).map(|j| libm::pow(0.42, i.abs_diff(j) as f64)).collect();
        let sum: f64 = raw.iter().sum();
        let percentages = if i == 9 { Vec::new() } else { raw.iter().map(|r| r / sum * 100.0).collect() };
        RankRow { name: name.clone(), percentages, is_provisional: i == 4 }
    };
    RankProbabilities { rows: names.iter().enumerate().map(row).collect() }
}

fn sweeps(names: &[String], count: usize) -> WeightSweep {
    let pillars = ["Roles", "Trust", "Strategy", "Execution", "Ethos"];
    let start = |c: usize, p: usize| 79.0 - 2.6 * c as f64 - 0.5 * p as f64;
    let slope = |c: usize, p: usize| ((c * 5 + p * 3) % 7) as f64 * 4.0 - 14.0;
    let panel = |p: usize| {
        let line = |c: usize| {
            (0..=40)
                .map(|w| f64::from(w) / 40.0)
                .map(move |t| start(c, p) + slope(c, p) * (t - 0.2) + 6.0 * t * (t - 0.2))
        };
        let scores: Vec<Vec<f64>> = (0..names.len()).map(|c| line(c).collect()).collect();
        let leader = |w: usize| {
            (0..scores.len()).fold(0, |best, c| if scores[c][w] > scores[best][w] { c } else { best })
        };
        let changes = (0..40).filter(|&w| leader(w) != leader(w + 1)).map(|w| {
            let (weight, ahead) = (2.5 * w as f64 + 1.25, leader(w + 1));
            Crossing { weight, leader: if weight < 20.0 { leader(w) } else { ahead } }
        });
        Sweep { pillar: pillars[p].to_owned(), today: 20.0, crossings: changes.collect(), scores }
    };
    WeightSweep { candidates: names.to_vec(), panels: (0..count).map(panel).collect() }
}

fn loss(label: &str, points: f64) -> Loss {
    Loss { label: label.to_owned(), points, doubt: points / 5.0 }
}

fn losses(factor: f64) -> Waterfall {
    let pillar = |label: &str, facets: &[(&str, f64)]| PillarLoss {
        pillar: loss(label, facets.iter().map(|(_, points)| points * factor).sum()),
        facets: facets.iter().map(|(label, points)| loss(label, points * factor)).collect(),
    };
    let pillars = vec![
        pillar(
            "Roles",
            &[
                ("Appetite to own finance", 2.21),
                ("Dominance", 1.84),
                ("Appetite to own people decisions", 0.92),
                ("Need for autonomy against the latitude given", 0.51),
                ("Product", 0.13),
                ("Sales", 0.08),
            ],
        ),
        pillar("Trust", &[("Candour", 4.37), ("Low ego", 2.66), ("Integrity", 0.41), ("Discretion", 0.2)]),
        pillar("Strategy", &[("Time horizon", 1.93), ("Risk", 1.12)]),
        pillar("Execution", &[("Operations", 2.75), ("Finance", 1.9), ("Talent", 0.88), ("Change", 0.02)]),
        pillar("Ethos", &[("Benevolence", 0.62), ("Achievement", 0.35), ("Security", 0.04)]),
    ];
    Waterfall { pillars, facets_named: 3, floor: None }
}

fn pairs(is_odd: bool) -> Dumbbell {
    let row = |i: usize, label: &str, ceo: f64, candidate: f64, low: f64, high: f64| DumbbellRow {
        label: label.to_owned(),
        ceo: Standing { value: (!is_odd || i % 5 != 1).then_some(ceo), is_assumed: i % 5 == 3 },
        candidate: Standing { value: (!is_odd || i % 4 != 1).then_some(candidate), is_assumed: i % 5 == 4 },
        interval: (i % 3 != 2).then_some(Interval { low: candidate - 9.0, high: candidate + 9.0 }),
        band: (!is_odd || !i.is_multiple_of(3)).then_some(Interval { low, high }),
        ideal: (!is_odd || !i.is_multiple_of(3)).then_some(if low > 50.0 {
            high
        } else {
            (low + high) / 2.0
        }),
    };
    let skills = vec![
        row(0, "Operations", 35.0, 82.0, 70.0, 100.0),
        row(1, "Finance", 48.0, 61.0, 65.0, 100.0),
        row(2, "Product and technology", 88.0, 45.0, 0.0, 100.0),
        row(3, "Building a team of leaders", 55.0, 54.0, 52.0, 71.0),
    ];
    let style = vec![
        row(4, "Dominance", 78.0, 31.0, 18.0, 27.0),
        row(5, "Warmth", 52.0, 52.0, 46.0, 58.0),
        row(6, "Attention to detail", 22.0, 74.0, 68.0, 84.0),
        row(7, "Need for autonomy", 100.0, 0.0, 0.0, 0.0),
        row(8, "Low ego", 40.0, 100.0, 99.0, 100.0),
    ];
    let group = |heading: &str, rows| DumbbellGroup { heading: heading.to_owned(), rows };
    Dumbbell { groups: vec![group("Skills", skills), group("Style", style), group("Empty", Vec::new())] }
}

/// The bands of the pairs, without a candidate.
fn ideals() -> Bands {
    let row = |row: DumbbellRow| {
        Some(BandRow { label: row.label, ceo: row.ceo, band: row.band?, ideal: row.ideal? })
    };
    let group = |group: DumbbellGroup| BandGroup {
        heading: group.heading,
        rows: group.rows.into_iter().filter_map(row).collect(),
    };
    Bands { groups: pairs(false).groups.into_iter().map(group).collect() }
}

fn needs() -> Cover {
    let need = |label: &str, level: f64, ceo: Option<f64>, candidate: Option<f64>| Need {
        label: label.to_owned(),
        level,
        ceo,
        candidate,
    };
    let needs = vec![
        need("Operations", 75.0, Some(35.0), Some(82.0)),
        need("Finance", 70.0, Some(48.0), Some(61.0)),
        need("Talent", 60.0, Some(66.0), Some(71.0)),
        need("Product and technology", 65.0, Some(88.0), Some(30.0)),
        need("Government affairs", 60.0, Some(0.0), Some(0.0)),
        need("International growth", 55.0, Some(53.0), Some(54.0)),
        need("Mergers", 50.0, None, Some(58.0)),
        need("Crisis", 100.0, Some(100.0), None),
        need(AWKWARD[0], 40.0, None, Some(20.0)),
    ];
    Cover { needs }
}

fn decisions(open: [&str; 2]) -> Raci {
    use Owner::{Ceo, Coo, Shared};
    let row = |label: &str, usual, ceo_expects, candidate_expects, ceo, coo| RaciRow {
        label: label.to_owned(),
        usual,
        ceo_expects,
        candidate_expects,
        ceo,
        coo,
        reason: "Both claim it. The last word: the COO, who usually owns it.".to_owned(),
    };
    let group = |heading: &str, rows| RaciGroup { heading: heading.to_owned(), rows };
    let (both, last, work) =
        (Assignment::AccountableResponsible, Assignment::Accountable, Assignment::Responsible);
    let contested = vec![
        row(open[0], Coo, Some(Ceo), Some(Coo), work, both),
        row("Annual plan and targets", Shared, Some(Ceo), Some(Shared), both, work),
    ];
    let orphaned = vec![
        row(open[1], Shared, Some(Coo), Some(Ceo), last, work),
        row("Crisis response", Shared, Some(Coo), Some(Shared), Assignment::Informed, both),
    ];
    let agreed = vec![
        row("Corporate strategy", Ceo, Some(Ceo), Some(Ceo), both, Assignment::Consulted),
        row("Organisation design", Shared, Some(Shared), Some(Shared), both, work),
    ];
    let unknown = vec![
        row("Supply and vendors", Coo, None, None, Assignment::Informed, both),
        row("Quality", Coo, Some(Coo), None, Assignment::Consulted, both),
    ];
    Raci {
        groups: vec![
            group("Contested: both claim it", contested),
            group("Orphaned: nobody claims all of it", orphaned),
            group("Agreed", agreed),
            group("Not known", unknown),
            group("Empty", Vec::new()),
        ],
    }
}

fn surface(id: &str, title: &str, names: &[String], fit: impl Fn(f64, f64) -> f64) -> Figure {
    let point = |(i, name): (usize, &String)| SurfacePoint {
        name: name.clone(),
        value: if names.len() > 6 { 50.0 + 2.0 * i as f64 } else { (35 + i * 29 % 61) as f64 },
    };
    let data = ResponseSurface {
        ceo_label: "value given to achievement".to_owned(),
        candidate_label: "value given to achievement".to_owned(),
        ceo: 58.0,
        points: names.iter().enumerate().map(point).collect(),
    };
    response_surface(id, title, &data, fit)
}

fn alike(x: f64, y: f64) -> f64 {
    let d = (y - x) / 0.5;
    1.0 - (d * d).min(1.0)
}

fn mirror(x: f64, y: f64) -> f64 {
    alike(1.0 - x, y)
}

fn fill(x: f64, y: f64) -> f64 {
    let gap = 0.75 - x;
    if gap > 0.0 { ((y - x) / gap).clamp(0.0, 1.0) } else { 1.0 }
}

fn sources() -> Raters {
    let source = |label: &str, ratings: &[f64]| Source { label: label.to_owned(), ratings: ratings.to_vec() };
    Raters {
        sources: vec![
            source("Board and superiors", &[75.0, 80.0]),
            source("Peers", &[62.0, 62.5, 65.0, 65.0, 70.0]),
            source("Direct reports", &[25.0, 40.0, 50.0, 50.0, 50.0, 50.0, 75.0, 100.0]),
            source("Self", &[90.0]),
            source("Structured interview", &[]),
            source(AWKWARD[0], &[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
        ],
        has_key: true,
    }
}
