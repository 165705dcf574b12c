use std::collections::BTreeMap;

/// What columns of a table are meant to hold, by their names in its header: the name that they should have had, or
/// nothing for a column that is to be left out. Columns that are not mentioned are what their names say.
///
/// # Example
/// ```
/// use fit::Points;
/// use intake::{Columns, Mode, read_pool_as};
/// let framework = fit::Framework::parse(fit::framework::DEFAULT).unwrap();
/// let meant = [("Ref", Some("id")), ("Ops", Some("skill.operations")), ("Shoe size", None)];
/// let columns = Columns(meant.map(|(name, meant)| (name.to_owned(), meant.map(str::to_owned))).into());
/// let file = b"Ref,Ops,Shoe size\nc-1,82,43\n";
/// let se = Points::new(15.0).unwrap();
/// let pool = read_pool_as(&framework, "pool.csv", file, &columns, se, Mode::Strict).unwrap();
/// let operations = pool.profiles[0].estimates["skill.operations"];
/// assert_eq!((operations.mean.get(), operations.se), (82.0, se));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns(pub BTreeMap<String, Option<String>>);

/// A column of a table whose name is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownColumn {
    /// Its name, as the header has it.
    pub name: String,
    /// The letters by which spreadsheets call it.
    pub letters: String,
    /// Its first few values.
    pub samples: Vec<String>,
}
