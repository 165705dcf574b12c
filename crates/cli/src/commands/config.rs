//! `config`: what the settings are, and where each comes from.

use super::{print, print_json};
use crate::arguments::Format;
use crate::config::Config;
use crate::failure::Failure;
use crate::terminal::{Column, table};
use serde_json::json;

pub(super) fn show(config: &Config, format: Format) -> Result<(), Failure> {
    match format {
        Format::Json => {
            let values: Vec<_> = config
                .shown()
                .map(|(setting, value, origin)| {
                    json!({ "name": setting.name, "value": value, "from": origin, "help": setting.help })
                })
                .collect();
            print_json(&values)
        }
        Format::Table => {
            let columns = [
                Column::Words("Setting"),
                Column::Words("Value"),
                Column::Words("From"),
                Column::Words("What it does"),
            ];
            let rows = config.shown().map(|(setting, value, origin)| {
                vec![setting.name.to_owned(), value, origin, setting.help.to_owned()]
            });
            print(&table(&columns, rows))
        }
    }
}
