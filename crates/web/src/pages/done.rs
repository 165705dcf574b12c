//! What was just done, said on the page that comes after it. The address carries a word, never the sentence.

/// The words with their sentences.
const SENTENCES: &[(&str, &str)] = &[
    ("saved", "Your changes are saved."),
    ("removed", "It is removed."),
    ("erased", "The person’s data is erased."),
    ("undone", "It is undone: everything is as it was before."),
    ("weighed", "Your weights are kept."),
    ("agreed", "These are the agreed weights now. Compute the search to see what they change."),
    ("judged", "Your judgement is kept."),
    ("member", "They are on the panel now."),
    ("grid_kept", "The grid is kept. Whoever signed it before signs it anew."),
    ("grid_proposed", "The grid stands as it is proposed again."),
    ("signed", "The signature is on record."),
    ("unsigned", "The signature is taken back."),
    ("plan_kept", "The plan is kept as you changed it."),
    ("plan_afresh", "The plan is written afresh, from the newest result."),
    ("rated", "The ratings are on file. Compute the search to see what they change."),
    ("decided", "The decision is on record."),
    ("withdrawn", "The decision is withdrawn, and stays on record. The search is open again."),
    ("kind", "The kind of COO is kept. The shortlist follows it once the search is computed again."),
    ("begun", "The search is begun."),
    ("search_removed", "The search is removed."),
    ("closed", "The search is closed. Nothing in it can be changed until it is opened again."),
    ("reopened", "The search is open again."),
    ("added", "They are candidates now. Compute the search to see where they stand."),
    ("invited", "They are a member now."),
    ("kept", "They are on file now, with the values that were given."),
    ("mail_waits", "The mail goes out in a moment."),
    ("mailed", "The mail has gone out."),
    ("taken_back", "The invitation is taken back: its links do not work any more."),
    ("counted", "What was handed in is counted. Searches that were computed before are computed anew."),
    ("too_few", "Nothing was counted: it takes three of a kind who have answered about the same quality."),
    ("loaded", "The worked example is loaded. Everyone in it is invented."),
    ("unloaded", "The worked example is removed."),
    ("computed", "The search is computed. Its results are below."),
    ("shut_out", "They are shut out. Their sessions and API tokens do not work any more."),
    ("let_in", "They are let in again."),
    ("framework_added", "The framework is on file. Searches can be begun with it, or given it."),
    ("instrument_added", "The questionnaire is on file. People can be invited to answer it."),
    ("password", "Your password is changed, and your other sessions have ended."),
    ("session_ended", "The session has ended."),
    ("revoked", "The token is revoked: it does not work any more."),
];

/// The sentence of a word; none for a word that is not ours.
pub(super) fn sentence_of(word: &str) -> Option<&'static str> {
    SENTENCES.iter().find(|(known, _)| *known == word).map(|(_, sentence)| *sentence)
}
