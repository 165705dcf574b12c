//! `map`: the people of a file as a map.

use super::{is_stdout_a_file, print, print_json};
use crate::arguments::{Map, MapFormat, MapGroups};
use crate::failure::Failure;
use crate::input;
use crate::output::{Kind, ending, json, write_whole};
use crate::terminal::{Column, STRONG, plain, remark, short, styled, table};
use fit::Estimates;
use fit::pool::{Groups, Layout, Likeness, Pool, PoolMap};
use report::sheet::Sheet;
use stats::learning::Method;
use std::collections::HashMap;

const KINDS: [Kind; 3] =
    [("svg", "the drawing"), ("json", "everything, with full precision"), ("csv", "one row a person")];

/// As many people are listed on the screen.
const LISTED: usize = 40;
/// As many are told who are like somebody.
const ALIKE: usize = 10;

pub(super) fn run(arguments: &Map) -> Result<(), Failure> {
    let ending = arguments.out.as_deref().map(|out| ending(out, &KINDS)).transpose()?;
    let framework = input::framework(arguments.framework.as_deref())?;
    let people = input::candidates(&framework, &arguments.people, intake::Mode::Strict)?;
    let names: HashMap<String, String> =
        people.iter().map(|person| (person.id.clone(), person.name.clone())).collect();
    let name = |id: &str| names.get(id).cloned().unwrap_or_else(|| id.to_owned());
    let estimates = people.iter().map(|one| (one.id.clone(), Estimates::of(&framework, one))).collect();
    let pool = Pool::of(&framework, estimates);
    if let Some(id) = &arguments.like {
        return like(arguments, &pool, id, name);
    }
    let method = match arguments.groups {
        MapGroups::Mixture => Method::Mixture,
        MapGroups::KMeans => Method::KMeans,
    };
    let map = pool.map(&framework, method, arguments.seed);
    let format = match ending {
        Some("svg") => MapFormat::Svg,
        Some("json") => MapFormat::Json,
        Some(_) => MapFormat::Csv,
        None => arguments.format,
    };
    let text = match format {
        MapFormat::Table => shown(&map, name),
        MapFormat::Json => json(&map)?,
        MapFormat::Csv => {
            let is_file = arguments.out.is_some() || is_stdout_a_file();
            Sheet::of_map(&map, name).to_csv(arguments.csv.style(is_file))
        }
        MapFormat::Svg => drawing(&map, name)?,
    };
    match &arguments.out {
        None => print(&text),
        Some(out) => {
            write_whole(out, text.as_bytes())?;
            remark(&format!("Wrote {}.", out.display()));
            Ok(())
        }
    }
}

fn drawing(map: &PoolMap, name: impl Fn(&str) -> String) -> Result<String, Failure> {
    let drawn = report::pool_chart("map", map, name);
    let figure = drawn.ok_or_else(|| {
        Failure::bad_input(
            "the people",
            map.statement.clone(),
            "give more people, measured on more dimensions",
        )
    })?;
    Ok(figure.svg + "\n")
}

/// Those who are like somebody.
fn like(arguments: &Map, pool: &Pool, id: &str, name: impl Fn(&str) -> String) -> Result<(), Failure> {
    let file = arguments.people.display().to_string();
    if !pool.holds(id) && !pool.left_out().iter().any(|one| one.id == id) {
        let found = format!("it holds nobody with the id \"{id}\"");
        return Err(Failure::bad_input(file, found, "name one of its ids"));
    }
    let found = pool
        .alike(id, ALIKE)
        .map_err(|why| Failure::bad_input(file, why, "measure this person on more dimensions"))?;
    match arguments.format {
        MapFormat::Json => print_json(&found),
        _ => print(&alike(&found, &name(id), &name)),
    }
}

