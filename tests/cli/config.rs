//! `config show`: what the settings are, where each comes from, and what is refused.

use crate::support::folder::Folder;
use crate::support::program::{command, counterpart, run};
use crate::support::snapshot;
use serde_json::Value;

const SHOW: [&str; 4] = ["config", "show", "--format", "json"];

/// The value of a setting and where it comes from.
fn setting<'a>(shown: &'a Value, name: &str) -> (&'a str, &'a str) {
    let found = shown.as_array().expect("a list").iter().find(|setting| setting["name"] == name);
    let found = found.unwrap_or_else(|| panic!("{name} is not shown"));
    (found["value"].as_str().expect("a value"), found["from"].as_str().expect("where from"))
}

#[test]
fn without_any_all_are_the_defaults() {
    let shown = counterpart(&SHOW).json();
    for one in shown.as_array().expect("a list") {
        assert_eq!(one["from"], "default", "{one}");
    }
    assert_eq!(setting(&shown, "listen").0, "127.0.0.1:7117");
    assert_eq!(setting(&shown, "argon2_memory_kib").0, "19456");
    let table = counterpart(&["config", "show"]).text();
    snapshot::check("cli/config-defaults", &table);
    for one in shown.as_array().expect("a list") {
        assert!(table.contains(one["name"].as_str().expect("a name")), "{table}");
    }
}

#[test]
fn the_file_is_named_by_a_flag_or_in_the_environment() {
    let folder = Folder::new();
    let path = folder.write("settings.toml", "log = 'error'\nn_workers = 3\n");
    let other = folder.write("other.toml", "log = 'debug'");
    let shown = run(command(&SHOW).env("COUNTERPART_CONFIG", &path)).json();
    assert_eq!(setting(&shown, "log"), ("error", format!("file {path}").as_str()));
    // The flag goes before; of the other file nothing is left.
    let mut asked = command(&[&SHOW[..], &["--config", &other]].concat());
    let shown = run(asked.env("COUNTERPART_CONFIG", &path)).json();
    assert_eq!((setting(&shown, "log").0, setting(&shown, "n_workers").0), ("debug", "1"));
}

#[test]
fn secrets_are_not_shown() {
    let folder = Folder::new();
    let url = "postgres://counterpart:geheim1@db.example/c?sslmode=require&password=geheim2";
    let of_url = folder.write("url", format!("{url}\n"));
    let path = folder.write("settings.toml", format!("database_url_file = '{of_url}'"));
    for format in ["json", "table"] {
        let mut asked = command(&["config", "show", "--format", format, "--config", &path]);
        let text = run(asked.env("COUNTERPART_METRICS_TOKEN", "geheim3")).text();
        assert!(!text.contains("geheim"), "{text}");
        assert!(text.contains("counterpart:…@db.example") && text.contains("(secret)"), "{text}");
        assert!(text.contains("COUNTERPART_METRICS_TOKEN"), "{text}");
    }
    // Nor are they in what is refused.
    let asked = command(&SHOW).env("COUNTERPART_DATABASE_URL", "mysql://u:geheim4@db/c").output();
    let told = String::from_utf8(asked.expect("the program starts").stderr).expect("UTF-8");
    assert!(told.contains("database_url") && told.contains("postgres://USER"), "{told}");
    assert!(!told.contains("geheim"), "{told}");
}

#[test]
fn everything_that_will_not_do_is_told_at_once() {
    let folder = Folder::new();
    let path = folder.write(
        "settings.toml",
        "lisen = '127.0.0.1:1'\nn_workers = 65\nlog = ['info']\nmetrics_token_file = 'nowhere/token'\n",
    );
    let mut asked = command(&[&SHOW[..], &["--config", &path]].concat());
    asked.env("COUNTERPART_SESION_HOURS", "1").env("COUNTERPART_LISTEN", "localhost");
    snapshot::check("cli/config-mistakes", &run(&mut asked).refusal());
}

#[test]
fn a_file_that_cannot_be_read_is_told() {
    let folder = Folder::new();
    let told = counterpart(&[&SHOW[..], &["--config", &folder.path("nothing.toml")]].concat()).refusal();
    snapshot::check("cli/config-missing", &told);
    let path = folder.write("settings.toml", "listen = ");
    let told = counterpart(&[&SHOW[..], &["--config", &path]].concat()).refusal();
    snapshot::check("cli/config-unreadable", &told);
}

#[test]
fn the_values_have_bounds() {
    for (name, bad, good) in [
        ("LISTEN", "7117", "0.0.0.0:80"),
        ("DATA_DIR", "", "somewhere"),
        ("BASE_URL", "counterpart.example", "https://counterpart.example/"),
        ("BASE_URL", "https://counterpart.example/path", "http://localhost:7117"),
        ("N_CONNECTIONS", "0", "1"),
        ("LOG", "verbose", "debug"),
        ("SHUTDOWN_SECONDS", "-1", "0"),
        ("TRUSTS_PROXY", "yes", "true"),
        ("ARGON2_MEMORY_KIB", "8191", "8192"),
        ("ARGON2_PASSES", "0", "1"),
        ("SESSION_HOURS", "721", "720"),
        ("DATABASE_URL", "sqlite://x", "postgresql://h/d"),
    ] {
        let name = format!("COUNTERPART_{name}");
        run(command(&SHOW).env(&name, bad)).refusal();
        run(command(&SHOW).env(&name, good)).text();
    }
}
