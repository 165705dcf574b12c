//! The table of settings. `deploy/counterpart.toml` and docs/operations.md list the same ones, which a test holds.

use crate::address;

/// A setting.
#[derive(Debug)]
pub(crate) struct Setting {
    /// Its name in a file; in the environment it is in capitals after `COUNTERPART_`.
    pub(crate) name: &'static str,
    /// Its value unless one is given; empty for none.
    pub(crate) default: &'static str,
    /// What it does.
    pub(crate) help: &'static str,
    /// Whether its value is never shown.
    pub(crate) is_secret: bool,
    /// What a value has to be.
    pub(crate) check: fn(&str) -> Result<(), String>,
}

const fn setting(
    name: &'static str,
    default: &'static str,
    help: &'static str,
    check: fn(&str) -> Result<(), String>,
) -> Setting {
    Setting { name, default, help, is_secret: false, check }
}

/// Every setting.
pub(crate) const SETTINGS: &[Setting] = &[
    setting(
        "listen",
        "127.0.0.1:7117",
        "address or name, and port, to listen on; 0.0.0.0 or [::] for every address",
        listen,
    ),
    setting("data_dir", "./counterpart-data", "folder of the data, made where it is missing", filled),
    Setting {
        name: "database_url",
        default: "",
        help: "PostgreSQL instead of a file in data_dir: postgres://USER:PASSWORD@HOST/DATABASE",
        is_secret: true,
        check: database_url,
    },
    setting(
        "base_url",
        "",
        "the address that users type, without a path; one of this machine where empty",
        base_url,
    ),
    setting("n_connections", "8", "connections to the database", |v| number(v, 1, 1_000)),
    setting("n_workers", "1", "how much long work is done at once; 0 leaves it to other servers", |v| {
        number(v, 0, 64)
    }),
    setting("n_computing", "2", "how much is computed at once", |v| number(v, 1, 256)),
    setting("log", "info", "what is logged: error, warn, info or debug", |v| {
        one_of(v, &["error", "warn", "info", "debug"])
    }),
    Setting {
        name: "metrics_token",
        default: "",
        help: "what opens /metrics; there are none where it is empty",
        is_secret: true,
        check: |_| Ok(()),
    },
    setting(
        "fonts",
        "",
        "font files for letters that PDF lacks, such as Chinese; commas between",
        |_| Ok(()),
    ),
    Setting {
        name: "files_key",
        default: "",
        help: "key of files about candidates, 64 hexadecimal digits; data_dir/files.key where it is empty",
        is_secret: true,
        check: files_key,
    },
    setting("shutdown_seconds", "10", "how long requests have to end", |v| number(v, 0, 600)),
    setting("trusts_proxy", "false", "whether X-Forwarded-For of a proxy in front is believed", |v| {
        one_of(v, &["true", "false"])
    }),
    setting("requests_per_minute", "1200", "how many requests a token may make in a minute", |v| {
        number(v, 1, 10_000_000)
    }),
    setting("requests_at_once", "200", "how many of these it may make at once", |v| number(v, 1, 1_000_000)),
    setting("session_idle_minutes", "30", "a session ends after so long without use", |v| {
        number(v, 1, 10_080)
    }),
    setting("session_hours", "12", "a session ends after so long in any case", |v| number(v, 1, 720)),
    setting(
        "smtp_host",
        "",
        "mail server for invitations; links are copied by hand where it is empty",
        |_| Ok(()),
    ),
    setting("smtp_port", "587", "its port", |v| number(v, 1, 65_535)),
    setting("smtp_tls", "starttls", "how it is spoken to: starttls, tls or none", |v| {
        one_of(v, &["starttls", "tls", "none"])
    }),
    setting(
        "smtp_from",
        "",
        "the address that mail comes from, such as Counterpart <noreply@example.com>",
        |_| Ok(()),
    ),
    setting("smtp_user", "", "who signs in to the mail server; nobody where it is empty", |_| Ok(())),
    Setting {
        name: "smtp_password",
        default: "",
        help: "their password",
        is_secret: true,
        check: |_| Ok(()),
    },
    setting(
        "reminder_days",
        "7",
        "days after which one reminder goes to whoever was asked by mail and has not answered; 0 for none",
        |v| number(v, 0, 180),
    ),
    setting(
        "audit_mail",
        "",
        "where the head of the audit log is mailed to once a week, to be kept there; nowhere where it is empty",
        |_| Ok(()),
    ),
    setting("argon2_memory_kib", "19456", "memory for hashing a password, in KiB", |v| {
        number(v, 8_192, 4_194_304)
    }),
    setting("argon2_passes", "2", "passes of hashing a password", |v| number(v, 1, 100)),
];

fn listen(value: &str) -> Result<(), String> {
    let hint = "give an address or a name of this machine, and a port, such as 127.0.0.1:7117, localhost:7117 or [::]:7117";
    address::parts(value).map(drop).ok_or_else(|| hint.to_owned())
}

fn filled(value: &str) -> Result<(), String> {
    if value.is_empty() { Err("name a folder".to_owned()) } else { Ok(()) }
}

fn database_url(value: &str) -> Result<(), String> {
    let is_good = value.is_empty() || value.starts_with("postgres://") || value.starts_with("postgresql://");
    if is_good {
        Ok(())
    } else {
        Err("give postgres://USER:PASSWORD@HOST/DATABASE, or leave it out".to_owned())
    }
}

fn files_key(value: &str) -> Result<(), String> {
    let is_good = value.is_empty() || crate::serve::files_key::digits(value).is_some();
    if is_good { Ok(()) } else { Err("give 64 hexadecimal digits, as in: openssl rand -hex 32".to_owned()) }
}

fn base_url(value: &str) -> Result<(), String> {
    let after_scheme = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
    let rest = after_scheme.unwrap_or_default();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let hint = if value.is_empty() {
        return Ok(());
    } else if after_scheme.is_none() || !address::is_host(host) {
        "give https:// (or http://) and a host, such as https://counterpart.example.com"
    } else if !path.is_empty() {
        "give a host without a path: Counterpart does not run below a path such as /counterpart. Give it a host name of its own"
    } else {
        return Ok(());
    };
    Err(hint.to_owned())
}

fn number(value: &str, least: u64, most: u64) -> Result<(), String> {
    let is_good = value.parse::<u64>().is_ok_and(|number| (least..=most).contains(&number));
    if is_good { Ok(()) } else { Err(format!("give a whole number from {least} to {most}")) }
}

fn one_of(value: &str, words: &[&str]) -> Result<(), String> {
    if words.contains(&value) { Ok(()) } else { Err(format!("give one of: {}", words.join(", "))) }
}
