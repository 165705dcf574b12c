//! `framework`: check, show, export.

use super::print;
use crate::arguments::FrameworkAction;
use crate::failure::Failure;
use crate::input;
use crate::terminal::{Column, STRONG, plain, styled, table};
use fit::framework::{self, Facet, Guarded};
use fit::{Framework, Rule};
use std::io::Write;

pub(super) fn run(action: &FrameworkAction) -> Result<(), Failure> {
    match action {
        FrameworkAction::Check { file } => {
            let framework = input::framework(Some(file))?;
            print(&plain(&format!(
                "{} is sound: {} {}, {} pillars, {} dimensions, {} facets, {} role types, {} guards.\nSHA-256 {}",
                file.display(),
                framework.id,
                framework.version,
                framework.pillars.len(),
                framework.dimensions.len(),
                framework.facets.len(),
                framework.role_types.len(),
                framework.guards.len(),
                framework.sha256
            )))
        }
        FrameworkAction::Show { framework } => print(&shown(&input::framework(framework.as_deref())?)),
        // The bytes as they are, so that their hash stays the same.
        FrameworkAction::Export => Ok(std::io::stdout().write_all(framework::DEFAULT.as_bytes())?),
    }
}

fn shown(framework: &Framework) -> String {
    let head = format!(
        "{} ({} {}), SHA-256 {}\nbalance {}, provisional below {:.0}% evidence",
        framework.title,
        framework.id,
        framework.version,
        framework.sha256,
        framework.balance,
        framework.min_completeness * 100.0
    );
    let mut parts = vec![styled(STRONG, &plain(&head))];
    let total: f64 = framework.pillars.iter().map(|pillar| pillar.weight).sum();
    for (index, pillar) in framework.pillars.iter().enumerate() {
        let share = pillar.weight / total * 100.0;
        let heading =
            format!("{} ({}), weight {share:.0}%, balance {}", pillar.title, pillar.id, pillar.balance);
        let facets = framework.facets.iter().filter(|facet| facet.pillar == index);
        let columns = [
            Column::Words("Facet"),
            Column::Words("Rule"),
            Column::Numbers("Weight".to_owned()),
            Column::Words("Why"),
        ];
        let row = |facet: &Facet| {
            vec![facet.id.clone(), rule(facet.rule), format!("{}", facet.weight), facet.why.clone()]
        };
        parts.push(format!("{}\n{}", styled(STRONG, &plain(&heading)), table(&columns, facets.map(row))));
    }
    let columns = [Column::Words("Role type"), Column::Words("Title"), Column::Words("When")];
    let rows =
        framework.role_types.iter().map(|kind| vec![kind.id.clone(), kind.title.clone(), kind.when.clone()]);
    parts.push(table(&columns, rows));
    let columns = [Column::Words("Guard"), Column::Words("Limit"), Column::Words("Reason")];
    let rows = framework.guards.iter().map(|guard| {
        let on = match guard.on {
            Guarded::Dimension(index) => framework.dimensions[index].id.clone(),
            Guarded::CeoDimension(index) => format!("CEO's {}", framework.dimensions[index].id),
            Guarded::Facet(index) => framework.facets[index].id.clone(),
        };
        vec![guard.id.clone(), format!("{on} ≥ {:.0}", guard.at_least * 100.0), guard.reason.clone()]
    });
    parts.push(table(&columns, rows));
    parts.push(
        "Dimensions with their anchors, and interview questions: counterpart framework export".to_owned(),
    );
    parts.join("\n\n")
}

fn rule(rule: Rule) -> String {
    let points = |share: f64| format!("{:.0}", share * 100.0);
    match rule {
        Rule::Fill { level } => format!("fill to {}", points(level)),
        Rule::Meet { level, .. } => format!("meet {}", points(level)),
        Rule::Match { .. } | Rule::Mirror { .. } => rule.name().to_owned(),
        Rule::Range { slope, shift, .. } => format!("range {} + {slope} × CEO", points(shift)),
    }
}
