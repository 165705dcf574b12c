//! The same people in every format.

use fit::{Framework, framework};
use rust_xlsxwriter::Workbook;
use serde_json::{Map, Value, json};

/// The framework that the program brings along.
pub(crate) fn default_framework() -> Framework {
    Framework::parse(framework::DEFAULT).expect("the default framework is sound")
}

/// A person with stated values: a mean and a standard error a dimension.
pub(crate) struct Person {
    id: String,
    name: String,
    headline: String,
    values: Vec<Option<(f64, f64)>>,
}

/// People whose values differ, each with some dimensions unmeasured. Means have a decimal, so that decimal points
/// and commas matter.
pub(crate) fn people(n: usize) -> Vec<Person> {
    let n_dimensions = default_framework().dimensions.len();
    let value = |person: usize, dimension: usize| {
        let mean = ((person * 37 + dimension * 17 + person * dimension) % 101) as f64;
        let mean = if mean < 100.0 { mean + 0.5 } else { mean };
        let is_measured = !(person + dimension).is_multiple_of(9);
        is_measured.then_some((mean, (2 + dimension % 7) as f64))
    };
    let person = |index: usize| Person {
        id: format!("p-{index:03}"),
        name: ["Ada Überg", "Bo, the \"second\"", "Çelik; Deniz", "Ěva Ω"][index % 4].to_owned()
            + &format!(" {index}"),
        headline: if index.is_multiple_of(2) { "Operations, 900 people".to_owned() } else { String::new() },
        values: (0..n_dimensions).map(|dimension| value(index, dimension)).collect(),
    };
    (0..n).map(person).collect()
}

/// One person as JSON.
fn to_value(framework: &Framework, person: &Person) -> Value {
    let estimates: Map<String, Value> = framework
        .dimension_ids()
        .zip(&person.values)
        .filter_map(|(id, value)| value.map(|(mean, se)| (id.to_owned(), json!({ "mean": mean, "se": se }))))
        .collect();
    json!({ "id": person.id, "name": person.name, "headline": person.headline, "estimates": estimates })
}

/// A JSON list.
pub(crate) fn to_json(people: &[Person]) -> String {
    let framework = default_framework();
    Value::Array(people.iter().map(|person| to_value(&framework, person)).collect()).to_string()
}

/// JSON lines.
pub(crate) fn to_json_lines(people: &[Person]) -> String {
    let framework = default_framework();
    people.iter().map(|person| to_value(&framework, person).to_string() + "\n").collect()
}

/// A row of a table: its texts, and its numbers as they are, `None` where nothing was measured.
type Cells = (Vec<String>, Vec<Option<f64>>);

/// A table of cells: a header, and a row a person.
fn to_cells(people: &[Person]) -> (Vec<String>, Vec<Cells>) {
    let mut header: Vec<String> = ["id", "name", "headline"].map(str::to_owned).into();
    header.extend(default_framework().dimension_ids().flat_map(|id| [id.to_owned(), format!("{id}.se")]));
    let row = |person: &Person| {
        let texts = vec![person.id.clone(), person.name.clone(), person.headline.clone()];
        let numbers =
            person.values.iter().flat_map(|value| [value.map(|v| v.0), value.map(|v| v.1)]).collect();
        (texts, numbers)
    };
    (header, people.iter().map(row).collect())
}

/// A table as text, with a separator between the cells and a mark before decimals.
pub(crate) fn to_text(people: &[Person], separator: char, decimal: char) -> String {
    let (header, rows) = to_cells(people);
    let separator = separator.to_string();
    let mut text = header.join(&separator) + "\r\n";
    for (texts, numbers) in rows {
        let texts = texts.into_iter().map(|text| format!("\"{}\"", text.replace('"', "\"\"")));
        let numbers = numbers.into_iter().map(|number| {
            number.map_or(String::new(), |number| number.to_string().replace('.', &decimal.to_string()))
        });
        text += &texts.chain(numbers).collect::<Vec<_>>().join(&separator);
        text += "\r\n";
    }
    text
}

/// A text in UTF-16 with its byte-order mark; the byte order as chosen.
pub(crate) fn to_utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    ['\u{feff}'].into_iter().chain(text.chars()).collect::<String>().encode_utf16().flat_map(bytes).collect()
}

/// A workbook.
pub(crate) fn to_xlsx(people: &[Person]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let (header, rows) = to_cells(people);
    sheet.write_row(0, 0, header).expect("the header fits");
    for (row, (texts, numbers)) in (1..).zip(rows) {
        sheet.write_row(row, 0, texts).expect("the texts fit");
        for (column, number) in (3..).zip(numbers) {
            if let Some(number) = number {
                sheet.write_number(row, column, number).expect("the number fits");
            }
        }
    }
    workbook.save_to_buffer().expect("the workbook can be written")
}
