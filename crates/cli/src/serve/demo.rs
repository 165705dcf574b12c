//! `serve --demo`: the worked example in a place of its own, gone when the server ends.

use super::{Opened, asked_to_end, base_url, listen, refused, serve, service_on, unusable};
use crate::config::Config;
use crate::failure::Failure;
use crate::terminal::remark;
use service::candidates::{self, CandidateInput};
use service::imports::{self, ApplyInput, Only};
use service::method::{CANDIDATES, CEO};
use service::people::{self, PeopleAsked};
use service::runs::{self, RunInput};
use service::searches::{self, SearchInput};
use service::{Actor, Caller, Service, Sorting, Via, operator};
use std::fs;
use std::path::PathBuf;
use store::users::{Role, User};
use store::{Database, PersonId, Place};

/// Whoever asks for a run that can be shown wants the same one as the README.
const SEED: u64 = 1;

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
    let admin = fill(&service).await.map_err(refused)?;
    let (secret, _) = operator::sign_in_link(&service, &admin).await.map_err(refused)?;
    let listener = listen(config).await?;
    let base_url = base_url(config, &listener)?;
    remark(&format!(
        "The worked example is ready. Open this link once to sign in:\n  {base_url}/sign-in/{}\n\
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

/// An organisation with a user of each role, the example's people, and a search with its first run.
async fn fill(service: &Service) -> service::Result<User> {
    let org = operator::add_organisation(service, "Worked example").await?;
    let admin = operator::add_user(service, &org, "admin@demo.invalid", "Alex Admin", Role::Admin).await?;
    for (email, name, role) in [
        ("recruiter@demo.invalid", "Rhea Recruiter", Role::Recruiter),
        ("panel@demo.invalid", "Pat Panel", Role::PanelMember),
        ("viewer@demo.invalid", "Vic Viewer", Role::Viewer),
    ] {
        operator::add_user(service, &org, email, name, role).await?;
    }
    let actor = Actor { org, user: admin.id.clone(), role: admin.role, via: Via::Operator, scopes: None };
    let caller = Caller { actor, request: "demo".to_owned(), key: None };
    let ceo = put_on_file(service, &caller, "ceo.json", CEO).await?;
    let pool = put_on_file(service, &caller, "candidates.json", CANDIDATES).await?;
    let ceo_id = ceo.first().cloned().ok_or(service::Error::NotFound("person"))?;
    let search = SearchInput {
        title: "A COO for a founder-led manufacturer".to_owned(),
        ceo_id: ceo_id.clone(),
        framework_id: None,
        role_type: None,
        balance: None,
        context: String::new(),
        mandate: String::new(),
        is_blind: false,
    };
    let search = searches::create(service, &caller, search).await?;
    for person_id in pool.into_iter().filter(|id| *id != ceo_id) {
        let input = CandidateInput { person_id, is_finalist: false };
        candidates::create(service, &caller, &search.id, input).await?;
    }
    let input = RunInput { seed: Some(SEED), ..RunInput::default() };
    runs::create(service, &caller, &search.id, input, false).await?;
    Ok(admin)
}

/// Puts the people of a file on file, and gives everyone who is.
async fn put_on_file(
    service: &Service,
    caller: &Caller,
    name: &str,
    file: &str,
) -> service::Result<Vec<PersonId>> {
    let preview = imports::create(service, caller, name, file.as_bytes().to_vec()).await?;
    imports::apply(service, caller, &preview.import.id, ApplyInput { only: Only::All }).await?;
    let asked = PeopleAsked { limit: Some(200), cursor: None, q: None, sort: Sorting::CreatedAt };
    let listed = people::list(service, caller, &asked).await?;
    Ok(listed.items.into_iter().map(|person| person.id).collect())
}
