//! A map of people as a table of values, one row a person.

use super::{Cell, Sheet};
use fit::pool::PoolMap;

impl Sheet {
    /// Where everybody on the map stands.
    ///
    /// # Shapes and units
    /// A row per person, by id: places in standard deviations, the group's number from 1 and its name.
    ///
    /// # Missing values
    /// Without groups, these are empty; without a map there are no rows.
    pub fn of_map(map: &PoolMap, name: impl Fn(&str) -> String) -> Self {
        let header = ["id", "name", "x", "y", "group", "group_name", "n_measured"];
        let layout = map.layout.as_ref();
        let groups = layout.and_then(|layout| layout.groups.as_ref());
        let group_name = |number: usize| {
            let group = groups.and_then(|groups| groups.groups.get(number - 1));
            group.map_or(Cell::Nothing, |group| Cell::Text(group.name.clone()))
        };
        let row = |person: &fit::pool::PersonPlace| {
            vec![
                Cell::Text(person.id.clone()),
                Cell::Text(name(&person.id)),
                Cell::Number(person.x),
                Cell::Number(person.y),
                person.group.map_or(Cell::Nothing, |number| Cell::Number(number as f64)),
                person.group.map_or(Cell::Nothing, group_name),
                Cell::Number(person.n_measured as f64),
            ]
        };
        let people = layout.map_or(&[][..], |layout| &layout.people);
        Self { header: header.map(str::to_owned).to_vec(), rows: people.iter().map(row).collect() }
    }
}
