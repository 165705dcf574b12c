//! Reading a TOML document key by key: every wrong or unknown key is noted with its path and line, and
//! reading goes on.

use crate::problem::{Problem, nearest};
use std::cell::RefCell;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Where the problems of one document are collected.
pub(super) struct Problems<'t> {
    text: &'t str,
    found: RefCell<Vec<Problem>>,
}

impl<'t> Problems<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, found: RefCell::default() }
    }

    pub(super) fn add(
        &self,
        path: &str,
        span: Range<usize>,
        found: impl Into<String>,
        mend: impl Into<String>,
    ) {
        let line = 1 + self.text.as_bytes().iter().take(span.start).filter(|&&byte| byte == b'\n').count();
        let place = if path.is_empty() { format!("line {line}") } else { format!("{path} (line {line})") };
        self.found.borrow_mut().push(Problem::new(place, found, mend));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.borrow().is_empty()
    }

    pub(super) fn into_found(self) -> Vec<Problem> {
        self.found.into_inner()
    }
}

/// One table of the document. Keys are taken one after the other; [`Table::finish`] notes what is left.
pub(super) struct Table<'a, 'd, 't> {
    pub(super) path: String,
    pub(super) span: Range<usize>,
    entries: Vec<(&'a str, &'a Spanned<DeValue<'d>>)>,
    known: RefCell<Vec<String>>,
    pub(super) problems: &'a Problems<'t>,
}

/// A value with its path and place.
pub(super) struct Value<'a, 'd, 't> {
    pub(super) path: String,
    pub(super) span: Range<usize>,
    value: &'a DeValue<'d>,
    problems: &'a Problems<'t>,
}

impl<'a, 'd, 't> Table<'a, 'd, 't> {
    pub(super) fn root(document: &'a Spanned<DeTable<'d>>, problems: &'a Problems<'t>) -> Self {
        Self::new(String::new(), document.span(), document.get_ref(), problems)
    }

    fn new(path: String, span: Range<usize>, table: &'a DeTable<'d>, problems: &'a Problems<'t>) -> Self {
        let entries = table.iter().map(|(key, value)| (key.get_ref().as_ref(), value)).collect();
        Self { path, span, entries, known: RefCell::default(), problems }
    }

    /// The value of a key, where the key is there.
    pub(super) fn value(&self, key: &str) -> Option<Value<'a, 'd, 't>> {
        self.known.borrow_mut().push(key.to_owned());
        let (name, value) = self.entries.iter().find(|(name, _)| *name == key)?;
        Some(self.wrap(name, value))
    }

    /// Every key with its value: for tables whose keys are ids.
    pub(super) fn values(&self) -> Vec<(&'a str, Value<'a, 'd, 't>)> {
        self.known.borrow_mut().extend(self.entries.iter().map(|(name, _)| (*name).to_owned()));
        self.entries.iter().map(|(name, value)| (*name, self.wrap(name, value))).collect()
    }

    fn wrap(&self, name: &str, value: &'a Spanned<DeValue<'d>>) -> Value<'a, 'd, 't> {
        let shown = if name.contains('.') { format!("\"{name}\"") } else { name.to_owned() };
        let path = if self.path.is_empty() { shown } else { format!("{}.{shown}", self.path) };
        Value { path, span: value.span(), value: value.get_ref(), problems: self.problems }
    }

    /// Notes a problem with this table.
    pub(super) fn problem(&self, found: impl Into<String>, mend: impl Into<String>) {
        self.problems.add(&self.path, self.span.clone(), found, mend);
    }

    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.value(key)?.text()
    }

    /// A text that must be there and not be empty.
    pub(super) fn required_text(&self, key: &str) -> String {
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

    pub(super) fn number(&self, key: &str) -> Option<f64> {
        self.value(key)?.number()
    }

    /// A number of points within bounds, as a share of 100.
    pub(super) fn share(&self, key: &str, bounds: (f64, f64)) -> Option<f64> {
        let value = self.value(key)?;
        value.number_within(bounds).map(|points| points / 100.0)
    }

    pub(super) fn table(&self, key: &str) -> Option<Table<'a, 'd, 't>> {
        self.value(key)?.table()
    }

    /// The tables of an array of tables; none where the key is missing.
    pub(super) fn tables(&self, key: &str) -> Vec<Table<'a, 'd, 't>> {
        let items = self.value(key).map(|value| value.items()).unwrap_or_default();
        items.into_iter().filter_map(|item| item.table()).collect()
    }

    /// The texts of an array; none where the key is missing.
    pub(super) fn texts(&self, key: &str) -> Vec<String> {
        let items = self.value(key).map(|value| value.items()).unwrap_or_default();
        items.into_iter().filter_map(|item| item.text()).collect()
    }

    /// Notes every key that nobody asked for.
    pub(super) fn finish(&self) {
        let known = self.known.borrow();
        for (name, value) in &self.entries {
            if !known.iter().any(|key| key == name) {
                let mend = match nearest(name, known.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean \u{201c}{near}\u{201d}?"),
                    None => format!("known keys here are {}", known.join(", ")),
                };
                self.wrap(name, value).problem("this key is unknown", mend);
            }
        }
    }
}

impl<'a, 'd, 't> Value<'a, 'd, 't> {
    pub(super) fn problem(&self, found: impl Into<String>, mend: impl Into<String>) {
        self.problems.add(&self.path, self.span.clone(), found, mend);
    }

    pub(super) fn text(&self) -> Option<String> {
        let text = self.value.as_str().map(str::to_owned);
        if text.is_none() {
            self.problem(format!("found {}", kind(self.value)), "write a text in quotes");
        }
        text
    }

    /// A text that need not be one: no problem is noted.
    pub(super) fn as_text(&self) -> Option<&'a str> {
        self.value.as_str()
    }

    pub(super) fn truth(&self) -> Option<bool> {
        let truth = self.value.as_bool();
        if truth.is_none() {
            self.problem(format!("found {}", kind(self.value)), "write true or false");
        }
        truth
    }

    /// A finite number.
    pub(super) fn number(&self) -> Option<f64> {
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

    pub(super) fn number_within(&self, (least, most): (f64, f64)) -> Option<f64> {
        let number = self.number()?;
        if (least..=most).contains(&number) {
            return Some(number);
        }
        self.problem(format!("{number} is out of range"), format!("write a number from {least} to {most}"));
        None
    }

    pub(super) fn whole_within(&self, bounds: (f64, f64)) -> Option<f64> {
        let number = self.number_within(bounds)?;
        if number.fract() != 0.0 {
            self.problem(format!("{number} is not whole"), "write a whole number");
            return None;
        }
        Some(number)
    }

    pub(super) fn table(&self) -> Option<Table<'a, 'd, 't>> {
        let table = self.value.as_table();
        if table.is_none() {
            self.problem(format!("found {}", kind(self.value)), "write a table");
        }
        Some(Table::new(self.path.clone(), self.span.clone(), table?, self.problems))
    }

    pub(super) fn items(&self) -> Vec<Value<'a, 'd, 't>> {
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
