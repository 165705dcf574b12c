//! A search with its CEO and candidates, as the API begins it.

use crate::support::app::{App, Client};
use serde_json::{Value, json};
use store::decisions::{self, Decision};
use store::judgements::{self, Judgement, Opinion};
use store::runs::{self, Run, RunDocuments};
use store::searches::{self, SearchState};
use store::users::Role;
use store::weight_sets::{Method, WeightSet};
use store::{CandidateId, Connection, FrameworkId, OrgId, SearchId, Timestamp};
use store::{candidates, weight_sets};

/// The smallest PDF that passes for one.
pub(crate) const PDF: &[u8] = b"%PDF-1.7\n% Robin's secret past\ntrailer\n%%EOF\n";

/// A search of the first organisation.
pub(crate) struct Begun {
    /// Where it is.
    pub(crate) path: String,
    pub(crate) search: Value,
    /// Where its candidates are, in order.
    pub(crate) candidates: Vec<String>,
}

impl Begun {
    /// Where its ids are.
    pub(crate) fn id(&self) -> SearchId {
        id(&self.search["id"])
    }

    /// Records a decision for the first candidate, as it is in the database.
    pub(crate) async fn decide(&self, app: &App) {
        self.decide_by(app, "{}".to_owned()).await;
    }

    /// The same, resting on a run with this result.
    pub(crate) async fn decide_by(&self, app: &App, result: String) {
        let user = &app.member(Role::Recruiter).user;
        let mut connection = app.service.database().write().await.expect("the database can be written");
        let now = app.service.surroundings().now();
        let framework: FrameworkId = id(&self.search["framework_id"]);
        let run = Run {
            id: app.service.surroundings().id(),
            search_id: self.id(),
            framework_id: framework,
            framework_sha256: "0".repeat(64),
            program_version: "0".to_owned(),
            role_type: None,
            balance: 0.0,
            weights: "{}".to_owned(),
            seed: "1".to_owned(),
            draws: 0,
            n_candidates: 1,
            result_sha256: "0".repeat(64),
            created_by: user.id.clone(),
            created_at: now.clone(),
        };
        let empty = || "{}".to_owned();
        let basis = json!({ "ceo": [self.search["ceo_id"], 1], "framework": self.search["framework_id"],
            "role_type": null, "balance": null, "weights": null, "candidates": {} });
        let shortlist = json!({ "basis": basis, "rows": [] }).to_string();
        let documents = RunDocuments { inputs: empty(), result, need: empty(), shortlist };
        runs::insert(&mut connection, &user.org_id, &run, &documents).await.expect("a run");
        let candidate = self.candidates[0].rsplit('/').next().expect("an id");
        let decision = Decision {
            id: app.service.surroundings().id(),
            run_id: run.id,
            candidate_id: Some(id::<CandidateId>(&json!(candidate))),
            reason: "The best".to_owned(),
            panel: json!({ "weights": [], "judgements": [] }).to_string(),
            minutes: None,
            decided_by: user.id.clone(),
            created_at: now.clone(),
            withdrawn_at: None,
            withdrawn_by: None,
            withdrawn_reason: None,
        };
        decisions::insert(&mut connection, &user.org_id, &self.id(), &decision).await.expect("a decision");
        self.become_in(&mut connection, &user.org_id, SearchState::Decided, &now).await;
        connection.commit().await.expect("it is kept");
    }

    /// Withdraws the decision, as it is in the database.
    pub(crate) async fn withdraw(&self, app: &App) {
        let user = &app.member(Role::Recruiter).user;
        let mut connection = app.service.database().write().await.expect("the database can be written");
        let now = app.service.surroundings().now();
        let by = (&user.id, "A mistake");
        let withdrawn = decisions::withdraw(&mut connection, &user.org_id, &self.id(), by, &now).await;
        assert!(withdrawn.expect("an answer"), "no decision was in force");
        self.become_in(&mut connection, &user.org_id, SearchState::Open, &now).await;
        connection.commit().await.expect("it is kept");
    }

