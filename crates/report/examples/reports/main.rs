//! Writes the documents of every sample into a folder, to look at after a change: the report, and of the first candidate
//! the plan and the guide; the comparison as a workbook; and all that can be printed as documents for
//! `counterpart-typeset`, which takes one of them on its standard input.
//! `cargo run -p report --example reports -- FOLDER [SAMPLE]`.

mod samples;

use report::paper::Edition;
use report::{Document, Printed};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| "reports".to_owned());
    let only = arguments.next();
    std::fs::create_dir_all(&folder)?;
    for sample in
        samples::all().iter().filter(|sample| only.as_deref().is_none_or(|name| name == sample.name))
    {
        let (name, inputs) = (sample.name, sample.inputs());
        let first = &sample.comparison.results[0].id;
        std::fs::write(format!("{folder}/report-{name}.html"), sample.html())?;
        let documents = [("plan", Document::Plan(first)), ("guide", Document::Interview(first))];
        for (kind, document) in documents {
            std::fs::write(format!("{folder}/{kind}-{name}.html"), report::document(&inputs, document)?)?;
        }
        std::fs::write(format!("{folder}/plan-{name}.md"), report::plan(&inputs, first)?.to_markdown())?;
        let edition = Edition {
            search: String::new(),
            version: "Version 3".to_owned(),
            hash: "0123456789abcdef".repeat(4),
        };
        let printed = [
            ("report", Printed::Comparison),
            ("shortlist", Printed::Shortlist),
            ("pair", Printed::Pair(first)),
            ("rights", Printed::Rights(first)),
            ("plan", Printed::Document(Document::Plan(first))),
            ("guide", Printed::Document(Document::Interview(first))),
        ];
        for (kind, printed) in printed {
            let paper = report::to_paper(&inputs, printed, &edition)?;
            std::fs::write(format!("{folder}/{kind}-{name}.json"), serde_json::to_vec(&paper)?)?;
        }
        std::fs::write(format!("{folder}/book-{name}.xlsx"), report::to_xlsx(&inputs)?)?;
    }
    Ok(())
}
