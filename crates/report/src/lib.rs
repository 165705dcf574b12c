//! Documents from results: charts as SVG, and the comparison report as one HTML file.
//!
//! Everything here reads a finished [`fit::Comparison`] and writes text. Nothing is computed that could
//! change a result, nothing is read from the surroundings, and the same inputs give the same bytes.

pub mod charts;
mod html;
pub mod sheet;

/// The stylesheet of the report and its charts.
pub const STYLE: &str =
    concat!(include_str!("charts/charts.css"), "\n", include_str!("../templates/report.css"));

pub use html::framework;
pub use html::{
    Document, Inputs, InterviewQuestion, Markup, NeedInputs, NeedKind, NeedSections, Part, PartnershipPlan,
    PillarCell, PillarHead, PlanItem, PlanSection, ReportError, Row, RowFlag, Shortlist, document,
    estimate_cell, guide, interview, need, parts, percent, plan, plan_document, plan_section, policy,
    ratings_figure, rights_summary, sheets, shortlist, thousands, to_html, to_xlsx,
};
pub use sheet::to_csv;
