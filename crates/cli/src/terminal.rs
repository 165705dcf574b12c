//! Printing for people: tables, styles where the reader is a terminal, progress on long work.

use anstyle::{AnsiColor, Style};
use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::Write;
use std::sync::Once;
use std::time::{Duration, Instant};

/// For what should be read first.
pub(crate) const STRONG: Style = Style::new().bold();
/// For what needs attention.
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default();

/// Text in a style; the style is dropped where the reader is no terminal.
pub(crate) fn styled(style: Style, text: &str) -> String {
    format!("{}{text}{}", style.render(), style.render_reset())
}

/// Text without control characters, which could otherwise steer the reader's terminal.
pub(crate) fn plain(text: &str) -> String {
    let is_unsafe = |c: char| {
        (c.is_control() && c != '\n')
            || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
    };
    text.chars().map(|c| if is_unsafe(c) { '\u{fffd}' } else { c }).collect()
}

/// Says something beside the result. Where nobody listens any more, nothing is wrong.
pub(crate) fn remark(text: &str) {
    let _ = writeln!(std::io::stderr(), "{}", plain(text));
}

/// A text as long as a cell of a table can be without breaking it.
pub(crate) fn short(text: &str) -> String {
    const LONGEST: usize = 40;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// One rule below the header; rows are told apart by being rows.
const QUIET: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─').left('─').right('─'));

/// A column of a table.
#[derive(Debug, Clone)]
pub(crate) enum Column {
    /// Words, from the left.
    Words(&'static str),
    /// Numbers, from the right.
    Numbers(String),
}

/// A table for people: quiet rules, no frame, as wide as the terminal.
pub(crate) fn table(columns: &[Column], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(QUIET).set_content_arrangement(ContentArrangement::Dynamic);
    if let Some((terminal_size::Width(width), _)) = terminal_size::terminal_size() {
        table.set_width(width.max(40));
    } else {
        table.set_width(160);
    }
    table.set_header(columns.iter().map(|column| match column {
        Column::Words(title) => Cell::new(title),
        Column::Numbers(title) => Cell::new(title).set_alignment(CellAlignment::Right),
    }));
    for row in rows {
        table.add_row(columns.iter().zip(row).map(|(column, text)| {
            let cell = Cell::new(plain(&text).replace('\n', " "));
            match column {
                Column::Words(_) => cell,
                Column::Numbers(_) => cell.set_alignment(CellAlignment::Right),
            }
        }));
    }
    table.trim_fmt()
}

/// A progress bar that appears once the work has taken a second, and only on a terminal.
pub(crate) struct Progress {
    bar: ProgressBar,
    started: Instant,
    shown: Once,
}

impl Progress {
    #[allow(clippy::disallowed_methods)] // a progress bar is about time
    pub(crate) fn start(what: &'static str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let template = "{msg} {wide_bar} {percent:>3}%, {eta} left";
        bar.set_style(
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        bar.set_message(what);
        Self { bar, started: Instant::now(), shown: Once::new() }
    }

    /// `done` of `all` is done; nothing is shown while nobody knows of how much.
    pub(crate) fn tell(&self, done: u64, all: u64) {
        if all > 0 && self.started.elapsed() >= Duration::from_secs(1) {
            self.shown.call_once(|| self.bar.set_draw_target(ProgressDrawTarget::stderr()));
        }
        self.bar.set_length(all);
        self.bar.set_position(done);
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
