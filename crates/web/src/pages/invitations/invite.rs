//! Whom to ask, what they are to the person, and how they get the link.

use super::one::{ShownLink, shown_with};
use crate::extract::PathId;
use crate::pages::{Asked, FormData, FormErrors, Frame, Place, Signed, again, go, page};
use crate::{Problem, Web};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use service::invitations::{self, DAYS, InvitationInput, MOST_DAYS};
use service::questionnaires::minutes_in_words;
use service::{Error, Permission, evidence, instruments};
use store::PersonId;
use store::ratings::Source;
use store::searches::SearchState;

#[derive(Template)]
#[template(path = "invitations/invite.html")]
struct Invite {
    frame: Frame,
    wrong: FormErrors,
    form: FormData,
    id: PersonId,
    name: String,
    source: String,
    sources: Vec<(String, String)>,
    search: String,
    searches: Vec<(String, String)>,
    instrument: String,
    instruments: Vec<(String, String)>,
    days: String,
    days_hint: String,
    email_hint: &'static str,
}

const SOURCES: [(Source, &str); 5] = [
    (Source::Oneself, "The person themselves"),
    (Source::Superior, "Board member or superior"),
    (Source::Peer, "Peer"),
    (Source::Report, "Direct report"),
    (Source::Assessor, "Assessor (structured interview)"),
];

pub(super) async fn form_page(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<PersonId>,
    asked: Asked,
) -> Result<Response, Problem> {
    page(&invite_page(&web, &signed, &id, (FormErrors::default(), asked.fields)).await?)
}

pub(super) async fn invite(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<PersonId>,
    form: FormData,
) -> Result<Response, Problem> {
    let person = id;
    let invited = match input(&form) {
        Ok(input) => {
            invitations::create(&web.service, &signed.caller, &person, input, &web.settings.base_url).await
        }
        Err(error) => Err(error),
    };
    match invited {
        Ok(invited) => match invited.url {
            Some(url) => {
                let link = ShownLink::of(url, &invited.invitation);
                page(
                    &shown_with(&web, &signed, invited.invitation, (FormErrors::default(), Some(link)))
                        .await?,
                )
            }
            None => Ok(go(&format!("/people/{person}?done=mail_waits#questionnaires"))),
        },
        Err(error) => {
            let wrong = FormErrors::of(error)?.renamed("search_id", "search");
            again(wrong.status, &invite_page(&web, &signed, &person, (wrong, form)).await?)
        }
    }
}

fn input(form: &FormData) -> Result<InvitationInput, Error> {
    const MEND: &str = "choose one of the list";
    Ok(InvitationInput {
        source: form.read("source", MEND)?.ok_or_else(|| Error::invalid("/source", MEND))?,
        instrument: form.given("instrument").map(str::to_owned),
        search_id: form.read("search", MEND)?,
        name: form.text("name").to_owned(),
        email: form.text("email").to_owned(),
        days: form.read("days", "give a whole number")?,
    })
}

async fn invite_page(
    web: &Web,
    signed: &Signed,
    id: &PersonId,
    (wrong, form): (FormErrors, FormData),
) -> Result<Invite, Problem> {
    signed.caller.actor.require(Permission::InvitationsWrite)?;
    let evidence = evidence::get(&web.service, &signed.caller, id).await?;
    let instruments = instruments::list(&web.service, &signed.caller).await?;
    let general = (String::new(), "For no one search".to_owned());
    let open = evidence.searches.iter().filter(|search| search.state == SearchState::Open);
    let searches: Vec<(String, String)> =
        open.map(|search| (search.id.to_string(), search.title.clone())).chain([general]).collect();
    let fitting = (String::new(), "The one for whoever is asked".to_owned());
    let offered = instruments.items.into_iter().map(|one| {
        let minutes = one.minutes;
        (one.id, format!("{}, {}", one.title, minutes_in_words(minutes)))
    });
    let first = searches.first().map(|(id, _)| id.clone()).unwrap_or_default();
    Ok(Invite {
        frame: Frame::of(signed, Place::People),
        wrong,
        id: id.clone(),
        name: evidence.person.name,
        source: form.given("source").unwrap_or(Source::Oneself.name()).to_owned(),
        sources: SOURCES.iter().map(|(source, words)| (source.to_string(), (*words).to_owned())).collect(),
        search: if form.0.is_empty() { first } else { form.text("search").to_owned() },
        searches,
        instrument: form.text("instrument").to_owned(),
        instruments: std::iter::once(fitting).chain(offered).collect(),
        days: form.given("days").map_or_else(|| DAYS.to_string(), str::to_owned),
        days_hint: format!("1 to {MOST_DAYS}"),
        email_hint: if invitations::can_mail(&web.service) {
            "The link is mailed there. Leave it empty to get the link yourself, and hand it on."
        } else {
            "This server cannot send mail: you get the link, and hand it on. The address is kept beside the name."
        },
        form,
    })
}
