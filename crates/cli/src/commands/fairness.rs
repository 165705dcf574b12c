//! `fairness`: do groups fare differently?

use super::{print, print_csv, print_json};
use crate::arguments::Search;
use crate::arguments::fairness::{Fairness, FairnessFormat};
use crate::failure::Failure;
use crate::input::{self, Asked};
use crate::output::{Kind, ending, json, write_whole};
use crate::terminal::{Column, STRONG, plain, remark, styled, table};
use fit::fairness::{
    Audit, DIFFERENCES, Differences, LawTable, SimulatedContrast, audit, law_table, simulate,
};
use fit::{Estimates, Plan};
use intake::GroupColumns;
use report::fairness::{self as shown, Jurisdiction};
use serde::Serialize;
use serde::de::DeserializeOwned;

const KINDS: [Kind; 4] = [
    ("html", "to read and print"),
    ("pdf", "for paper"),
    ("csv", "one row a group"),
    ("json", "everything, with full precision"),
];
const LAW_KINDS: [Kind; 3] =
    [("html", "to publish"), ("csv", "one row a group"), ("json", "everything, with full precision")];
const SIMULATED_KINDS: [Kind; 1] = [("json", "everything, with full precision")];

pub(super) fn run(arguments: &Fairness) -> Result<(), Failure> {
    if arguments.simulate {
        return run_simulated(arguments);
    }
    let is_law = arguments.format == FairnessFormat::Ll144;
    let kinds: &[Kind] = if is_law { &LAW_KINDS } else { &KINDS };
    let ending = arguments.out.as_deref().map(|out| ending(out, kinds)).transpose()?;
    let found = audited(arguments)?;
    if is_law {
        return run_law(arguments, &found, ending);
    }
    match (ending, arguments.format) {
        (None, FairnessFormat::Json) => print_json(&found),
        (None, FairnessFormat::Csv) => {
            print_csv(&arguments.csv, |style| shown::fairness_sheet(&found).to_csv(style))
        }
        (None, _) => print(&text(&found)),
        (Some("html"), _) => written(arguments, told(shown::fairness_html(&found))?.as_bytes()),
        (Some("pdf"), _) => written(arguments, &paper(arguments, &found)?),
        (Some("csv"), _) => {
            written(arguments, shown::fairness_sheet(&found).to_csv(arguments.csv.style(true)).as_bytes())
        }
        (Some(_), _) => written(arguments, json(&found)?.as_bytes()),
    }
}

fn audited(arguments: &Fairness) -> Result<Audit, Failure> {
    let (Some(file), Some(score)) = (&arguments.file, &arguments.score) else {
        return Err(Failure::bad_input(
            "fairness",
            "the file or the score is missing",
            "see: counterpart fairness --help",
        ));
    };
    let columns =
        GroupColumns { groups: &arguments.group, score, pillars: &arguments.pillar, steps: &arguments.step };
    let name = file.display().to_string();
    let (people, notes) = intake::read_groups(&name, &input::read(file)?, columns)?;
    notes.iter().for_each(|note| remark(&format!("note: {note}")));
    Ok(audit(&people))
}

fn told<T>(made: Result<T, report::ReportError>) -> Result<T, Failure> {
    made.map_err(|error| Failure::Failed(error.to_string()))
}

fn written(arguments: &Fairness, bytes: &[u8]) -> Result<(), Failure> {
    let Some(out) = &arguments.out else { return Ok(()) };
    write_whole(out, bytes)?;
    remark(&format!("Wrote {}.", out.display()));
    Ok(())
}

fn paper(arguments: &Fairness, found: &Audit) -> Result<Vec<u8>, Failure> {
    let version = format!("Counterpart {}", env!("CARGO_PKG_VERSION"));
    let paper = told(shown::fairness_to_paper(found, version))?;
    let fonts = input::fonts(&arguments.fonts.files)?;
    let made = pdf::to_pdf(&paper, &fonts, &|| false).map_err(|error| Failure::Failed(error.to_string()))?;
    if let Some(words) = made.warning() {
        remark(&format!("warning: {}", plain(&words)));
    }
    Ok(made.bytes)
}

fn text(found: &Audit) -> String {
    let mut parts = vec![styled(STRONG, &plain(&shown::scope_line(found)))];
    let findings: Vec<String> =
        found.findings.iter().cloned().chain([shown::power_line(found)]).map(|line| plain(&line)).collect();
    parts.push(findings.join("\n"));
    for group in shown::group_tables(found) {
        let columns = columns(&shown::HEADERS);
        parts.push(format!(
            "{}\n{}",
            plain(&group.title),
            table(&columns, group.rows.into_iter().map(Vec::from))
        ));
    }
    parts.push(
        "Fewer than five people are not shown; nor is a group that would give them away. Arithmetic, and no finding on \
         whether a law is complied with."
            .to_owned(),
    );
    parts.join("\n\n")
}

fn columns(headers: &[&'static str]) -> Vec<Column> {
    let column = |(index, header): (usize, &&'static str)| match index {
        0 => Column::Words(header),
        _ => Column::Numbers((*header).to_owned()),
    };
    headers.iter().enumerate().map(column).collect()
}

/// A document of ours or of the user.
fn document<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| {
        Failure::bad_input(name, error.to_string(), "compare it with the file that is built in")
    })
}

/// What is printed of the law's table as JSON.
#[derive(Serialize)]
struct PrintedLaw<'a> {
    jurisdiction: &'a Jurisdiction,
    #[serde(flatten)]
    table: &'a LawTable,
}

