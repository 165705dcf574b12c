//! `pool`: pools of any size.

use super::{print, print_json};
use crate::arguments::pool::{
    ColumnNames, Example, Merge, PoolAction, Rank, RankingFormat, Selecting, Showing, Sql,
};
use crate::failure::Failure;
use crate::input;
use crate::output::{Kind, ending, json, write_whole, write_whole_by};
use crate::terminal::{Column, Progress, STRONG, plain, remark, short, styled, table};
use intake::csv_cell;
use pool::sql::{self, Request};
use pool::{Listener, Origin, Ranking, Selection, Sieve, Source};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

const KINDS: [Kind; 2] = [("json", "everything, with full precision"), ("csv", "one row a person")];

/// As many people are listed on the screen.
const LISTED: usize = 40;

pub(super) fn run(action: PoolAction) -> Result<(), Failure> {
    match action {
        PoolAction::Rank(arguments) => rank(&arguments),
        PoolAction::Merge(arguments) => merge(&arguments),
        PoolAction::Sql(arguments) => write_sql(&arguments),
        PoolAction::Example(arguments) => example(&arguments),
    }
}

fn refused(problem: fit::Problem) -> Failure {
    Failure::problems(problem.place.clone(), vec![problem])
}

/// The search, compiled, and who is kept.
fn selecting(arguments: &Selecting) -> Result<(Sieve, Selection), Failure> {
    let asked = input::search(&arguments.search, arguments.balance)?;
    let selection = Selection::new(arguments.top, arguments.margin).map_err(refused)?;
    let sieve = Sieve::new(asked.framework, &asked.ceo, &asked.criteria);
    Ok((sieve.map_err(|problems| Failure::problems("the search", problems))?, selection))
}

fn rank(arguments: &Rank) -> Result<(), Failure> {
    let kind = arguments.showing.out.as_deref().map(|out| ending(out, &KINDS)).transpose()?;
    let (sieve, selection) = selecting(&arguments.selecting)?;
    let mut sources = Vec::new();
    for path in &arguments.files {
        add_sources(path, &mut sources)?;
    }
    let progress = Progress::start("ranking");
    let listener = Listener {
        progress: &|done, all| progress.tell(done, all),
        note: &|note| remark(&format!("note: {note}")),
    };
    let ranking = pool::rank(&sieve, sources, selection, arguments.shard, &listener);
    progress.finish();
    show(&ranking.map_err(refused)?, &arguments.showing, kind)
}

/// Adds a file, the files of a folder, or standard input.
fn add_sources(path: &Path, sources: &mut Vec<Source<'_, File>>) -> Result<(), Failure> {
    let name = path.display().to_string();
    if name == "-" {
        let origin = Origin::Stream(Box::new(std::io::stdin()));
        sources.push(Source { name: "standard input".to_owned(), n_bytes: 0, origin });
        return Ok(());
    }
    let unreadable = |error: std::io::Error| {
        Failure::bad_input(
            &*name,
            format!("it cannot be read ({error})"),
            "check the path and its permissions",
        )
    };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if metadata.is_dir() {
        let mut files = Vec::new();
        list(path, &mut files).map_err(unreadable)?;
        if files.is_empty() {
            return Err(Failure::bad_input(
                name,
                "there is no file in this folder",
                "name a folder of files",
            ));
        }
        return files.iter().try_for_each(|file| add_sources(file, sources));
    }
    let owned: PathBuf = path.to_owned();
    if !metadata.is_file() {
        // A pipe is read once.
        let origin = Origin::Stream(Box::new(File::open(owned).map_err(unreadable)?));
        sources.push(Source { name, n_bytes: 0, origin });
        return Ok(());
    }
    let origin = Origin::File(Box::new(move || File::open(&owned)));
    sources.push(Source { name, n_bytes: metadata.len(), origin });
    Ok(())
}

