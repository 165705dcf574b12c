//! Inviting someone to the panel of a search, by name and e-mail. Whoever has no account gets one that judges and sees the
//! searches they are invited to, with a link by which they choose a password. It goes by mail where the server can send it,
//! and is shown to whoever invites where it cannot.

use crate::checks::{Checks, account};
use crate::line::Name;
use crate::searches::{held, require_open};
use crate::{Actor, Caller, Email, Error, Permission, Result, Service, Via, Writing, is_allowed, links};
use store::users::{self, Role, User};
use store::{SearchId, Timestamp, UserId, members, organisations};

/// Who is to be invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelInvitation {
    /// Their name.
    pub name: String,
    /// The address that they will sign in with.
    pub email: String,
}

/// Someone who was invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// Their name.
    pub name: String,
    /// The link to hand on, and when it stops working; none where it was mailed, or they can sign in already.
    pub link: Option<(String, Timestamp)>,
    /// Whether they were told by mail.
    pub is_mailed: bool,
}

/// Invites someone to the panel of a search. Who has an account becomes a member; their account stays as it is.
///
/// # Errors
/// If the search is not open, the account is one that judges nothing or is shut out, or a token asks: a link to sign in is
/// made on the page alone.
#[crate::boxed]
pub async fn invite(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    input: &PanelInvitation,
    base_url: &str,
) -> Result<Invited> {
    let email = account(&input.email);
    let mut checks = Checks::default();
    let name = Name::checked(&mut checks, "/name", &input.name);
    checks.email("/email", &email);
    checks.done()?;
    let mut write = service.write_anew(caller, Permission::SearchesWrite, "panel.invite").await?;
    let now = write.now();
    let (connection, actor) = write.with_actor();
    require_session(actor)?;
    let org = actor.org.clone();
    let search = held(connection, actor, search).await?;
    require_open(&search)?;
    let user = match users::find_by_email(connection, &email).await? {
        Some(user) if user.org_id != org => return Err(crate::users::taken(store::Error::Taken)),
        Some(user) if user.disabled_at.is_some() || !is_allowed(user.role, Permission::JudgementsWrite) => {
            let words = "this account may not judge: an administrator can change what it is";
            return Err(Error::invalid("/email", words));
        }
        Some(user) => user,
        None => {
            let user = User {
                id: service.surroundings().id(),
                org_id: org.clone(),
                email,
                name,
                role: Role::PanelMember,
                revision: 1,
                created_at: now.clone(),
                updated_at: now.clone(),
                disabled_at: None,
                password_hash: None,
            };
            users::insert(connection, &user).await.map_err(crate::users::taken)?;
            user
        }
    };
    members::insert(connection, &org, &search.id, &user.id, &now).await?;
    sent(service, write, (user, &search.title), base_url).await
}

/// Makes a new link for a member of the panel who has never signed in. The one before stops working.
///
/// # Errors
/// As of [`invite`]; and for whoever has a password, as whoever has the link signs in as them.
#[crate::boxed]
pub async fn renew(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    user: &UserId,
    base_url: &str,
) -> Result<Invited> {
    let mut write = service.write_anew(caller, Permission::SearchesWrite, "panel.invite").await?;
    let (connection, actor) = write.with_actor();
    require_session(actor)?;
    let search = held(connection, actor, search).await?;
    require_open(&search)?;
    let is_member = members::is_member(connection, &actor.org, &search.id, user).await?;
    let user = crate::users::find(connection, &actor.org, user).await?;
    if !is_member {
        return Err(Error::NotFound("member"));
    }
    if !needs_link(&user) {
        let detail = "they have signed in before: an administrator can make a link for them";
        return Err(Error::invalid("", detail));
    }
    sent(service, write, (user, &search.title), base_url).await
}

/// Whether a recruiter may make a link for someone: only for a panel member who has never come in.
fn needs_link(user: &User) -> bool {
    user.role == Role::PanelMember && user.password_hash.is_none() && user.disabled_at.is_none()
}

fn require_session(actor: &Actor) -> Result<()> {
    match actor.via {
        Via::Session(_) => Ok(()),
        _ => Err(Error::denied("no token may do this: sign in and do it on the page".to_owned())),
    }
}

/// Ends the change, and tells whom it is about.
async fn sent(
    service: &Service,
    mut write: Writing,
    (user, search): (User, &str),
    base_url: &str,
) -> Result<Invited> {
    let base_url = base_url.trim_end_matches('/');
    let (connection, actor) = write.with_actor();
    let by = crate::users::find(connection, &actor.org, &actor.user).await?.name;
    let organisation = organisations::name(connection, &user.org_id).await?.unwrap_or_default();
    let link = match needs_link(&user) {
        true => Some(links::panel_link(service, connection, &user).await?),
        false => None,
    };
    let fields: &[&str] = if link.is_some() { &["members", "link"] } else { &["members"] };
    write.finish(user.id.as_str(), fields, ()).await?;
    let link = link.map(|(secret, until)| (format!("{base_url}/sign-in/{}", secret.reveal()), until));
    let how = match &link {
        Some((url, until)) => format!(
            "Open this link and choose a password. It works once, until {}:\n\n{url}\n",
            &until.as_str()[..10]
        ),
        None => format!("Sign in as usual:\n\n{base_url}/\n"),
    };
    let text = format!(
        "{by} of {organisation} asks you to join the panel of the search “{search}”. You read about the candidates, say what \
         you think of each, and then see how all of you judge.\n\n{how}\nIf you did not expect this, you can leave it.\n"
    );
    let email = Email { to: user.email, subject: "You are asked to join a panel".to_owned(), text };
    let is_mailed = match service.surroundings().mailer() {
        Some(mailer) => match mailer.take(&email).await {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!(user = %user.id, error = %error.words, "an invitation to a panel could not be mailed");
                false
            }
        },
        None => false,
    };
    Ok(Invited { name: user.name, link: link.filter(|_| !is_mailed), is_mailed })
}
