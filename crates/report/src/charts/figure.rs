//! What a chart hands back: the drawing, its title and the table of what it shows.

use super::svg::{escape, markup_id};

/// A chart with the finding it shows and the numbers it was drawn from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The id in the page, made safe for markup; ids inside the drawing start with it.
    pub id: String,
    /// The finding in words: plain text, to be escaped by whoever shows it.
    pub title: String,
    /// The drawing: finished markup, every text in it escaped.
    pub svg: String,
    /// The same numbers as a table of plain text.
    pub table: Table,
}

impl Figure {
    pub(super) fn new(id: &str, title: &str, svg: String, table: Table) -> Self {
        Self { id: markup_id(id), title: title.to_owned(), svg, table }
    }

    /// The whole figure as HTML: title, drawing, and the table behind a toggle. All text is escaped.
    pub fn to_html(&self) -> String {
        let title = escape(&self.title);
        format!(
            "<figure class=\"figure\" id=\"{id}\">\n<figcaption>{title}</figcaption>\n\
             <div class=\"figure-scroll\" role=\"group\" tabindex=\"0\" aria-labelledby=\"{id}-title\">{svg}</div>\n\
             <details><summary>The numbers as a table</summary>\n\
             <div class=\"figure-scroll\" role=\"group\" tabindex=\"0\" aria-label=\"Table\">{table}</div>\n\
             </details>\n</figure>\n",
            id = self.id,
            svg = self.svg,
            table = self.table.to_html(),
        )
    }
}

/// A table of plain text; the first column names the rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// The columns, from left to right.
    pub headers: Vec<Column>,
    /// The rows, each with one text per column.
    pub rows: Vec<Vec<String>>,
}

/// The head of a table's column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What the column holds.
    pub label: String,
    /// Whether it holds numbers, which are set flush right.
    pub is_number: bool,
}

impl Table {
    /// A table without rows. A heading that starts with `#` is a column of numbers.
    pub(super) fn with_headers(headers: &[&str]) -> Self {
        let column = |h: &&str| match h.strip_prefix('#') {
            Some(label) => Column { label: label.to_owned(), is_number: true },
            None => Column { label: (*h).to_owned(), is_number: false },
        };
        Self { headers: headers.iter().map(column).collect(), rows: Vec::new() }
    }

    /// The table as HTML, with every text escaped.
    pub fn to_html(&self) -> String {
        let class = |c: usize| match self.headers.get(c) {
            Some(column) if column.is_number => " class=\"number\"",
            _ => "",
        };
        let mut html = String::from("<table class=\"figure-table\">\n<thead><tr>");
        for (c, column) in self.headers.iter().enumerate() {
            html += &format!("<th scope=\"col\"{}>{}</th>", class(c), escape(&column.label));
        }
        html += "</tr></thead>\n<tbody>\n";
        for row in &self.rows {
            html += "<tr>";
            for (c, text) in row.iter().enumerate() {
                let text = escape(text);
                html += &match c {
                    0 => format!("<th scope=\"row\">{text}</th>"),
                    _ => format!("<td{}>{text}</td>", class(c)),
                };
            }
            html += "</tr>\n";
        }
        html + "</tbody></table>"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_and_titles_are_escaped() {
        let mut table = Table::with_headers(&["Who <b>", "#Score"]);
        table.rows.push(vec!["<script>alert(\"1\")</script>".to_owned(), "72".to_owned()]);
        let html = Figure::new("a\"b", "A & B <i>", String::from("<svg></svg>"), table).to_html();
        assert!(!html.contains("<script") && !html.contains("<b>") && !html.contains("<i>"), "{html}");
        assert!(html.contains("A &amp; B &lt;i&gt;"));
        assert!(html.contains("<td class=\"number\">72</td>"));
        assert!(html.contains("id=\"chart-a_22b\""));
    }
}
