//! `serve --demo`: the worked example in a place of its own, gone when the server ends.

use super::{Opened, asked_to_end, refused, serve, service_on, unusable};
use crate::address::{base_url, listen};
use crate::config::Config;
use crate::failure::Failure;
use crate::terminal::remark;
use service::{Actor, Caller, Secret, Service, Via, example, members, operator};
use std::fs;
use std::path::PathBuf;
use store::users::{Role, User};
use store::{Database, Place};

/// A folder that goes when it is dropped.
struct Throwaway(PathBuf);

impl Drop for Throwaway {
    fn drop(&mut self) {
        // It lies where the machine throws things away by itself.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Serves the worked example until it is told to end.
pub(super) async fn run(config: &Config) -> Result<(), Failure> {
    let folder = throwaway()?;
    let place = Place::Sqlite(folder.0.join("counterpart.db"));
    let failed = |error: store::Error| unusable(&error, Some(&place));
    let database = Database::open(&place, config.value("n_connections")?).await.map_err(failed)?;
    database.migrate().await.map_err(failed)?;
    let service = service_on(config, database)?;
    let password = Secret::new("", service.surroundings()).reveal()[..16].to_owned();
    let admin = fill(&service, &password).await.map_err(refused)?;
    let (secret, _) = operator::sign_in_link(&service, &admin).await.map_err(refused)?;
    let listener = listen(config).await?;
    let base_url = base_url(config, listener.local_addr()?.port());
    remark(&format!(
        "The worked example is ready. Open this link once to sign in as its administrator:\n  {base_url}/sign-in/{}\n\
         Or sign in as admin, recruiter, panel or viewer @demo.invalid, each with the password {password}\n\
         The API is described at {base_url}/api/docs. Everything is thrown away when you end this with Ctrl-C.",
        secret.reveal()
    ));
    serve(config, Opened { service }, listener, base_url, asked_to_end()).await
}

fn throwaway() -> Result<Throwaway, Failure> {
    use std::os::unix::fs::DirBuilderExt;
    let name = format!("counterpart-demo-{}", uuid::Uuid::now_v7().simple());
    let folder = std::env::temp_dir().join(name);
    let made = fs::DirBuilder::new().mode(0o700).create(&folder);
    made.map_err(|error| Failure::Failed(format!("no folder can be made for the example: {error}")))?;
    Ok(Throwaway(folder))
}

/// An organisation with a user of each role, all with one password, and the example, which those see who only take part.
async fn fill(service: &Service, password: &str) -> service::Result<User> {
    let org = operator::add_organisation(service, "Worked example").await?;
    let admin = operator::add_user(service, &org, "admin@demo.invalid", "Alex Admin", Role::Admin).await?;
    operator::set_password(service, &admin, password).await?;
    let mut onlookers = Vec::new();
    for (email, name, role) in [
        ("recruiter@demo.invalid", "Rhea Recruiter", Role::Recruiter),
        ("panel@demo.invalid", "Pat Panel", Role::PanelMember),
        ("viewer@demo.invalid", "Vic Viewer", Role::Viewer),
    ] {
        let user = operator::add_user(service, &org, email, name, role).await?;
        operator::set_password(service, &user, password).await?;
        if role != Role::Recruiter {
            onlookers.push(user);
        }
    }
    let actor = Actor { org, user: admin.id.clone(), role: admin.role, via: Via::Operator, scopes: None };
    let caller = Caller { actor, request: "demo".to_owned(), key: None, address: String::new() };
    let search = example::load(service, &caller).await?;
    for member in &onlookers {
        members::add(service, &caller, &search, &member.id).await?;
    }
    operator::find_user(service, &admin.email).await
}
