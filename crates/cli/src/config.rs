//! Settings: flags before environment before file before defaults. One table says what there is.

mod settings;

pub(crate) use settings::{SETTINGS, Setting};

use crate::failure::Failure;
use fit::Problem;
use fit::problem::suggest;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use store::Place;
use toml::de::{DeTable, DeValue};

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    Default,
    File(String),
    Environment(String),
    Flag,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "file {path}"),
            Self::Environment(name) => write!(f, "environment, {name}"),
            Self::Flag => f.write_str("flag"),
        }
    }
}

/// Every setting with its value as text, and where that comes from.
#[derive(Debug, Clone)]
pub(crate) struct Config(BTreeMap<&'static str, (String, Origin)>);

/// The variables of the environment that are settings begin so.
const PREFIX: &str = "COUNTERPART_";
/// And those of the tests so.
const OF_TESTS: &str = "COUNTERPART_TEST_";
/// The variable for `--config`.
const CONFIG: &str = "COUNTERPART_CONFIG";

impl Config {
    /// Reads every setting. `flags` are those given on the command line; `environment` is the process's.
    pub(crate) fn read(
        file: Option<&Path>,
        flags: &[(&'static str, Option<String>)],
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, Failure> {
        let mut values: BTreeMap<&'static str, (String, Origin)> = SETTINGS
            .iter()
            .map(|setting| (setting.name, (setting.default.to_owned(), Origin::Default)))
            .collect();
        let mut problems = Vec::new();
        let environment: BTreeMap<String, String> =
            environment.filter(|(name, _)| name.starts_with(PREFIX) && !name.starts_with(OF_TESTS)).collect();
        let file = file.map(Path::to_owned).or_else(|| environment.get(CONFIG).map(PathBuf::from));
        if let Some(path) = file {
            let text = crate::input::read_text(&path)?;
            let name = path.display().to_string();
            for (key, value) in in_file(&name, &text, &mut problems)? {
                let origin = Origin::File(name.clone());
                set(&mut values, &key, &format!("{name}, {key}"), value, &origin, &mut problems);
            }
        }
        for (name, value) in environment.iter().filter(|(name, _)| *name != CONFIG) {
            let key = name[PREFIX.len()..].to_lowercase();
            set(&mut values, &key, name, value.clone(), &Origin::Environment(name.clone()), &mut problems);
        }
        for (name, value) in flags {
            if let Some(value) = value {
                values.insert(name, (value.clone(), Origin::Flag));
            }
        }
        let config = Self(values);
        problems.extend(SETTINGS.iter().filter_map(|setting| {
            let (value, origin) = config.0.get(setting.name)?;
            let hint = (setting.check)(value).err()?;
            let shown =
                if setting.is_secret { "this value".to_owned() } else { format!("\u{201c}{value}\u{201d}") };
            Some(Problem::new(format!("{} ({origin})", setting.name), format!("{shown} will not do"), hint))
        }));
        if problems.is_empty() { Ok(config) } else { Err(Failure::problems("the settings", problems)) }
    }

    /// Every setting with its value and where that comes from; secrets are not shown.
    pub(crate) fn shown(&self) -> impl Iterator<Item = (&'static Setting, String, String)> {
        SETTINGS.iter().filter_map(|setting| {
            let (value, origin) = self.0.get(setting.name)?;
            let shown = match setting.name {
                "database_url" => without_password(value),
                _ if setting.is_secret && !value.is_empty() => "(secret)".to_owned(),
                _ => value.clone(),
            };
            Some((setting, shown, origin.to_string()))
        })
    }

    /// The value of a setting as text; empty where it is not set.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |(value, _)| value)
    }

    /// Whether somebody has set it.
    pub(crate) fn is_given(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|(_, origin)| *origin != Origin::Default)
    }

    /// The value of a setting, which was checked when it was read.
    pub(crate) fn value<T: FromStr>(&self, name: &str) -> Result<T, Failure> {
        self.text(name)
            .parse()
            .map_err(|_| Failure::bad_input(name, "it cannot be read", "see: counterpart config show"))
    }

    /// Where the data is.
    pub(crate) fn place(&self) -> Place {
        match self.text("database_url") {
            "" => Place::Sqlite(self.data_dir().join("counterpart.db")),
            url => Place::Postgres(url.to_owned()),
        }
    }

    /// The folder of the data.
    pub(crate) fn data_dir(&self) -> PathBuf {
        PathBuf::from(self.text("data_dir"))
    }
}

/// The keys of a file with their values as text; values that are no such thing are problems.
fn in_file(name: &str, text: &str, problems: &mut Vec<Problem>) -> Result<Vec<(String, String)>, Failure> {
    let hint = "write it as TOML: a line for each setting, as in key = value";
    let table = DeTable::parse(text).map_err(|error| Failure::bad_input(name, error.message(), hint))?;
    let mut values = Vec::new();
    for (key, value) in table.get_ref() {
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) => number.to_string(),
            DeValue::Boolean(is_so) => is_so.to_string(),
            other => {
                let place = format!("{name}, {}", key.get_ref());
                let found = format!("this is {}", other.type_str());
                problems.push(Problem::new(place, found, "give a text, a whole number, true or false"));
                continue;
            }
        };
        values.push((key.get_ref().to_string(), text));
    }
    Ok(values)
}

/// Takes a value; that of a secret may stand in a file of its own, named by the key with `_file`.
fn set(
    values: &mut BTreeMap<&'static str, (String, Origin)>,
    key: &str,
    place: &str,
    value: String,
    origin: &Origin,
    problems: &mut Vec<Problem>,
) {
    if let Some(setting) = SETTINGS.iter().find(|setting| setting.name == key) {
        values.insert(setting.name, (value, origin.clone()));
        return;
    }
    let of_secret = key.strip_suffix("_file");
    let of_secret =
        of_secret.and_then(|key| SETTINGS.iter().find(|setting| setting.is_secret && setting.name == key));
    match of_secret {
        Some(setting) => match std::fs::read_to_string(&value) {
            Ok(secret) => {
                values.insert(setting.name, (secret.trim_end().to_owned(), origin.clone()));
            }
            Err(error) => {
                problems.push(Problem::new(
                    place,
                    format!("{value} cannot be read ({error})"),
                    "name a file that can",
                ));
            }
        },
        None => {
            let known = SETTINGS.iter().map(|setting| setting.name);
            problems.push(Problem::new(place, "there is no such setting", suggest(key, known)));
        }
    }
}

/// A database URL as it may be shown.
pub(crate) fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let hidden = match authority.rsplit_once('@') {
        Some((user, host)) => match user.split_once(':') {
            Some((user, _)) => format!("{user}:…@{host}"),
            None => authority.to_owned(),
        },
        None => authority.to_owned(),
    };
    // A password may also stand among the parameters.
    let shown: Vec<&str> =
        path.split('&').map(|part| part.split_once("password=").map_or(part, |(before, _)| before)).collect();
    format!("{scheme}://{hidden}{}", shown.join("&"))
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn passwords_are_not_shown() {
        for (url, shown) in [
            ("postgres://u:secret@db.example/c", "postgres://u:…@db.example/c"),
            ("postgres://u@db.example/c?sslmode=require", "postgres://u@db.example/c?sslmode=require"),
            ("postgres://db/c?password=secret&a=b", "postgres://db/c?&a=b"),
            ("postgres://u:p@ss@db/c", "postgres://u:…@db/c"),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }
}
