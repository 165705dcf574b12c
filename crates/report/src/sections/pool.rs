//! The pool of people, drawn.

use super::markup::Markup;
use crate::charts::{Figure, MapArrow, MapPoint, PoolMap as Drawn, pool_map};
use fit::pool::PoolMap;

/// The map of a pool as a chart; nothing where there is no map. `name` gives a person's name by id.
pub fn pool_chart(id: &str, map: &PoolMap, name: impl Fn(&str) -> String) -> Option<Figure> {
    let layout = map.layout.as_ref()?;
    let groups = layout.groups.as_ref().filter(|groups| groups.groups.len() > 1);
    let share = |axis: usize| match layout.axes.get(axis) {
        Some(axis) => format!("{:.0}% of all differences", 100.0 * axis.share),
        None => "nothing more".to_owned(),
    };
    let data = Drawn {
        across: share(0),
        up: share(1),
        people: layout
            .people
            .iter()
            .map(|person| MapPoint {
                name: name(&person.id),
                x: person.x,
                y: person.y,
                group: person.group.filter(|_| groups.is_some()).map(|number| number - 1),
            })
            .collect(),
        groups: groups
            .map_or_else(Vec::new, |groups| groups.groups.iter().map(|group| group.name.clone()).collect()),
        arrows: layout
            .dimensions
            .iter()
            .filter(|arrow| arrow.is_drawn)
            .map(|arrow| MapArrow { label: arrow.title.clone(), x: arrow.x, y: arrow.y })
            .collect(),
    };
    Some(pool_map(id, &map.statement, &data))
}

/// The same for a page.
pub fn pool_figure(id: &str, map: &PoolMap, name: impl Fn(&str) -> String) -> Option<Markup> {
    pool_chart(id, map, name).map(|figure| Markup::figure(&figure))
}
