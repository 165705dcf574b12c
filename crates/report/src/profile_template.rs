//! A workbook to fill in: dimensions as rows, people as columns. The reader of files knows its form.

use fit::Framework;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime, Format,
    FormatAlign, Workbook, XlsxError,
};

/// Columns for so many people have borders and checks; further ones are read as well.
const N_PEOPLE: u16 = 10;

/// The workbook of a framework's dimensions: id, title, an interview question, what 0, 50 and 100 look like, and columns for
/// people whose cells take numbers from 0 to 100.
///
/// # Errors
/// If the workbook cannot be written, which is a defect.
pub fn profile_template(framework: &Framework) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // Without the moment at which it was made, the same framework gives the same bytes.
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title("Profiles").set_creation_datetime(&made));
    let sheet = book.add_worksheet().set_name("Profiles")?;
    let head = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let columns = ["id"].iter().chain(&intake::DESCRIBING);
    for ((column, name), width) in (0..).zip(columns).zip([22.0, 26.0, 48.0, 30.0, 30.0, 30.0]) {
        sheet.set_column_width(column, width)?;
        sheet.write_with_format(0, column, *name, &head)?;
    }
    let first = intake::DESCRIBING.len() as u16 + 1;
    let last = first + N_PEOPLE - 1;
    for column in first..=last {
        sheet.set_column_width(column, 16)?;
        sheet.set_cell_format(0, column, &head)?;
    }
    for (row, name, title, hint) in [
        (
            1,
            "name",
            "Name",
            "One column for each person. The first row may hold the id by which your files know them.",
        ),
        (2, "headline", "Headline", "What they do, in a line."),
    ] {
        sheet.write_with_format(row, 0, name, &text)?;
        sheet.write_with_format(row, 1, title, &head)?;
        sheet.write_with_format(row, 2, hint, &text)?;
    }
    let mut row = 3;
    for (index, dimension) in framework.dimensions.iter().enumerate() {
        let asked =
            framework.facets.iter().filter(|facet| facet.coo == index).flat_map(|facet| &facet.questions);
        let question = asked.map(|question| question.ask.as_str()).next().unwrap_or_default();
        let cells =
            [&dimension.id, &dimension.title, question, &dimension.low, &dimension.mid, &dimension.high];
        for (column, cell) in (0..).zip(cells) {
            sheet.write_with_format(row, column, cell, if column == 1 { &head } else { &text })?;
        }
        row += 1;
    }
    let check = DataValidation::new()
        .allow_decimal_number(DataValidationRule::Between(0.0, 100.0))
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title("A number from 0 to 100")?
        .set_error_message("Give a number from 0 to 100, or leave the cell empty if nobody knows.")?;
    sheet.add_data_validation(3, first, row - 1, last, &check)?;
    sheet.set_freeze_panes(1, 2)?;
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::profile_template;
    use fit::Framework;

    #[test]
    fn the_reader_knows_the_form() {
        let framework = Framework::parse(fit::framework::DEFAULT).unwrap();
        let book = profile_template(&framework).unwrap();
        assert_eq!(book, profile_template(&framework).unwrap(), "the same bytes");
        let table = intake::read_table("profiles.xlsx", &book).unwrap();
        assert_eq!(table.rows.len(), framework.dimensions.len() + 3);
        assert!(intake::unknown_columns(&framework, "profiles.xlsx", &book).unwrap().is_empty());
        let questions = table.rows[3..].iter().filter(|row| row.cells[2].to_string().ends_with('?')).count();
        assert!(questions > 30, "{questions}");
    }
}
