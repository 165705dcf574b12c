//! `gaps`: the CEO alone.

use super::{print, print_json};
use crate::arguments::{Format, Gaps};
use crate::failure::Failure;
use crate::input::{self, Asked};
use crate::terminal::{Column, STRONG, plain, styled, table};
use fit::{Framework, Need, assess_need};

pub(super) fn run(arguments: &Gaps) -> Result<(), Failure> {
    let Asked { framework, ceo, criteria } = input::search(&arguments.search, None)?;
    let need = assess_need(&framework, &ceo, &criteria)
        .map_err(|problems| Failure::problems("the search", problems))?;
    match arguments.format {
        Format::Json => print_json(&need),
        Format::Table => print(&shown(&framework, &ceo.name, &need)),
    }
}

fn shown(framework: &Framework, ceo: &str, need: &Need) -> String {
    let mut parts = vec![styled(STRONG, &plain(&fit::need::summary(framework, ceo, need)))];
    parts.push(gaps(framework, need));
    parts.push(kinds(framework, need));
    parts.push(delegation(framework, need));
    parts.push(ideal(framework, need));
    parts.push(format!("Is a COO the answer? {}", plain(&fit::need::is_a_coo_the_answer(framework, need))));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

fn number(title: &str) -> Column {
    Column::Numbers(title.to_owned())
}

fn gaps(framework: &Framework, need: &Need) -> String {
    if need.gaps.is_empty() {
        return String::new();
    }
    let columns = [Column::Words("Gap"), number("Needed"), number("CEO"), number("Gap"), number("Priority")];
    let rows = need.gaps.iter().map(|gap| {
        vec![
            framework.dimension_title(&gap.dimension).to_owned(),
            format!("{:.0}", gap.level),
            format!("{:.0}", gap.ceo),
            format!("{:.0}", gap.gap),
            format!("{:.0}%", gap.priority * 100.0),
        ]
    });
    table(&columns, rows)
}

fn kinds(framework: &Framework, need: &Need) -> String {
    if need.role_types.is_empty() {
        return String::new();
    }
    let columns = [Column::Words("Kind of COO"), number("Need"), Column::Words("When")];
    let rows = need.role_types.iter().map(|kind| {
        let role_type = framework.role_type(&kind.id).map(|index| &framework.role_types[index]);
        vec![
            role_type.map_or(kind.id.clone(), |role_type| role_type.title.clone()),
            format!("{:.0}%", kind.need * 100.0),
            role_type.map_or(String::new(), |role_type| role_type.when.clone()),
        ]
    });
    let table = table(&columns, rows);
    format!(
        "{table}\nNeed: the share of what this kind of COO is there to cover that the CEO leaves open. The situation decides more than the figures do."
    )
}

fn delegation(framework: &Framework, need: &Need) -> String {
    const LISTED: usize = 6;
    let line = |part: fit::need::Delegation<'_>| {
        let titles: Vec<String> =
            part.titles.into_iter().take(LISTED).map(fit::verdict::lower_first).collect();
        format!("{}: {}.", part.words, fit::verdict::and(&titles))
    };
    let lines: Vec<String> = fit::need::delegation(framework, need).into_iter().map(line).collect();
    plain(&lines.join("\n"))
}

fn ideal(framework: &Framework, need: &Need) -> String {
    if need.ideal.is_empty() {
        return String::new();
    }
    let columns = [Column::Words("Ideal counterpart"), number("Ideal"), number("Good range")];
    let rows = need.ideal.iter().map(|ideal| {
        vec![
            framework.dimension_title(&ideal.dimension).to_owned(),
            format!("{:.0}", ideal.ideal),
            format!("{:.0}–{:.0}", ideal.low, ideal.high),
        ]
    });
    table(&columns, rows)
}
