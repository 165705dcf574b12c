//! What every chart promises, checked on data that are typical and data that are not.

use super::*;
use crate::STYLE;
use fit::decision_rights::Assignment;
use fit::framework::Owner;
use page::Page;

#[path = "../../../../tests/support/page.rs"]
mod page;

/// Names that people and attackers have.
const NAMES: [&str; 12] = [
    "Ada Lindqvist",
    "Ben Okafor",
    "<script>alert('x')</script>",
    "\"quoted\" & 'quoted' ]]> --> </svg>",
    "مريم الخطيب",
    "\u{202e}turned around\u{2066}",
    "👩🏽‍💼 Zoë 👨‍👩‍👧‍👦",
    "Maximiliane Friederike Alexandra von Hohenlohe-Waldenburg-Schillingsfürst zu Sayn-Wittgenstein-Berleburg und \
     so weiter",
    "李小龙",
    "",
    "\u{0}\u{8}\u{b}\n\tcontrol",
    "x",
];
const WILD: [f64; 7] = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1e300, 1e300, -0.0, 100.0];

fn name(i: usize) -> String {
    NAMES[i % NAMES.len()].to_owned()
}

/// A value for place `i`: from a fixed spread, the same everywhere, or wild.
fn value(kind: usize, i: usize) -> f64 {
    match kind {
        0 => ((i * 37 + 11) % 101) as f64,
        1 => 64.0,
        2 => 0.0,
        3 => 100.0,
        _ => WILD[i % WILD.len()],
    }
}

fn interval(kind: usize, i: usize) -> Option<Interval> {
    (!i.is_multiple_of(4)).then(|| Interval { low: value(kind, i) - 7.0, high: value(kind, i) + 5.0 })
}

/// Every chart with `count` rows of one kind of value.
fn charts(kind: usize, count: usize) -> Vec<Figure> {
    let v = |i: usize| value(kind, i);
    let title = "A leads & \"B\" <follows>";
    let bar = BarCell { value: Some(v(3)), interval: interval(kind, 3), is_provisional: count == 1 };
    let row = |i| IntervalRow {
        name: name(i),
        score: Some(v(i)),
        median: (i % 3 != 0).then(|| v(i)),
        interval: interval(kind, i),
        is_provisional: i % 5 == 2,
    };
    let learnt_row = |i| LearntRow {
        name: name(i),
        in_force: (i % 3 != 0).then(|| v(i)),
        learnt: Some(v(i + 1)),
        interval: interval(kind, i),
    };
    let rate_row = |i| RateRow { name: name(i), rate: Some(v(i)), interval: interval(kind, i) };
    let norm = Some(Norm { label: name(2), value: v(5) });
    let rank = |i| RankRow {
        name: name(i),
        percentages: (0..count).map(|j| v(i + j)).collect(),
        is_provisional: i % 5 == 2,
    };
    let sweep = |i| Sweep {
        pillar: name(i + 2),
        today: v(i),
        scores: (0..count).map(|c| (0..21).map(|w| v(c * 3 + w)).collect()).collect(),
        crossings: (0..count % 4).map(|c| Crossing { weight: v(c), leader: c + i }).collect(),
    };
    let sources =
        (0..count).map(|i| Source { label: name(i), ratings: (0..i * 2).map(v).collect() }).collect();
    let surface = ResponseSurface {
        ceo_label: name(2),
        candidate_label: name(7),
        ceo: v(1),
        points: (0..count).map(|i| SurfacePoint { name: name(i), value: v(i) }).collect(),
    };
    vec![
        bar_cell("bar", title, &bar),
        learnt("learnt", title, &Learnt { rows: (0..count).map(learnt_row).collect() }),
        intervals("intervals", title, &Intervals { rows: (0..count).map(row).collect(), norm }),
        rank_probabilities("ranks", title, &RankProbabilities { rows: (0..count).map(rank).collect() }),
        weight_sweep(
            "sweep",
            title,
            &WeightSweep {
                candidates: (0..count).map(name).collect(),
                panels: (0..count.min(5)).map(sweep).collect(),
            },
        ),
        waterfall("waterfall", title, &losses(kind, count)),
        dumbbell("dumbbell", title, &pairs(kind, count)),
        bands("bands", title, &ideals(kind, count)),
        cover("cover", title, &needs(kind, count)),
        response_surface("surface", title, &surface, |x, y| v((x * 7.0) as usize) / 100.0 * y),
        raters("raters", title, &Raters { sources, has_key: true }),
        rates("rates", title, &Rates { rows: (0..count).map(rate_row).collect(), everybody: Some(v(2)) }),
        raci("raci", title, &decisions(kind, count)),
        pool_map("map", title, &pool(kind, count)),
    ]
}

