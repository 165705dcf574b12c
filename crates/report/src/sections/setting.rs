//! What the people who decide have written down about a search.

/// A search as those see it who judge in it. All of it may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Setting {
    /// What this COO must deliver, in the words of whoever commissioned the search.
    pub mandate: String,
    /// The company and its situation.
    pub situation: String,
    /// Ids of the finalists. Where there are none, the first three who are ranked are.
    pub finalists: Vec<String>,
    /// What each member of the panel thought before seeing a score.
    pub panel: Vec<PanelOpinion>,
}

/// What a member of the panel thinks of the candidates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelOpinion {
    /// Whose opinion it is.
    pub member: String,
    /// Of whom: a candidate's id, the opinion before the reveal, and the one after it where it was changed.
    pub of: Vec<(String, String, Option<String>)>,
}
