//! The people on file as a map, and who is like whom.

use super::super::{Asked, Frame, Place, Signed, counted, file, page};
use crate::extract::PathId;
use crate::pages::tables::csv_or_xlsx;
use crate::{Problem, Web};
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use report::sheet::Sheet;
use report::{CsvStyle, Markup};
use service::pool_map::{self, AlikePeople, Arrow, Group, GroupMethod, Layout, MapAsked, MapRead};
use service::{Error, people};
use store::PersonId;

/// As many of those who are not on the map are listed.
const LEFT_OUT: usize = 20;

#[derive(Template)]
#[template(path = "people/map.html")]
struct MapPage {
    frame: Frame,
    is_empty: bool,
    statement: String,
    drawing: Option<Markup>,
    method: String,
    methods: Vec<(String, &'static str)>,
    shares: String,
    groups: Vec<ShownGroup>,
    agreement: String,
    dimensions: Vec<[String; 6]>,
    n_telling: usize,
    left_out: String,
    left_out_people: Vec<(String, String)>,
    notes: Vec<String>,
    framework: String,
    framework_id: String,
}

struct ShownGroup {
    number: usize,
    name: String,
    n_people: usize,
    overlap: String,
    standing: &'static str,
}

const METHODS: [(&str, &str); 2] =
    [("mixture", "Of any elliptic shape (mixture, BIC)"), ("k-means", "Round ones (k-means, silhouette)")];

pub(super) async fn show(State(web): State<Web>, signed: Signed, asked: Asked) -> Result<Response, Problem> {
    let asked = wanted(&asked)?;
    let read = pool_map::read(&web.service, &signed.caller, &asked).await?;
    let (map, layout) = (&read.map, read.map.layout.as_ref());
    let groups = layout.and_then(|layout| layout.groups.as_ref()).filter(|groups| groups.groups.len() > 1);
    let listed = map.left_out.iter().take(LEFT_OUT);
    page(&MapPage {
        frame: Frame::of(&signed, Place::People),
        is_empty: read.n_on_file == 0,
        statement: map.statement.clone(),
        drawing: report::pool_figure("pool", map, |id| read.name(id)),
        method: asked.groups.to_string(),
        methods: METHODS.map(|(word, title)| (word.to_owned(), title)).to_vec(),
        shares: layout.map_or_else(String::new, shares),
        agreement: groups.map_or_else(String::new, |groups| format!("{:.2}", groups.agreement)),
        groups: groups.map_or_else(Vec::new, |groups| groups.groups.iter().map(shown).collect()),
        dimensions: layout.map_or_else(Vec::new, dimensions),
        n_telling: layout.map_or(0, n_drawn),
        left_out: left_out(&read),
        left_out_people: listed.map(|one| (one.id.clone(), read.name(&one.id))).collect(),
        notes: notes(&read),
        framework: format!("{} {}", read.framework.title, read.framework.version),
        framework_id: read.framework.id.to_string(),
    })
}

fn wanted(asked: &Asked) -> Result<MapAsked, Error> {
    let groups = asked.fields.read("groups", "choose one of the two ways")?.unwrap_or(GroupMethod::Mixture);
    Ok(MapAsked { groups })
}

fn n_drawn(layout: &Layout) -> usize {
    layout.dimensions.iter().filter(|arrow| arrow.is_drawn).count()
}

/// How much of all differences each direction holds.
fn shares(layout: &Layout) -> String {
    match &layout.axes[..] {
        [across, up] => format!(
            "The direction across holds {:.0} % of all differences, and the one up {:.0} %.",
            100.0 * across.share,
            100.0 * up.share
        ),
        _ => "These people differ in one direction only.".to_owned(),
    }
}

fn shown(group: &Group) -> ShownGroup {
    ShownGroup {
        number: group.number,
        name: group.name.clone(),
        n_people: group.n_people,
        overlap: format!("{:.0} %", 100.0 * group.overlap),
        standing: if group.is_stable { "stable" } else { "not stable" },
    }
}

fn dimensions(layout: &Layout) -> Vec<[String; 6]> {
    let signed = |value: f64| format!("{value:+.2}").replace('-', "−");
    let row = |arrow: &Arrow| {
        [
            arrow.title.clone(),
            signed(arrow.x),
            signed(arrow.y),
            format!("{:.0} %", 100.0 * arrow.shown),
            format!("{:.0}", arrow.mean),
            format!("{:.0}", arrow.sd),
        ]
    };
    layout.dimensions.iter().map(row).collect()
}

fn left_out(read: &MapRead) -> String {
    let n = read.map.left_out.len();
    if n == 0 || read.map.n_dimensions == 0 {
        return String::new();
    }
    let (are, they) = if n == 1 { ("person is", "they were") } else { ("people are", "they were") };
    format!(
        "{n} {are} not on the map, because {they} measured on fewer than half of the {} that count.",
        counted(read.map.n_dimensions, "dimension")
    )
}

fn notes(read: &MapRead) -> Vec<String> {
    let titles = |ids: &[String]| {
        let title = |id: &String| read.titles.get(id).cloned().unwrap_or_else(|| id.clone());
        ids.iter().map(title).collect::<Vec<_>>().join(", ")
    };
    let map = &read.map;
    let mut notes = Vec::new();
    if map.n_people > 0 && !map.rarely_measured.is_empty() {
        notes.push(format!(
            "Not counted, because fewer than half were measured on them: {}.",
            titles(&map.rarely_measured)
        ));
    }
    if map.n_people > 1 && !map.constant.is_empty() {
        notes.push(format!("Everybody is alike on: {}.", titles(&map.constant)));
    }
    notes
}

pub(super) async fn table(
    State(web): State<Web>,
    signed: Signed,
    address: Uri,
    asked: Asked,
) -> Result<Response, Problem> {
    let read = pool_map::read(&web.service, &signed.caller, &wanted(&asked)?).await?;
    let text = Sheet::of_map(&read.map, |id| read.name(id)).to_csv(CsvStyle::Plain);
    csv_or_xlsx(&address, "map", &text)
}

pub(super) async fn json(State(web): State<Web>, signed: Signed, asked: Asked) -> Result<Response, Problem> {
    let read = pool_map::read(&web.service, &signed.caller, &wanted(&asked)?).await?;
    let text = serde_json::to_string_pretty(&*read.map).map_err(Error::internal("writing a map as JSON"))?;
    Ok(file("map.json", "application/json", text))
}

#[derive(Template)]
#[template(path = "people/alike.html")]
struct AlikePage {
    frame: Frame,
    id: String,
    name: String,
    found: AlikePeople,
    rows: Vec<[String; 5]>,
    typical: String,
}

pub(super) async fn alike(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<PersonId>,
) -> Result<Response, Problem> {
    let person = people::get(&web.service, &signed.caller, &id).await?;
    let found = pool_map::alike(&web.service, &signed.caller, &id).await?;
    let row = |one: &pool_map::AlikePerson| {
        let distance = format!("{:.2}", one.distance);
        [one.person_id.to_string(), one.name.clone(), one.headline.clone(), distance, one.n_both.to_string()]
    };
    page(&AlikePage {
        frame: Frame::of(&signed, Place::People),
        id: id.to_string(),
        name: person.name,
        rows: found.people.iter().map(row).collect(),
        typical: found.typical_distance.map_or_else(String::new, |typical| format!("{typical:.2}")),
        found,
    })
}

/// The same as a table of values.
pub(super) async fn alike_table(
    State(web): State<Web>,
    signed: Signed,
    asked: Uri,
    PathId(id): PathId<PersonId>,
) -> Result<Response, Problem> {
    let found = pool_map::alike(&web.service, &signed.caller, &id).await?;
    csv_or_xlsx(&asked, "alike", &pool_map::alike_as_csv(&found))
}
