//! Reading a TOML document key by key: every wrong or unknown key is noted with its path and line, and
//! reading goes on.

use crate::problem::{Problem, nearest, suggest};
use sha2::{Digest, Sha256};
use std::cell::{Cell, RefCell};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Larger files are refused before they are parsed.
const MAX_BYTES: usize = 5 * 1024 * 1024;

/// At most this many problems are told; the rest are counted. Each takes a look through the file for its line, and the
/// nearest name costs more still.
const MAX_PROBLEMS: usize = 500;

/// What `read` makes of a document, as far as it could be read, and what is wrong with single values; nothing where
/// the text is no TOML. `what` is the kind of file, such as "a framework".
pub(crate) fn read<T>(
    text: &str,
    what: &str,
    read: impl FnOnce(&Table<'_, '_, '_>) -> T,
) -> (Option<T>, Vec<Problem>) {
    if text.len() > MAX_BYTES {
        let found = format!("the file has {} bytes", text.len());
        return (None, vec![Problem::new("file", found, format!("{what} file has at most 5 MiB"))]);
    }
    let problems = Problems::new(text);
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        problems.add("", error.span().unwrap_or(0..0), error.message(), "correct the TOML there");
    }
    if !problems.is_empty() {
        return (None, problems.into_found());
    }
    let root = Table::root(&document, &problems);
    let found = read(&root);
    root.finish();
    (Some(found), problems.into_found())
}

/// The SHA-256 of a file's bytes, in hexadecimal.
pub(crate) fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Where the problems of one document are collected.
pub(crate) struct Problems<'t> {
    text: &'t str,
    found: RefCell<Vec<Problem>>,
    n_more: Cell<usize>,
}

impl<'t> Problems<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, found: RefCell::default(), n_more: Cell::default() }
    }

    /// Whether more problems would only be counted, so that their words need not be found.
    fn is_full(&self) -> bool {
        self.found.borrow().len() == MAX_PROBLEMS
    }

    pub(crate) fn add(
        &self,
        path: &str,
        span: Range<usize>,
        found: impl Into<String>,
        hint: impl Into<String>,
    ) {
        if self.is_full() {
            return self.n_more.set(self.n_more.get() + 1);
        }
        let line = 1 + self.text.as_bytes().iter().take(span.start).filter(|&&byte| byte == b'\n').count();
        let place = if path.is_empty() { format!("line {line}") } else { format!("{path} (line {line})") };
        self.found.borrow_mut().push(Problem::new(place, found, hint));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.borrow().is_empty()
    }

    pub(crate) fn into_found(self) -> Vec<Problem> {
        let mut found = self.found.into_inner();
        if self.n_more.get() > 0 {
            let more = format!("there are {} more problems", self.n_more.get());
            found.push(Problem::new("file", more, "correct those above first"));
        }
        found
    }
}

/// One table of the document. Keys are taken one after the other; [`Table::finish`] notes what is left.
pub(crate) struct Table<'a, 'd, 't> {
    pub(crate) path: String,
    pub(crate) span: Range<usize>,
    entries: Vec<(&'a str, &'a Spanned<DeValue<'d>>)>,
    known: RefCell<Vec<String>>,
    pub(crate) problems: &'a Problems<'t>,
}

/// A value with its path and place.
pub(crate) struct Value<'a, 'd, 't> {
    pub(crate) path: String,
    pub(crate) span: Range<usize>,
    value: &'a DeValue<'d>,
    problems: &'a Problems<'t>,
}

impl<'a, 'd, 't> Table<'a, 'd, 't> {
    pub(crate) fn root(document: &'a Spanned<DeTable<'d>>, problems: &'a Problems<'t>) -> Self {
        Self::new(String::new(), document.span(), document.get_ref(), problems)
    }

    fn new(path: String, span: Range<usize>, table: &'a DeTable<'d>, problems: &'a Problems<'t>) -> Self {
        let entries = table.iter().map(|(key, value)| (key.get_ref().as_ref(), value)).collect();
        Self { path, span, entries, known: RefCell::default(), problems }
    }