    /// Records the judgement of the user of this role on every candidate, and for the panel weights where there are
    /// none, as it is in the database.
    pub(crate) async fn judge(&self, app: &App, role: Role) {
        let user = &app.member(role).user;
        let mut connection = app.service.database().write().await.expect("the database can be written");
        let now = app.service.surroundings().now();
        let own = weight_sets::find(&mut connection, &user.org_id, &self.id(), user.id.as_str()).await;
        if role == Role::PanelMember && own.expect("an answer").is_none() {
            let set = WeightSet {
                id: app.service.surroundings().id(),
                owner: user.id.to_string(),
                method: Method::Direct,
                judged: json!({ "method": "direct", "weights": { "trust": 1.0 } }).to_string(),
                weights: json!({ "trust": 1.0 }).to_string(),
                revision: 1,
                created_at: now.clone(),
                updated_at: now.clone(),
            };
            let given = weight_sets::insert(&mut connection, &user.org_id, &self.id(), &set).await;
            given.expect("weights");
        }
        for path in &self.candidates {
            let judgement = Judgement {
                id: app.service.surroundings().id(),
                candidate_id: id(&json!(path.rsplit('/').next())),
                user_id: user.id.clone(),
                user_name: user.name.clone(),
                opinion: Opinion::Yes,
                first_opinion: None,
                note: String::new(),
                revision: 1,
                created_at: now.clone(),
                updated_at: now.clone(),
            };
            let judged =
                judgements::insert(&mut connection, &user.org_id, &self.id(), &judgement, false).await;
            judged.expect("a judgement");
        }
        connection.commit().await.expect("it is kept");
    }

    /// Decides as the service does it, holding the search, with time enough for others to slip in, and makes sure that
    /// nothing changed meanwhile.
    pub(crate) async fn freeze_and_decide(&self, app: &App) {
        let org = &app.member(Role::Recruiter).user.org_id;
        let mut connection = app.service.database().write().await.expect("the database can be written");
        let now = app.service.surroundings().now();
        assert!(searches::hold(&mut connection, org, &self.id()).await.expect("an answer"), "it is there");
        let weights = weight_sets::list(&mut connection, org, &self.id()).await.expect("weights");
        let candidates = candidates::list(&mut connection, org, &self.id()).await.expect("candidates");
        for _ in 0..50 {
            assert_eq!(weight_sets::list(&mut connection, org, &self.id()).await.expect("weights"), weights);
            assert_eq!(
                candidates::list(&mut connection, org, &self.id()).await.expect("candidates"),
                candidates
            );
        }
        self.become_in(&mut connection, org, SearchState::Decided, &now).await;
        connection.commit().await.expect("it is kept");
    }

    async fn become_in(&self, connection: &mut Connection, org: &OrgId, state: SearchState, now: &Timestamp) {
        let search = searches::find(connection, org, &self.id()).await.expect("an answer");
        let search = searches::Search { state, ..search.expect("the search") };
        assert!(searches::update(connection, org, &search, now).await.expect("an answer"), "it changed");
    }
}

/// Begins a search with so many candidates; `more` are fields of the search.
pub(crate) async fn begin(app: &App, n_candidates: usize, more: Value) -> Begun {
    let recruiter = app.client(Role::Recruiter);
    let ceo = person(&recruiter, "Casey Chief").await;
    let mut input = json!({ "title": "COO for Northwind", "ceo_id": ceo });
    let fields = more.as_object().expect("fields").clone();
    input.as_object_mut().expect("fields").extend(fields);
    let made = recruiter.post("/api/v1/searches", input).await;
    let search = made.json(201);
    let path = made.header("location").to_owned();
    let mut candidates = Vec::new();
    for index in 1..=n_candidates {
        let person = person(&recruiter, &format!("Robin Example {index}")).await;
        let made = recruiter.post(&format!("{path}/candidates"), json!({ "person_id": person })).await;
        made.json(201);
        candidates.push(made.header("location").to_owned());
    }
    Begun { path, search, candidates }
}

/// Makes the user of this role a member.
pub(crate) async fn join(app: &App, begun: &Begun, role: Role) {
    let path = format!("{}/members/{}", begun.path, app.member(role).user.id);
    app.client(Role::Recruiter).put(&path, json!({})).await.json(200);
}

/// Puts a person on file, and gives their id.
pub(crate) async fn person(client: &Client<'_>, name: &str) -> Value {
    client.post("/api/v1/people", json!({ "name": name })).await.json(201)["id"].clone()
}

fn id<Id: std::str::FromStr>(value: &Value) -> Id {
    let id = value.as_str().and_then(|text| text.parse().ok());
    id.unwrap_or_else(|| panic!("{value} is no id"))
}