fn alike(found: &Likeness, whom: &str, name: impl Fn(&str) -> String) -> String {
    let columns = [
        Column::Words("Person"),
        Column::Numbers("Distance".to_owned()),
        Column::Numbers("Dimensions measured in both".to_owned()),
    ];
    let rows = found
        .people
        .iter()
        .map(|one| vec![short(&name(&one.id)), format!("{:.2}", one.distance), one.n_both.to_string()]);
    format!(
        "{}\n\n{}\n\nDistance: the typical difference on a dimension, in standard deviations. Two people of this file drawn \
         by lot: {:.2}.",
        styled(STRONG, &plain(&format!("People like {whom}, on {} dimensions", found.n_dimensions))),
        table(&columns, rows),
        found.typical_distance
    )
}

fn shown(map: &PoolMap, name: impl Fn(&str) -> String) -> String {
    let mut parts = vec![styled(STRONG, &plain(&map.statement))];
    if let Some(layout) = &map.layout {
        parts.push(dimensions(layout));
        parts.extend(layout.groups.as_ref().filter(|groups| groups.groups.len() > 1).map(groups));
        parts.push(people(layout, name));
    }
    let n_left_out = map.left_out.len();
    if n_left_out > 0 {
        let are = if n_left_out == 1 { "person is" } else { "people are" };
        parts.push(format!(
            "{n_left_out} {are} not on the map: they were measured on fewer than half of the {} dimensions that count.",
            map.n_dimensions
        ));
    }
    if !map.rarely_measured.is_empty() {
        parts.push(plain(&format!(
            "Not counted, because fewer than half were measured on them: {}.",
            map.rarely_measured.join(", ")
        )));
    }
    if !map.constant.is_empty() {
        parts.push(plain(&format!("Everybody is alike on: {}.", map.constant.join(", "))));
    }
    parts.join("\n\n")
}

fn dimensions(layout: &Layout) -> String {
    let axis = |axis: usize| layout.axes.get(axis).map_or(0.0, |axis| 100.0 * axis.share);
    let columns = [
        Column::Words("What the map shows most of"),
        Column::Numbers(format!("Across ({:.0} %)", axis(0))),
        Column::Numbers(format!("Up ({:.0} %)", axis(1))),
        Column::Numbers("Shown".to_owned()),
    ];
    let rows = layout.dimensions.iter().filter(|arrow| arrow.is_drawn).map(|arrow| {
        vec![
            arrow.title.clone(),
            format!("{:+.2}", arrow.x),
            format!("{:+.2}", arrow.y),
            format!("{:.0} %", 100.0 * arrow.shown),
        ]
    });
    table(&columns, rows)
}

fn groups(groups: &Groups) -> String {
    let columns = [
        Column::Numbers("Group".to_owned()),
        Column::Numbers("People".to_owned()),
        Column::Numbers("Comes back".to_owned()),
        Column::Words("Stable"),
        Column::Words("What sets it apart"),
    ];
    let rows = groups.groups.iter().map(|group| {
        vec![
            group.number.to_string(),
            group.n_people.to_string(),
            format!("{:.0} %", 100.0 * group.overlap),
            if group.is_stable { "yes" } else { "no" }.to_owned(),
            group.name.clone(),
        ]
    });
    table(&columns, rows)
}

fn people(layout: &Layout, name: impl Fn(&str) -> String) -> String {
    let columns = [
        Column::Words("Person"),
        Column::Numbers("Across".to_owned()),
        Column::Numbers("Up".to_owned()),
        Column::Numbers("Group".to_owned()),
    ];
    let rows = layout.people.iter().take(LISTED).map(|one| {
        vec![
            short(&name(&one.id)),
            format!("{:+.2}", one.x),
            format!("{:+.2}", one.y),
            one.group.map_or_else(|| "–".to_owned(), |group| group.to_string()),
        ]
    });
    let table = table(&columns, rows);
    match layout.people.len().checked_sub(LISTED) {
        Some(more) if more > 0 => format!("{table}\n… and {more} more: --format csv has everybody."),
        _ => table,
    }
}