fn run_law(arguments: &Fairness, found: &Audit, ending: Option<&str>) -> Result<(), Failure> {
    let law: Jurisdiction = document("the law built in", shown::NEW_YORK_CITY)?;
    let table = law_table(found, law.least_share);
    match ending {
        None => print(&law_text(&table, &law)),
        Some("html") => written(arguments, told(shown::law_html(&table, &law))?.as_bytes()),
        Some("csv") => {
            written(arguments, shown::law_sheet(&table).to_csv(arguments.csv.style(true)).as_bytes())
        }
        Some(_) => written(arguments, json(&PrintedLaw { jurisdiction: &law, table: &table })?.as_bytes()),
    }
}

fn law_text(law_table: &LawTable, law: &Jurisdiction) -> String {
    let columns = [
        Column::Words("Category"),
        Column::Words("Group"),
        Column::Numbers("People".to_owned()),
        Column::Numbers("Scoring rate".to_owned()),
        Column::Numbers("Impact ratio".to_owned()),
    ];
    let rows = shown::law_rows(law_table).into_iter().map(Vec::from);
    let lines: Vec<String> = shown::law_lines(law_table, law).iter().map(|line| plain(line)).collect();
    [styled(STRONG, &law.heading), law.disclaimer.clone(), table(&columns, rows), lines.join("\n")]
        .join("\n\n")
}

/// What is printed of a simulation as JSON.
#[derive(Serialize)]
struct PrintedSimulation<'a> {
    note: &'a str,
    contrasts: &'a [SimulatedContrast],
}

fn run_simulated(arguments: &Fairness) -> Result<(), Failure> {
    if let Some(out) = &arguments.out {
        ending(out, &SIMULATED_KINDS)?;
    }
    let Some(ceo) = arguments.ceo.clone() else {
        return Err(Failure::bad_input("--simulate", "the CEO is missing", "name their profile with --ceo"));
    };
    let search = Search {
        ceo,
        framework: arguments.framework.clone(),
        role_type: arguments.role_type.clone(),
        weights: arguments.weights.clone(),
    };
    let Asked { framework, ceo, criteria } = input::search(&search, None)?;
    let differences: Differences = match &arguments.differences {
        None => document("the differences built in", DIFFERENCES)?,
        Some(path) => document(&path.display().to_string(), &input::read_text(path)?)?,
    };
    let plan = Plan::compile(&framework, &Estimates::of(&framework, &ceo), &criteria)
        .map_err(|problems| Failure::problems("the search", problems))?;
    let contrasts: Vec<SimulatedContrast> = differences
        .contrasts
        .iter()
        .map(|contrast| simulate(&framework, &plan, contrast))
        .collect::<Result<_, _>>()
        .map_err(|problems| Failure::problems("the differences", problems))?;
    let printed = PrintedSimulation { note: &differences.note, contrasts: &contrasts };
    match (&arguments.out, arguments.format) {
        (Some(_), _) => written(arguments, json(&printed)?.as_bytes()),
        (None, FairnessFormat::Json) => print_json(&printed),
        (None, FairnessFormat::Table) => print(&simulated_text(&printed, &ceo.name)),
        (None, _) => {
            Err(Failure::bad_input("--format", "a simulation has no such format", "choose table or json"))
        }
    }
}

fn simulated_text(printed: &PrintedSimulation<'_>, ceo: &str) -> String {
    /// As many facets are listed.
    const LISTED: usize = 12;
    let mut parts = Vec::new();
    for contrast in printed.contrasts {
        let ratio = |ratio: Option<f64>| ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"));
        let percent = |share: f64| format!("{:.0}%", share * 100.0);
        parts.push(styled(
            STRONG,
            &plain(&format!(
                "Counterparts of {ceo}, simulated: {} of {} and {} of {} would score above the median of both. The ratio is {}.",
                percent(contrast.overall.group),
                contrast.group,
                percent(contrast.overall.reference),
                contrast.reference,
                ratio(contrast.overall.ratio)
            )),
        ));
        let head = [
            Column::Words("Pillar"),
            Column::Numbers(contrast.group.clone()),
            Column::Numbers(contrast.reference.clone()),
            Column::Numbers("Ratio".to_owned()),
        ];
        let rows = contrast.pillars.iter().map(|(pillar, rate)| {
            vec![pillar.clone(), percent(rate.group), percent(rate.reference), ratio(rate.ratio)]
        });
        parts.push(table(&head, rows));
        let head = [
            Column::Words("Facet"),
            Column::Words("Depends on this CEO"),
            Column::Numbers("CEO".to_owned()),
            Column::Numbers(format!("Points for {}, about", contrast.group)),
        ];
        let rows = contrast.facets.iter().take(LISTED).map(|facet| {
            vec![
                facet.id.clone(),
                if facet.follows_ceo { "yes" } else { "no" }.to_owned(),
                format!("{:.0}", facet.ceo),
                format!("{:+.2}", facet.points),
            ]
        });
        parts.push(table(&head, rows));
        let source = |difference: &fit::fairness::Difference| {
            plain(&format!(
                "{}: d = {:+.2}, {} ({})",
                difference.dimension, difference.d, difference.measured, difference.source
            ))
        };
        parts.push(contrast.differences.iter().map(source).collect::<Vec<_>>().join("\n"));
    }
    parts.push(plain(printed.note));
    parts.join("\n\n")
}
