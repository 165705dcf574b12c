//! Settings of the service: where they come from, and that every list of them is the same.

use crate::support::folder::Folder;
use crate::support::program::{command, counterpart, file, run};
use serde_json::Value;

fn shown(arguments: &[&str]) -> Vec<Value> {
    let settings = counterpart(&[&["config", "show", "--format", "json"], arguments].concat()).json();
    settings.as_array().expect("a list").clone()
}

fn text<'a>(setting: &'a Value, field: &str) -> &'a str {
    setting[field].as_str().expect("text")
}

#[test]
fn the_documents_list_every_setting() {
    let (page, commented) = (file("docs/operations.md"), file("deploy/counterpart.toml"));
    let settings = shown(&[]);
    for setting in &settings {
        let (name, value, help) = (text(setting, "name"), text(setting, "value"), text(setting, "help"));
        let default = if value.is_empty() { String::new() } else { format!("`{value}`") };
        let row = format!("| `{name}` | {default} | {help} |");
        assert!(page.contains(&row), "docs/operations.md lacks: {row}");
        let is_bare = value.parse::<u64>().is_ok() || value.parse::<bool>().is_ok();
        let value = if is_bare { value.to_owned() } else { format!("\"{value}\"") };
        let lines = format!("# {help}\n#{name} = {value}\n");
        assert!(commented.contains(&lines), "deploy/counterpart.toml lacks: {lines}");
    }
    let n_commented = commented.lines().filter(|line| line.starts_with('#') && line.contains(" = "));
    let n_commented = n_commented.filter(|line| !line.contains("_file = ")).count();
    assert_eq!(n_commented, settings.len(), "deploy/counterpart.toml has a setting that is none");
}

#[test]
fn flags_come_before_the_environment_before_the_file_before_defaults() {
    let folder = Folder::new();
    let path = folder.write("counterpart.toml", "log = \"warn\"\nn_workers = 3\nlisten = \"127.0.0.1:1\"\n");
    let output =
        run(command(&["config", "show", "--format", "json", "--config", &path, "--data-dir", "flagged"])
            .env("COUNTERPART_LOG", "debug")
            .env("COUNTERPART_DATA_DIR", "ignored"));
    let settings = output.json();
    let of = |name: &str| {
        let found = settings.as_array().expect("a list").iter().find(|setting| setting["name"] == name);
        let found = found.expect("the setting");
        (text(found, "value").to_owned(), text(found, "from").to_owned())
    };
    assert_eq!(of("log"), ("debug".to_owned(), "environment, COUNTERPART_LOG".to_owned()));
    assert_eq!(of("data_dir"), ("flagged".to_owned(), "flag".to_owned()));
    assert_eq!(of("n_workers"), ("3".to_owned(), format!("file {path}")));
    assert_eq!(of("n_computing"), ("2".to_owned(), "default".to_owned()));
}

#[test]
fn secrets_are_not_shown_and_may_stand_in_files() {
    let folder = Folder::new();
    let secret = folder.write("url", "postgres://u:hidden@db.example/c\n");
    let output = run(command(&["config", "show"])
        .env("COUNTERPART_DATABASE_URL_FILE", &secret)
        .env("COUNTERPART_METRICS_TOKEN", "hidden"));
    let shown = output.text();
    assert!(!shown.contains("hidden"), "{shown}");
    assert!(shown.contains("postgres://u:…@db.example/c") && shown.contains("(secret)"), "{shown}");
}

#[test]
fn every_mistake_is_told_at_once() {
    let folder = Folder::new();
    let path = folder.write("counterpart.toml", "listn = \"127.0.0.1:1\"\nn_workers = 65\n");
    let output = run(command(&["config", "show", "--config", &path]).env("COUNTERPART_LOG", "loud"));
    crate::support::snapshot::check("cli/settings-mistakes", &output.refusal());
}
