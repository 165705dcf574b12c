//! What is kept how long, in words: for those who have to tell the people whose data it is.

use crate::Settings;
use crate::housekeeping::{KEY_SECONDS, PREVIEW_SECONDS, SOURCE_SECONDS};
use crate::invitations::{DAYS, MOST_DAYS};
use crate::links::{SETUP_SECONDS, SIGN_IN_SECONDS};
use crate::outcomes::pulse_links;
use crate::sessions::BROWSER_SECONDS;
use crate::shares;
use crate::throttling::FORGIVEN_SECONDS;

/// What is kept, each with how long.
#[must_use]
pub fn rules(settings: &Settings) -> Vec<(&'static str, String)> {
    vec![
        ("People, estimates and ratings", "until someone erases them; where an erased person stands in a search, a row without any data stays, so that its results can still be read".to_owned()),
        ("Invitations, answers and what was handed in", "until the person whom they are about is erased; a CEO who answers about themselves can delete theirs. Of a peer or a direct report nothing but that they answered is ever shown".to_owned()),
        ("Links to questionnaires", format!("they work for {} unless chosen otherwise, {} at most; only hashes of them are kept", lasting(DAYS * 86_400), lasting(MOST_DAYS * 86_400))),
        ("Notes, files, stages and requirements of candidates", "until the person is erased or removed from the search, or someone deletes them".to_owned()),
        ("Searches, runs, weights, judgements and decisions", "until the search is removed".to_owned()),
        ("Versions of reports", "until the search is removed. Their files are thrown away when someone in them is erased; that they were made stays on record".to_owned()),
        ("Links to a pulse", format!("they work for {} unless chosen otherwise, {} at most, and are answered once; only hashes of them are kept", lasting(pulse_links::DAYS * 86_400), lasting(pulse_links::MOST_DAYS * 86_400))),
        ("Links to reports", format!("they work for {} unless chosen otherwise, {} at most, and can be revoked; only hashes of them and of their passcodes are kept", lasting(shares::DAYS * 86_400), lasting(shares::MOST_DAYS * 86_400))),
        ("Versions of frameworks and of questionnaires", "always: results rest on them".to_owned()),
        ("Norms of one’s own", "always: results rest on them. They hold the values of a hundred people or more without who these are; a row stays when its person is erased".to_owned()),
        (
            "The audit log",
            "always: it can only be added to. It holds ids and names of fields, never values".to_owned(),
        ),
        ("From which network address a request in the audit log came", format!("forgotten after {}", lasting(SOURCE_SECONDS))),
        ("Browsers that someone signed in in", format!("known for {} after the last time, by a hash", lasting(BROWSER_SECONDS))),
        ("Second factors", "until their user or an admin removes them; keys are encrypted, and of recovery codes only hashes are kept".to_owned()),
        (
            "Sessions",
            format!(
                "they end after {} without use, and after {} in any case; that they were is kept",
                lasting(settings.session_idle_seconds),
                lasting(settings.session_max_seconds)
            ),
        ),
        ("API tokens", "they end on the day chosen for them, 365 days ahead at most; that they were is kept".to_owned()),
        (
            "Links to sign in",
            format!(
                "they work once, within {} ({} for the first setup), and are forgotten when they have ended",
                lasting(SIGN_IN_SECONDS),
                lasting(SETUP_SECONDS)
            ),
        ),
        ("Files that were read but not imported", format!("forgotten after {}", lasting(PREVIEW_SECONDS))),
        ("Answers kept for repeated requests to the API", format!("forgotten after {}", lasting(KEY_SECONDS))),
        ("Counts of failed attempts to sign in", format!("forgotten after {}", lasting(FORGIVEN_SECONDS))),
        ("Long work (jobs)", "what was asked, by whom and how it ended is kept".to_owned()),
    ]
}

/// A number of seconds in the largest unit that divides it.
fn lasting(seconds: i64) -> String {
    let (n, unit) = match seconds {
        s if s % 86_400 == 0 && s > 86_400 => (s / 86_400, "day"),
        s if s % 3_600 == 0 => (s / 3_600, "hour"),
        s if s % 60 == 0 => (s / 60, "minute"),
        s => (s, "second"),
    };
    if n == 1 { format!("1 {unit}") } else { format!("{n} {unit}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_times_are_those_of_the_settings() {
        let settings = Settings { session_idle_seconds: 20 * 60, ..Settings::default() };
        let rules = rules(&settings);
        let sessions = &rules.iter().find(|(what, _)| *what == "Sessions").unwrap().1;
        assert!(sessions.contains("after 20 minutes without use, and after 12 hours"), "{sessions}");
        assert_eq!(
            [30, 60, 5_400, 86_400, 172_800].map(lasting),
            ["30 seconds", "1 minute", "90 minutes", "24 hours", "2 days"]
        );
    }
}