/// The files of a folder and those below it, in order. What engines leave beside their data starts with a dot or an
/// underscore.
fn list(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(['.', '_']) {
            continue;
        }
        if path.is_dir() { list(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

fn merge(arguments: &Merge) -> Result<(), Failure> {
    let kind = arguments.showing.out.as_deref().map(|out| ending(out, &KINDS)).transpose()?;
    let read = |path: &PathBuf| {
        let name = path.display().to_string();
        let ranking = serde_json::from_str(&input::read_text(path)?).map_err(|error| {
            let hint = "merge what pool rank --format json printed";
            Failure::bad_input(&*name, format!("it is no ranking ({error})"), hint)
        });
        Ok((name.clone(), ranking?))
    };
    let parts = arguments.files.iter().map(read).collect::<Result<Vec<(String, Ranking)>, Failure>>()?;
    let merged = pool::merge(parts).map_err(|problems| Failure::problems("the rankings", problems))?;
    show(&merged, &arguments.showing, kind)
}

fn show(ranking: &Ranking, showing: &Showing, kind: Option<&str>) -> Result<(), Failure> {
    if let (Some(out), Some(kind)) = (&showing.out, kind) {
        let text = if kind == "json" { json(ranking)? } else { csv(ranking) };
        write_whole(out, text.as_bytes())?;
        remark(&format!("Wrote {}.", out.display()));
        return Ok(());
    }
    match showing.format {
        RankingFormat::Json => print_json(ranking),
        RankingFormat::Csv => print(&csv(ranking)),
        RankingFormat::Table => print(&shown(ranking)),
    }
}

fn csv(ranking: &Ranking) -> String {
    let pillars = || ranking.weights.0.iter().map(|(id, _)| id.clone());
    let head = ["rank", "id", "name", "score", "completeness", "unusable"].map(str::to_owned);
    let header: Vec<String> = head.into_iter().chain(pillars()).map(|name| csv_cell(&name)).collect();
    let mut text = header.join(",") + "\n";
    for person in &ranking.results {
        let mut cells = vec![person.rank.to_string(), csv_cell(&person.id), csv_cell(&person.name)];
        cells.extend([
            person.score.to_string(),
            person.completeness.to_string(),
            person.unusable.to_string(),
        ]);
        cells.extend(person.pillars.0.iter().map(|(_, score)| score.to_string()));
        text += &(cells.join(",") + "\n");
    }
    text
}

fn shown(ranking: &Ranking) -> String {
    let number = |title: &str| Column::Numbers(title.to_owned());
    let mut columns = vec![number("#"), Column::Words("Person"), Column::Words("Id"), number("Score")];
    columns.extend(ranking.weights.0.iter().map(|(id, _)| Column::Numbers(id.clone())));
    columns.push(number("Evidence"));
    let rows = ranking.results.iter().take(LISTED).map(|person| {
        let mut row = vec![person.rank.to_string(), short(&person.name), short(&person.id)];
        row.push(format!("{:.1}", person.score));
        row.extend(person.pillars.0.iter().map(|(_, score)| format!("{score:.0}")));
        row.push(format!("{:.0}%", 100.0 * person.completeness));
        row
    });
    let n = ranking.results.len();
    let part = ranking.shard.map(|shard| format!(", part {shard} of the pool")).unwrap_or_default();
    let headline = format!("{n} of {} people kept for {}{part}", ranking.rows, ranking.ceo);
    let mut parts = vec![styled(STRONG, &plain(&headline)), table(&columns, rows)];
    if n > LISTED {
        parts.push(format!("… and {} more: --format csv lists everyone.", n - LISTED));
    }
    if ranking.unreadable > 0 {
        parts.push(format!("{} rows could not be read and are not ranked.", ranking.unreadable));
    }
    if ranking.unusable > 0 {
        parts.push(format!(
            "{} values are not numbers from 0 to 100 and count as unmeasured.",
            ranking.unusable
        ));
    }
    parts.push(
        "This is a sieve: it takes every estimate as exact. Score whoever it keeps in full: counterpart score --help"
            .to_owned(),
    );
    parts.join("\n\n")
}

fn write_sql(arguments: &Sql) -> Result<(), Failure> {
    let (sieve, selection) = selecting(&arguments.selecting)?;
    let request = Request {
        dialect: arguments.dialect,
        table: &arguments.table,
        has_underscores: arguments.columns == Some(ColumnNames::Underscores),
        selection,
        explains: arguments.explain,
        version: env!("CARGO_PKG_VERSION"),
    };
    let statement =
        if arguments.check { sql::check(&sieve, &request) } else { sql::statement(&sieve, &request) };
    print(&statement.map_err(refused)?)
}

fn example(arguments: &Example) -> Result<(), Failure> {
    ending(&arguments.out, &[("parquet", "Apache Parquet")])?;
    let framework = input::framework(arguments.framework.as_deref())?;
    let progress = Progress::start("writing");
    let example = pool::Example { rows: arguments.rows, seed: arguments.seed };
    write_whole_by(&arguments.out, |file| {
        let tell = |done, all| progress.tell(done, all);
        let written = pool::write_example(&framework, example, BufWriter::new(file), &tell);
        written.map_err(std::io::Error::other)?.flush()
    })?;
    progress.finish();
    remark(&format!("Wrote {}.", arguments.out.display()));
    Ok(())
}
