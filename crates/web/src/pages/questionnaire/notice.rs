//! What has to be said before anyone answers. Whoever changes what it says raises `service::questionnaires::NOTICE`.

use super::About;
use crate::pages::{Frame, counted, day};
use askama::Template;
use service::questionnaires::{NOTICE, Questionnaire, minutes_in_words};
use store::ratings::Source;

#[derive(Template)]
#[template(path = "questionnaire/notice.html")]
pub(super) struct Notice {
    frame: Frame,
    about: About,
    version: &'static str,
    lead: String,
    parts: Vec<String>,
    takes: String,
    who_sees: Vec<String>,
    kept: String,
    otherwise: String,
    until: String,
}

impl Notice {
    pub(super) fn of(found: &Questionnaire, secret: &str) -> Self {
        let (by, organisation) = (&found.invited_by, &found.organisation);
        let is_own = found.invitation.source == Source::Oneself;
        let whom = if is_own { "yourself".to_owned() } else { found.person.clone() };
        Self {
            frame: Frame::outside(),
            about: About::of(found, secret),
            version: NOTICE,
            lead: match found.has_own_page() {
                true => format!(
                    "{by} of {organisation} invites you to find out what you could hand over, and whom you need beside you."
                ),
                false => format!("{by} of {organisation} asks you to answer some questions about {whom}."),
            },
            parts: found.instrument.sections.iter().map(|section| section.title.clone()).collect(),
            takes: takes(found),
            who_sees: who_sees(found),
            kept: format!(
                "Your answers are kept with what {organisation} knows of {}, until that is erased. When each answer came is \
                 kept as well: where answers came faster than questions can be read, that is noted for a person to weigh, \
                 and changes no number.",
                if is_own { "you" } else { &found.person }
            ),
            otherwise: format!(
                "If you would rather answer in a conversation or on paper, or need more time, tell {by}. If you would rather \
                 not answer, you need not do anything."
            ),
            until: day(&found.invitation.expires_at),
        }
    }
}

fn takes(found: &Questionnaire) -> String {
    let (n, n_first) = (found.instrument.n_questions(), found.instrument.first.len());
    let (minutes, cannot_judge) =
        (minutes_in_words(found.instrument.minutes()), &found.instrument.cannot_judge);
    if found.has_own_page() {
        return format!(
            "{}, which take about four minutes: then you see a page of your own. {} more sharpen it, part by part, if you like \
             (all of them take {minutes}). You can stop at any time and go on with the same link, on another device too. \
             Whether you answer is up to you; \u{201c}{cannot_judge}\u{201d} is an answer to every question.",
            counted(n_first, "question"),
            n - n_first,
        );
    }
    format!(
        "{}, which take {minutes}. You can stop at any time and go on with the same link. Whether you answer is up to you; \
         \u{201c}{cannot_judge}\u{201d} is an answer to every question.",
        counted(n, "question"),
    )
}

fn who_sees(found: &Questionnaire) -> Vec<String> {
    let organisation = &found.organisation;
    let mut said = match found.invitation.source {
        Source::Oneself if found.has_own_page() => vec![
            format!("Your page is for you. {organisation} is shown nothing of your answers until you pass them on."),
            "If you do, those who look after this there see what your answers say about each quality, as a number with its \
             range, beside what others say, and those who decide see scores that rest on these numbers. They do not see the \
             single answers, and no score decides anything by itself."
                .to_owned(),
            "You can ask to see what is known of you, and to have it corrected or erased. You can delete your answers yourself."
                .to_owned(),
        ],
        Source::Oneself => vec![
            format!(
                "Those who look after this at {organisation} see what your answers say about each quality, as a number with \
                 its uncertainty, beside what others say. They do not see the single answers."
            ),
            "Those who decide see scores that rest on these numbers. No score decides anything by itself.".to_owned(),
            "You can ask to see what is known of you, and to have it corrected or erased.".to_owned(),
        ],
        Source::Peer | Source::Report => vec![
            "Nobody is shown who said what. Your answers are counted only together with those of at least two others of the \
             same kind, all at once; until there are enough, nobody sees them."
                .to_owned(),
            format!("{organisation} sees whether you have answered, but not what."),
            "The person themselves may be told what such groups say together.".to_owned(),
        ],
        Source::Assessor => vec![
            format!("Those who look after this at {organisation} see your ratings and your notes, under your name."),
            "Those who decide see scores that rest on them.".to_owned(),
            "The person you assess can ask to see what is known of them, your notes among it.".to_owned(),
        ],
        Source::Superior | Source::Test => vec![
            format!(
                "Those who look after this at {organisation} see what your answers say about each quality, under your name."
            ),
            "Those who decide see scores that rest on them.".to_owned(),
            "The person you write about can ask to see what is known of them.".to_owned(),
        ],
    };
    if found.is_shielded() {
        said.push(
            "What you answer opens in this browser only. Nobody else who has the link can read or change it."
                .to_owned(),
        );
    }
    if found.is_shown {
        let by = &found.invited_by;
        said.push(format!(
            "This link was handed on by {by}, who could have answered in your place before you opened it, and who knows whom else \
             they asked. Nobody can promise that they cannot work out what you said. If that troubles you, ask to be invited by \
             e-mail."
        ));
    }
    said
}
