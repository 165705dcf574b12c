//! What SQL engines write differently.

/// A dialect of SQL.
#[derive(Debug, Clone, Copy)]
pub struct Dialect {
    /// Its name on the command line.
    pub name: &'static str,
    /// Whether every run of the tests tries it, some do, or none.
    pub tried: Tried,
    /// What names stand between.
    quote: char,
    /// The type of texts.
    text: &'static str,
    /// What makes texts sort by their bytes.
    by_bytes: &'static str,
    /// The type of numbers in double precision.
    double: &'static str,
    /// A number in double precision.
    literal: fn(f64) -> String,
    /// A column as a number in double precision; NULL where it is a text that is none.
    number: fn(&str) -> String,
    /// The rest of a division of whole numbers.
    modulo: fn(&str, u64) -> String,
    /// A table of literals; a name and a type for each column.
    rows: Rows,
    /// Whether columns may have dots in their names.
    pub(crate) has_dots: bool,
    /// What keeps an engine from writing a stage into the next one, once for every time it is named there.
    pub(crate) fence: &'static str,
    /// How many facets are added up in one stage: engines that turn a stage into one method run a large one slowly.
    pub(crate) stage: usize,
}

/// Writes a table of literals: the name and type of each column, and the rows.
type Rows = fn(&[(&str, Kind)], &[String]) -> String;

/// How a dialect is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// The engine runs it in every test run.
    Always,
    /// The engine runs it in the full test run.
    InFull,
    /// A parser of the dialect reads it; no engine has run it.
    Parsed,
}

/// The type of a column of literals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Whole,
    Double,
    Text,
}

const ALL_AT_ONCE: usize = usize::MAX;

/// What most of them share; each of the others says where it differs.
const DUCKDB: Dialect = Dialect {
    name: "duckdb",
    tried: Tried::Always,
    quote: '"',
    text: "VARCHAR",
    by_bytes: "",
    double: "DOUBLE",
    literal: exponent,
    number: |column| format!("TRY_CAST({column} AS DOUBLE)"),
    modulo: percent,
    rows: values,
    has_dots: true,
    fence: "",
    stage: ALL_AT_ONCE,
};

/// The dialects that can be written.
pub const DIALECTS: [Dialect; 8] = [
    DUCKDB,
    Dialect {
        name: "postgres",
        text: "text",
        by_bytes: " COLLATE \"C\"",
        double: "double precision",
        literal: |number| format!("{number:e}::float8"),
        // It has no cast that tries. Numbers are cast at once; texts only if they look like a number.
        number: |column| {
            format!(
                "CASE WHEN pg_typeof({column})::text !~ 'text|char' OR {column}::text ~ \
                 '^\\s*[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d\\d?)?\\s*$' THEN {column}::float8 END"
            )
        },
        fence: " OFFSET 0",
        ..DUCKDB
    },
    Dialect {
        name: "spark",
        tried: Tried::InFull,
        quote: '`',
        text: "STRING",
        literal: |number| format!("{number:e}D"),
        stage: 16,
        ..DUCKDB
    },
    Dialect { name: "datafusion", tried: Tried::InFull, ..DUCKDB },
    Dialect { name: "trino", tried: Tried::Parsed, stage: 16, ..DUCKDB },
    Dialect {
        name: "snowflake",
        tried: Tried::Parsed,
        literal: |number| format!("{number:e}::DOUBLE"),
        // Its TRY_CAST takes texts alone; a VARIANT knows what it is.
        number: |column| {
            format!(
                "COALESCE(AS_DOUBLE(TO_VARIANT({column})), TRY_TO_DOUBLE(AS_VARCHAR(TO_VARIANT({column}))))"
            )
        },
        ..DUCKDB
    },
    Dialect {
        name: "bigquery",
        tried: Tried::Parsed,
        quote: '`',
        text: "STRING",
        double: "FLOAT64",
        number: |column| format!("SAFE_CAST({column} AS FLOAT64)"),
        modulo: |number, by| format!("MOD({number}, {by})"),
        rows: structs,
        has_dots: false,
        ..DUCKDB
    },
    Dialect {
        name: "clickhouse",
        tried: Tried::Parsed,
        quote: '`',
        text: "String",
        double: "Float64",
        number: |column| format!("accurateCastOrNull({column}, 'Float64')"),
        rows: table_function,
        ..DUCKDB
    },
];

impl Dialect {
    /// The dialect of that name.
    pub fn find(name: &str) -> Option<&'static Self> {
        DIALECTS.iter().find(|dialect| dialect.name == name)
    }

    /// A name as it is written.
    pub(crate) fn name(&self, name: &str) -> String {
        let quote = self.quote;
        format!("{quote}{}{quote}", name.replace(quote, &format!("{quote}{quote}")))
    }

    /// A number in double precision, with as many digits as tell it from every other.
    pub(crate) fn literal(&self, number: f64) -> String {
        // Adding zero turns −0 into 0.
        (self.literal)(number + 0.0)
    }

    /// A column as a number in double precision.
    pub(crate) fn number(&self, column: &str) -> String {
        (self.number)(column)
    }

    /// An expression as text that sorts by its bytes.
    pub(crate) fn text(&self, expression: &str) -> String {
        format!("CAST({expression} AS {}){}", self.text, self.by_bytes)
    }

    /// The type of texts.
    pub(crate) fn text_type(&self) -> &'static str {
        self.text
    }

    /// A whole number as one in double precision, or a text such as NaN.
    pub(crate) fn double(&self, expression: &str) -> String {
        format!("CAST({expression} AS {})", self.double)
    }

    /// The rest of a division of whole numbers.
    pub(crate) fn modulo(&self, number: &str, by: u64) -> String {
        (self.modulo)(number, by)
    }

    /// A table of literals, to stand after FROM.
    pub(crate) fn rows(&self, columns: &[(&str, Kind)], rows: &[String]) -> String {
        (self.rows)(columns, rows)
    }
}

/// An exponent makes a number one in double precision.
fn exponent(number: f64) -> String {
    format!("{number:e}")
}

fn percent(number: &str, by: u64) -> String {
    format!("({number}) % {by}")
}

fn values(columns: &[(&str, Kind)], rows: &[String]) -> String {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    format!("(VALUES {}) AS literals({})", rows.join(","), names.join(", "))
}

fn structs(columns: &[(&str, Kind)], rows: &[String]) -> String {
    let of = |kind: Kind| match kind {
        Kind::Whole => "INT64",
        Kind::Double => "FLOAT64",
        Kind::Text => "STRING",
    };
    let types: Vec<String> = columns.iter().map(|(name, kind)| format!("{name} {}", of(*kind))).collect();
    format!("UNNEST(ARRAY<STRUCT<{}>>[{}]) AS literals", types.join(", "), rows.join(","))
}

fn table_function(columns: &[(&str, Kind)], rows: &[String]) -> String {
    let of = |kind: Kind| match kind {
        Kind::Whole => "Int64",
        Kind::Double => "Float64",
        Kind::Text => "String",
    };
    let types: Vec<String> = columns.iter().map(|(name, kind)| format!("{name} {}", of(*kind))).collect();
    format!("values('{}', {})", types.join(", "), rows.join(","))
}