fn pool(kind: usize, count: usize) -> PoolMap {
    let v = |i: usize| value(kind, i);
    let person = |i: usize| MapPoint {
        name: name(i),
        x: v(i) - 50.0,
        y: v(i + 1),
        group: (i % 4 != 3).then_some(i % 9),
    };
    PoolMap {
        across: name(2),
        up: name(7),
        people: (0..count).map(person).collect(),
        groups: (0..count.min(8)).map(name).collect(),
        arrows: (0..count)
            .map(|i| MapArrow { label: name(i), x: v(i) / 100.0, y: v(i + 3) / -100.0 })
            .collect(),
    }
}

fn decisions(kind: usize, count: usize) -> Raci {
    let holders = [Some(Owner::Ceo), Some(Owner::Coo), Some(Owner::Shared), None];
    let row = |i: usize| RaciRow {
        label: name(i),
        usual: [Owner::Ceo, Owner::Coo, Owner::Shared][i % 3],
        ceo_expects: holders[(i + kind) % 4],
        candidate_expects: holders[(i * 3 + kind) % 4],
        ceo: Assignment::ALL[i % 5],
        coo: Assignment::ALL[(i + kind) % 5],
        reason: name(i + 5),
    };
    let group = |i: usize| RaciGroup { heading: name(i + 1), rows: (0..i).map(row).collect() };
    Raci { groups: (0..count).map(group).collect() }
}

fn losses(kind: usize, count: usize) -> Waterfall {
    let loss =
        |i: usize| Loss { label: name(i), points: value(kind, i) / 20.0, doubt: value(kind, i + 1) / 60.0 };
    let pillar = |i: usize| PillarLoss { pillar: loss(i), facets: (0..i).map(loss).collect() };
    Waterfall { pillars: (0..count).map(pillar).collect(), facets_named: 3, floor: Some(value(kind, 2)) }
}

fn pairs(kind: usize, count: usize) -> Dumbbell {
    let standing =
        |i: usize| Standing { value: (i % 6 != 5).then(|| value(kind, i)), is_assumed: i % 4 == 3 };
    let row = |i: usize| DumbbellRow {
        label: name(i),
        ceo: standing(i),
        candidate: standing(i + 1),
        interval: interval(kind, i),
        band: interval(kind, i + 1),
        ideal: (i % 3 != 2).then(|| value(kind, i + 3)),
    };
    let group = |i: usize| DumbbellGroup { heading: name(i + 1), rows: (0..i).map(row).collect() };
    Dumbbell { groups: (0..count).map(group).collect() }
}

fn ideals(kind: usize, count: usize) -> Bands {
    let row = |i: usize| BandRow {
        label: name(i),
        ceo: Standing { value: (i % 6 != 5).then(|| value(kind, i)), is_assumed: i % 4 == 3 },
        band: Interval { low: value(kind, i) - 7.0, high: value(kind, i) + 5.0 },
        ideal: value(kind, i),
    };
    let group = |i: usize| BandGroup { heading: name(i + 1), rows: (0..i).map(row).collect() };
    Bands { groups: (0..count).map(group).collect() }
}

fn needs(kind: usize, count: usize) -> Cover {
    let level = |i: usize| (i % 5 != 4).then(|| value(kind, i));
    let need =
        |i: usize| Need { label: name(i), level: value(kind, i + 2), ceo: level(i), candidate: level(i + 1) };
    Cover { needs: (0..count).map(need).collect() }
}

fn all() -> Vec<Figure> {
    (0..5).flat_map(|kind| [0, 1, 5, 12].map(|count| charts(kind, count))).flatten().collect()
}

fn check(part: &str) {
    assert!(!part.contains(['\u{0}', '\u{8}', '\u{b}']), "a control character: {part}");
    for (name, _) in Page::read_part(part).tags.iter().flat_map(|tag| &tag.attributes) {
        assert!(
            !name.starts_with("on") && name != "style" && name != "href",
            "a forbidden attribute: {name}"
        );
    }
}

