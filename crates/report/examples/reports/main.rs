//! Writes the report of every sample into a folder, to look at after a change:
//! `cargo run -p report --example reports -- FOLDER [SAMPLE]`.

mod samples;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| "reports".to_owned());
    let only = arguments.next();
    std::fs::create_dir_all(&folder)?;
    for sample in
        samples::all().iter().filter(|sample| only.as_deref().is_none_or(|name| name == sample.name))
    {
        let html = sample.html();
        std::fs::write(format!("{folder}/report-{}.html", sample.name), html)?;
    }
    Ok(())
}