    /// The value of a key, where the key is there.
    pub(crate) fn value(&self, key: &str) -> Option<Value<'a, 'd, 't>> {
        self.known.borrow_mut().push(key.to_owned());
        let (name, value) = self.entries.iter().find(|(name, _)| *name == key)?;
        Some(self.wrap(name, value))
    }

    /// Every key with its value: for tables whose keys are ids.
    pub(crate) fn values(&self) -> Vec<(&'a str, Value<'a, 'd, 't>)> {
        self.known.borrow_mut().extend(self.entries.iter().map(|(name, _)| (*name).to_owned()));
        self.entries.iter().map(|(name, value)| (*name, self.wrap(name, value))).collect()
    }

    fn wrap(&self, name: &str, value: &'a Spanned<DeValue<'d>>) -> Value<'a, 'd, 't> {
        let shown = if name.contains('.') { format!("\"{name}\"") } else { name.to_owned() };
        let path = if self.path.is_empty() { shown } else { format!("{}.{shown}", self.path) };
        Value { path, span: value.span(), value: value.get_ref(), problems: self.problems }
    }

    /// Notes a problem with this table.
    pub(crate) fn problem(&self, found: impl Into<String>, hint: impl Into<String>) {
        self.problems.add(&self.path, self.span.clone(), found, hint);
    }

    pub(crate) fn text(&self, key: &str) -> Option<String> {
        self.value(key)?.text()
    }

    /// A text that must be there and not be empty.
    pub(crate) fn required_text(&self, key: &str) -> String {
        let value = self.value(key);
        let is_missing = value.is_none();
        let text = value.and_then(|value| {
            let text = value.text()?;
            if text.trim().is_empty() {
                value.problem("the text is empty", "write something");
            }
            Some(text)
        });
        if is_missing {
            self.problem(format!("\u{201c}{key}\u{201d} is missing"), format!("add {key} = \"…\""));
        }
        text.unwrap_or_default()
    }

    pub(crate) fn number(&self, key: &str) -> Option<f64> {
        self.value(key)?.number()
    }

    /// A number of points within bounds, as a share of 100.
    pub(crate) fn share(&self, key: &str, bounds: (f64, f64)) -> Option<f64> {
        let value = self.value(key)?;
        value.number_within(bounds).map(|points| points / 100.0)
    }

    pub(crate) fn table(&self, key: &str) -> Option<Table<'a, 'd, 't>> {
        self.value(key)?.table()
    }

    /// The tables of an array of tables; none where the key is missing.
    pub(crate) fn tables(&self, key: &str) -> Vec<Table<'a, 'd, 't>> {
        let items = self.value(key).map(|value| value.items()).unwrap_or_default();
        items.into_iter().filter_map(|item| item.table()).collect()
    }

    /// The texts of an array; none where the key is missing.
    pub(crate) fn texts(&self, key: &str) -> Vec<String> {
        let items = self.value(key).map(|value| value.items()).unwrap_or_default();
        items.into_iter().filter_map(|item| item.text()).collect()
    }

    /// Notes every key that nobody asked for.
    pub(crate) fn finish(&self) {
        let known = self.known.borrow();
        for (name, value) in &self.entries {
            if !known.iter().any(|key| key == name) {
                let names = || known.iter().map(String::as_str);
                let hint = match nearest(name, names().filter(|_| !self.problems.is_full())) {
                    Some(near) => format!("did you mean \u{201c}{near}\u{201d}?"),
                    None => format!("known keys here are {}", known.join(", ")),
                };
                self.wrap(name, value).problem("this key is unknown", hint);
            }
        }
    }
}

impl<'a, 'd, 't> Value<'a, 'd, 't> {
    pub(crate) fn problem(&self, found: impl Into<String>, hint: impl Into<String>) {
        self.problems.add(&self.path, self.span.clone(), found, hint);
    }

    pub(crate) fn text(&self) -> Option<String> {
        let text = self.value.as_str().map(str::to_owned);
        if text.is_none() {
            self.problem(format!("found {}", kind(self.value)), "write a text in quotes");
        }
        text
    }

    /// A text that need not be one: no problem is noted.
    pub(crate) fn as_text(&self) -> Option<&'a str> {
        self.value.as_str()
    }

    /// The index of what this value names by `id`, in a list of ids.
    pub(crate) fn index_of<'i>(
        &self,
        what: &str,
        id: &str,
        ids: impl Iterator<Item = &'i str> + Clone,
    ) -> Option<usize> {
        let found = ids.clone().position(|known| known == id);
        if found.is_none() {
            let hint = if self.problems.is_full() { String::new() } else { suggest(id, ids) };
            self.problem(format!("there is no {what} \u{201c}{id}\u{201d}"), hint);
        }
        found
    }

    pub(crate) fn truth(&self) -> Option<bool> {
        let truth = self.value.as_bool();
        if truth.is_none() {
            self.problem(format!("found {}", kind(self.value)), "write true or false");
        }
        truth
    }

    /// A finite number.
    pub(crate) fn number(&self) -> Option<f64> {
        let number = match self.value {
            DeValue::Integer(whole) => {
                i64::from_str_radix(whole.as_str(), whole.radix()).ok().map(|n| n as f64)
            }
            DeValue::Float(float) => float.as_str().parse::<f64>().ok().filter(|n| n.is_finite()),
            _ => None,
        };
        if number.is_none() {
            self.problem(format!("found {}", kind(self.value)), "write a finite number");
        }
        number
    }

    pub(crate) fn number_within(&self, (least, most): (f64, f64)) -> Option<f64> {
        let number = self.number()?;
        if (least..=most).contains(&number) {
            return Some(number);
        }
        self.problem(format!("{number} is out of range"), format!("write a number from {least} to {most}"));
        None
    }

    pub(crate) fn whole_within(&self, bounds: (f64, f64)) -> Option<f64> {
        let number = self.number_within(bounds)?;
        if number.fract() != 0.0 {
            self.problem(format!("{number} is not whole"), "write a whole number");
            return None;
        }
        Some(number)
    }

    pub(crate) fn table(&self) -> Option<Table<'a, 'd, 't>> {
        let table = self.value.as_table();
        if table.is_none() {
            self.problem(format!("found {}", kind(self.value)), "write a table");
        }
        Some(Table::new(self.path.clone(), self.span.clone(), table?, self.problems))
    }

    pub(crate) fn items(&self) -> Vec<Value<'a, 'd, 't>> {
        let Some(array) = self.value.as_array() else {
            self.problem(format!("found {}", kind(self.value)), "write a list");
            return Vec::new();
        };
        let item = |(index, item): (usize, &'a Spanned<DeValue<'d>>)| Value {
            path: format!("{}[{index}]", self.path),
            span: item.span(),
            value: item.get_ref(),
            problems: self.problems,
        };
        array.iter().enumerate().map(item).collect()
    }
}

fn kind(value: &DeValue<'_>) -> String {
    match value {
        DeValue::Integer(whole) => format!("the number {}", whole.as_str()),
        DeValue::Float(float) => format!("the number {}", float.as_str()),
        DeValue::String(text) => format!("the text \"{}\"", text.chars().take(40).collect::<String>()),
        DeValue::Boolean(truth) => format!("{truth}"),
        DeValue::Datetime(_) => "a date".to_owned(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}
