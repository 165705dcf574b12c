//! Prints the description of the API: `cargo run -p web --example openapi > docs/openapi.json`.

#![allow(clippy::print_stdout, reason = "printing is all it does")]

fn main() -> Result<(), serde_json::Error> {
    println!("{}", serde_json::to_string_pretty(&web::api::description())?);
    Ok(())
}
