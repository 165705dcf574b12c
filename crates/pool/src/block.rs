//! A block of people on its way from a file to the kernel.

/// What a block holds for a value that nobody measured. Everything else outside 0–100 is a value that cannot be used.
pub(crate) const UNMEASURED: f64 = f64::NAN;

/// What a block holds for a value that is no number.
pub(crate) const UNUSABLE: f64 = f64::INFINITY;

/// Whether a value can be used: a number of points.
#[inline(always)]
pub(crate) fn is_usable(value: f64) -> bool {
    (0.0..=100.0).contains(&value)
}

/// Rows of people: who they are, and their values as the file has them.
#[derive(Debug, Default)]
pub(crate) struct Block {
    /// Ids, one a row.
    pub(crate) ids: Texts,
    /// Names, one a row.
    pub(crate) names: Texts,
    /// A column for each dimension that the sieve reads, in points.
    pub(crate) values: Vec<Vec<f64>>,
    /// Rows that could not be read, and are not among the others.
    pub(crate) n_unreadable: u64,
}

impl Block {
    /// An empty block of so many columns.
    pub(crate) fn new(n_columns: usize) -> Self {
        Self { values: vec![Vec::new(); n_columns], ..Self::default() }
    }

    /// Forgets all rows and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.ids.clear();
        self.names.clear();
        self.values.iter_mut().for_each(Vec::clear);
        self.n_unreadable = 0;
    }

    /// How many rows it holds.
    pub(crate) fn n_rows(&self) -> usize {
        self.ids.len()
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, id: &str, name: &str, values: &[f64]) {
        self.ids.push(id);
        self.names.push(name);
        for (column, value) in self.values.iter_mut().zip(values) {
            column.push(*value);
        }
    }
}

/// A column of texts, one after the other in the same memory.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    bytes: String,
    ends: Vec<usize>,
}

impl Texts {
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len());
    }

    pub(crate) fn get(&self, row: usize) -> &str {
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.bytes[start..self.ends[row]]
    }
}
