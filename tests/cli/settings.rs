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

#[test]
fn addresses_are_refused_with_what_would_do() {
    for (name, value, expected) in [
        ("COUNTERPART_BASE_URL", "https://a.example/counterpart", "does not run below a path"),
        ("COUNTERPART_BASE_URL", "counterpart.example.com", "https://counterpart.example.com"),
        ("COUNTERPART_BASE_URL", "https://", "https://counterpart.example.com"),
        ("COUNTERPART_LISTEN", "7117", "localhost:7117"),
        ("COUNTERPART_LISTEN", "::1:7117", "[::]:7117"),
    ] {
        let message = run(command(&["config", "show"]).env(name, value)).refusal();
        assert!(message.contains(expected), "{message}");
    }
    for (name, value) in [
        ("COUNTERPART_BASE_URL", "https://A.example:443/"),
        ("COUNTERPART_BASE_URL", "http://[fd00::1]:7117"),
        ("COUNTERPART_LISTEN", "localhost:7117"),
        ("COUNTERPART_LISTEN", "[::]:7117"),
    ] {
        run(command(&["config", "show"]).env(name, value)).text();
    }
}

#[test]
fn links_name_an_address_that_can_be_opened() {
    let folder = Folder::new();
    let data = folder.path("data");
    let user =
        ["user", "add", "--email", "a@acme.example", "--name", "Ro", "--role", "admin", "--org", "Acme"];
    run(&mut command(&[&user[..], &["--data-dir", &data]].concat())).text();
    let link = |name: &str, value: &str| {
        let mut asked = command(&["user", "sign-in-link", "--email", "a@acme.example", "--data-dir", &data]);
        run(asked.env(name, value)).text()
    };
    for listen in ["0.0.0.0:7117", "[::]:7117"] {
        let link = link("COUNTERPART_LISTEN", listen);
        assert!(link.starts_with("http://") && link.contains(":7117/sign-in/"), "{link}");
        assert!(!link.contains("0.0.0.0") && !link.contains("[::]"), "{link}");
    }
    assert!(link("COUNTERPART_LISTEN", "searchbox:80").starts_with("http://searchbox:80/sign-in/"));
    let named = link("COUNTERPART_BASE_URL", "https://Counterpart.Example.com:443/");
    assert!(named.starts_with("https://counterpart.example.com/sign-in/"), "{named}");
}

#[test]
fn a_port_that_is_in_use_is_named() {
    let folder = Folder::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let message = counterpart(&["serve", "--listen", &address, "--data-dir", &folder.path("data")]).failure();
    assert!(message.contains("is in use, perhaps by another Counterpart"), "{message}");
}
