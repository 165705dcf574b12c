//! What was just done, said on the page that comes after it. The address carries a word, never the sentence.

/// The words with their sentences.
const SENTENCES: &[(&str, &str)] = &[
    ("saved", "Your changes are saved."),
    ("removed", "It is removed."),
    ("undone", "It is undone: everything is as it was before."),
    ("computed", "The search is computed. Its results are below."),
];

/// The sentence of a word; none for a word that is not ours.
pub(super) fn sentence_of(word: &str) -> Option<&'static str> {
    SENTENCES.iter().find(|(known, _)| *known == word).map(|(_, sentence)| *sentence)
}
