//! Documents from results: charts as SVG, and the comparison report as one HTML file.
//!
//! Everything here reads a finished [`fit::Comparison`] and writes text. Nothing is computed that could
//! change a result, nothing is read from the surroundings, and the same inputs give the same bytes.

pub mod charts;
pub mod fairness;
pub mod paper;
mod profile_template;
mod sections;
pub mod sheet;
pub mod words;

/// The stylesheet of the report and its charts.
pub const STYLE: &str =
    concat!(include_str!("charts/charts.css"), "\n", include_str!("../templates/report.css"));

pub use intake::CsvStyle;
pub use profile_template::profile_template;
pub use sections::framework;
pub use sections::{
    CandidateInBrief, Document, Explained, Extent, Files, Inputs, InterviewQuestion, Kind, Markup, Minutes,
    NeedInputs, NeedKind, NeedQuestion, NeedSections, OwnInputs, OwnPage, PanelOpinion, Part,
    PartnershipPlan, PillarCell, PillarHead, PlanItem, PlanSection, Printed, ReportError, Row, RowFlag, Said,
    Setting, SettledRights, Shortlist, Stamp, candidate_in_brief, document, estimate_cell, guide, interview,
    learnt_figure, minutes_to_paper, need, opening, own_page, own_page_to_paper, parts, plan, plan_document,
    plan_section, plan_to_paper, policy, pool_chart, pool_figure, ratings_figure, rights_summary,
    settled_to_paper, sheets, shortlist, to_html, to_paper, to_xlsx, version,
};
pub use sheet::to_csv;