#[test]
fn every_chart_is_well_formed_whatever_it_is_given() {
    for figure in all() {
        check(&figure.svg);
        check(&figure.table.to_html());
        for part in ["NaN", "<script", "<style", "-0.0\""] {
            assert!(!figure.svg.contains(part), "{part} in {}", figure.id);
        }
        let mut words = figure.svg.split(|c: char| !c.is_alphanumeric());
        assert!(!words.any(|word| word == "inf"), "inf in {}", figure.id);
        assert!(!figure.table.to_html().contains("NaN"));
    }
}

#[test]
fn every_chart_is_an_image_with_a_name_and_a_description() {
    for figure in all() {
        let (svg, id) = (&figure.svg, &figure.id);
        assert!(svg.contains("role=\"img\"") && svg.contains("viewBox=\"0 0 "));
        assert!(svg.contains(&format!("aria-labelledby=\"{id}-title {id}-desc\"")));
        assert!(svg.contains(&format!(
            "<title id=\"{id}-title\">A leads &amp; &quot;B&quot; &lt;follows&gt;</title>"
        )));
        assert_eq!(figure.title, "A leads & \"B\" <follows>", "the title stays plain text");
    }
}

#[test]
fn the_same_data_give_the_same_bytes() {
    assert!(all() == all());
}

#[test]
fn tables_have_a_text_for_every_column() {
    for figure in all() {
        for row in &figure.table.rows {
            assert_eq!(row.len(), figure.table.headers.len(), "{}", figure.id);
        }
    }
}

#[test]
fn every_mark_lies_inside_the_drawing_and_no_text_is_too_small() {
    for figure in all() {
        let number = |text: &str, name: &str| -> Option<f64> {
            text.split_once(&format!(" {name}=\""))?.1.split('"').next()?.parse().ok()
        };
        let head = figure.svg.split('>').next().unwrap();
        let (width, height) = (number(head, "width").unwrap(), number(head, "height").unwrap());
        for tag in figure.svg.split('<').skip(2) {
            for x in ["x", "cx", "x1", "x2"].iter().filter_map(|n| number(tag, n)) {
                assert!((-1.0..=width + 1.0).contains(&x), "{tag} in {}", figure.id);
            }
            for y in ["y", "cy", "y1", "y2"].iter().filter_map(|n| number(tag, n)) {
                assert!((-1.0..=height + 1.0).contains(&y), "{tag} in {}", figure.id);
            }
            if let Some(size) = number(tag, "font-size") {
                assert!(size >= 11.0);
            }
        }
    }
}

/// The relative luminance of a colour, by WCAG 2.2.
fn luminance(hex: &str) -> f64 {
    let part = |i: usize| {
        let c = f64::from(u8::from_str_radix(&hex[i..i + 2], 16).unwrap()) / 255.0;
        #[allow(clippy::disallowed_methods, reason = "a test of colours needs no exact bits")]
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn both_themes_can_be_read() {
    let (light, dark) = STYLE.split_once("prefers-color-scheme").unwrap();
    for theme in [light, dark] {
        let colour = |name: &str| &theme.split_once(&format!("--{name}: ")).unwrap().1[..7];
        for text in ["ink", "quiet", "flag"] {
            assert!(contrast(colour(text), colour("paper")) >= 4.5, "{text}");
        }
        for mark in ["ceo", "cand", "quiet"] {
            assert!(contrast(colour(mark), colour("paper")) >= 3.0, "{mark} on paper");
        }
        for mark in ["ceo", "cand", "ink"] {
            assert!(contrast(colour(mark), colour("band")) >= 3.0, "{mark} on the band");
        }
    }
    assert!(contrast("#1a4f8f", "#c85f00") >= 1.8, "the identity hues differ in grey");
}

#[test]
fn the_stylesheet_and_the_drawings_agree_on_the_light_palette() {
    for tone in svg::Tone::ALL {
        let name = tone.name();
        assert!(STYLE.contains(&format!("--{name}: {};", tone.hex())), "{name}");
        assert!(STYLE.contains(&format!(".c-{name} ")) && STYLE.contains(&format!(".l-{name} ")), "{name}");
    }
}
