//! `user` and `token`: who may use the service.

use super::print;
use crate::address;
use crate::arguments::service::{TokenAction, UserAction};
use crate::config::Config;
use crate::failure::Failure;
use crate::input;
use crate::serve::{in_runtime, open, refused};
use crate::terminal::{Column, remark, table};
use service::{Permission, Service, operator};
use std::path::Path;
use store::{OrgId, TokenId};

const DAY_SECONDS: i64 = 24 * 60 * 60;

pub(super) fn user(config: &Config, action: &UserAction) -> Result<(), Failure> {
    in_runtime(async {
        // The first user may come before the first start of the server.
        let is_first = matches!(action, UserAction::Add { .. });
        let service = open(config, is_first).await?.service;
        match action {
            UserAction::Add { email, name, role, org, password_file, .. } => {
                let password = password_file.as_deref().map(first_line).transpose()?;
                operator::check_user(&service, org.as_deref(), email, name, password.as_deref())
                    .await
                    .map_err(refused)?;
                let org = organisation(&service, org.as_deref()).await?;
                let user = operator::add_user(&service, &org, email, name, *role).await.map_err(refused)?;
                match password {
                    Some(password) => {
                        operator::set_password(&service, &user, &password).await.map_err(refused)?;
                        remark(&format!("{} can sign in now.", user.email));
                    }
                    None => link(config, &service, &user.email).await?,
                }
            }
            UserAction::List { .. } => {
                let users = operator::list_users(&service).await.map_err(refused)?;
                let columns = ["Organisation", "Address", "Name", "Role", "State"].map(Column::Words);
                let rows = users.into_iter().map(|(org, user)| {
                    let state = match (&user.disabled_at, &user.password_hash) {
                        (Some(_), _) => "shut out",
                        (None, None) => "no password yet",
                        (None, Some(_)) => "active",
                    };
                    vec![org, user.email, user.name, user.role.to_string(), state.to_owned()]
                });
                print(&table(&columns, rows))?;
            }
            UserAction::Disable { email, .. } | UserAction::Enable { email, .. } => {
                let is_disabled = matches!(action, UserAction::Disable { .. });
                let user = operator::find_user(&service, email).await.map_err(refused)?;
                operator::set_disabled(&service, &user, is_disabled).await.map_err(refused)?;
                remark(&format!(
                    "{} is {}.",
                    user.email,
                    if is_disabled { "shut out" } else { "let in again" }
                ));
            }
            UserAction::RemoveSecondFactor { email, .. } => {
                let user = operator::find_user(&service, email).await.map_err(refused)?;
                operator::remove_second_factor(&service, &user).await.map_err(refused)?;
                remark(&format!("{} signs in without a second factor now.", user.email));
            }
            UserAction::SignInLink { email, .. } => link(config, &service, email).await?,
        }
        service.database().close().await;
        Ok(())
    })
}

pub(super) fn token(config: &Config, action: &TokenAction) -> Result<(), Failure> {
    in_runtime(async {
        let service = open(config, false).await?.service;
        let (TokenAction::Create { email, .. }
        | TokenAction::List { email, .. }
        | TokenAction::Revoke { email, .. }) = action;
        let user = operator::find_user(&service, email).await.map_err(refused)?;
        match action {
            TokenAction::Create { name, scopes, days, .. } => {
                let scopes = parse_scopes(scopes)?;
                let made = operator::add_token(&service, &user, name, &scopes, days * DAY_SECONDS).await;
                print(made.map_err(refused)?.reveal())?;
            }
            TokenAction::List { .. } => {
                let tokens = operator::list_tokens(&service, &user).await.map_err(refused)?;
                let columns =
                    ["Id", "Name", "Ends with", "Scopes", "Ends", "Last used", "State"].map(Column::Words);
                let rows = tokens.into_iter().map(|token| {
                    let last = token.last_used_at.map_or("never".to_owned(), |at| at.to_string());
                    let state = token.revoked_at.map_or("", |_| "revoked");
                    let scopes = token.scopes.join(" ");
                    vec![
                        token.id.to_string(),
                        token.name,
                        token.hint,
                        scopes,
                        token.expires_at.to_string(),
                        last,
                        state.to_owned(),
                    ]
                });
                print(&table(&columns, rows))?;
            }
            TokenAction::Revoke { id, .. } => {
                let id: TokenId = id.parse().map_err(|error: store::NotAnId| {
                    Failure::bad_input("the token's id", error.to_string(), "see: counterpart token list")
                })?;
                operator::revoke_token(&service, &user, &id).await.map_err(refused)?;
                remark("The token works no more.");
            }
        }
        service.database().close().await;
        Ok(())
    })
}

/// The organisation of this name, made where there is none; the only one where none is named.
async fn organisation(service: &Service, name: Option<&str>) -> Result<OrgId, Failure> {
    let there = operator::list_organisations(service).await.map_err(refused)?;
    match (name, there.as_slice()) {
        (Some(name), there) => match there.iter().find(|(_, known)| known == name) {
            Some((id, _)) => Ok(id.clone()),
            None => operator::add_organisation(service, name).await.map_err(refused),
        },
        (None, [(id, _)]) => Ok(id.clone()),
        (None, []) => {
            Err(Failure::bad_input("--org", "there is no organisation yet", "name one: it is made"))
        }
        (None, _) => Err(Failure::bad_input("--org", "there are several organisations", "name one of them")),
    }
}

async fn link(config: &Config, service: &Service, email: &str) -> Result<(), Failure> {
    let user = operator::find_user(service, email).await.map_err(refused)?;
    let (secret, expires_at) = operator::sign_in_link(service, &user).await.map_err(refused)?;
    let (_, port) = address::parts(config.text("listen")).unwrap_or_default();
    let base_url = address::base_url(config, port);
    remark(&format!("This link signs {} in once, until {expires_at}:", user.email));
    print(&format!("{base_url}/sign-in/{}", secret.reveal()))
}

fn first_line(path: &Path) -> Result<String, Failure> {
    let text = input::read_text(path)?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

fn parse_scopes(text: &str) -> Result<Vec<Permission>, Failure> {
    if text == "all" {
        return Ok(Permission::ALL.to_vec());
    }
    let parse = |word: &str| {
        word.trim().parse().map_err(|error: String| Failure::bad_input("--scopes", error, "or write all"))
    };
    text.split(',').map(parse).collect()
}
