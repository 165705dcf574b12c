//! Writes the documents of every sample into a folder, to look at after a change: the report, and of the first candidate
//! the plan and the guide; and the comparison as a workbook.
//! `cargo run -p report --example reports -- FOLDER [SAMPLE]`.

mod samples;

use report::Document;

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
        std::fs::write(format!("{folder}/book-{name}.xlsx"), report::to_xlsx(&inputs)?)?;
    }
    Ok(())
}
