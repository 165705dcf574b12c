//! An organisation in which everything is there that a route can be about, and every way to come in.

use crate::support::app::{App, Client};
use crate::support::database::TestDatabase;
use crate::support::outcomes::calibrated;
use crate::support::panels::{computed, leave_norm, leave_run, leave_scenario, measured};
use crate::support::searches::{PDF, begin, join, person};
use crate::support::signing_in::{in_browser, sign_in};
use axum::http::Method;
use serde_json::{Value, json};
use service::{Permission, operator};
use std::collections::BTreeMap;
use store::users::{Role, User};

pub(super) struct Ground {
    pub(super) app: App,
    ids: BTreeMap<&'static str, String>,
    /// Tokens that work no more: past their time, revoked, and of someone who is shut out.
    pub(super) dead_tokens: Vec<String>,
    /// Cookies of sessions that work no more: idle for too long, signed out, and of someone who is shut out.
    pub(super) dead_sessions: Vec<String>,
    /// By permission, a token of the admin with this scope alone, and one with all others.
    scoped: BTreeMap<&'static str, [String; 2]>,
}

impl Ground {
    pub(super) async fn new(database: TestDatabase) -> Self {
        let app = App::start(database).await;
        let (dead_tokens, dead_sessions) = dead(&app).await;
        let mut ground =
            Self { app, ids: BTreeMap::new(), dead_tokens, dead_sessions, scoped: BTreeMap::new() };
        ground.fill().await;
        ground.keep_account().await;
        ground
    }

    /// A text with the ids of what is there.
    pub(super) fn filled(&self, text: &str) -> String {
        self.ids.iter().fold(text.to_owned(), |text, (name, id)| text.replace(&format!("{{{name}}}"), id))
    }

    /// A path with the ids of nothing.
    pub(super) fn of_nothing(&self, path: &str) -> String {
        let nothing = "00000000-0000-7000-8000-000000000000";
        let ids = self.ids.keys().filter(|name| name.ends_with("_id"));
        let path = ids.fold(path.to_owned(), |path, name| path.replace(&format!("{{{name}}}"), nothing));
        self.filled(&path)
    }

    /// The admin with this scope alone, or with all others.
    pub(super) fn scoped(&self, permission: Permission, has_it: bool) -> Client<'_> {
        let [alone, others] = &self.scoped[permission.name()];
        self.app.stranger().with_token(if has_it { alone } else { others })
    }

    async fn fill(&mut self) {
        let app = &self.app;
        let begun = measured(app, 2, json!({})).await;
        for role in [Role::PanelMember, Role::Viewer] {
            join(app, &begun, role).await;
        }
        let rank = json!({ "method": "rank", "order": ["trust", "roles"] });
        for (role, whose) in [
            (Role::Admin, "mine"),
            (Role::Recruiter, "mine"),
            (Role::PanelMember, "mine"),
            (Role::Recruiter, "agreed"),
        ] {
            let path = format!("{}/weights/{whose}", begun.path);
            let answer = app.client(role).put(&path, rank.clone()).await;
            assert!(answer.status.is_success(), "{}", answer.text());
        }
        begun.judge(app, Role::PanelMember).await;
        let run = computed(app, &begun).await;
        let recruiter = app.client(Role::Recruiter);
        let [outcome, calibration, pulse_link] = learnt(app).await;
        let job = leave_run(&recruiter, &begun, 2).await;
        let ceo = begun.search["ceo_id"].as_str().expect("an id");
        let rating = json!({ "dimension": "skill.change", "source": "peer", "rater": "p1", "value": 75 });
        let rating = recruiter.post(&format!("/api/v1/people/{ceo}/ratings"), rating).await.json(201);
        let file = br#"[{ "id": "c-1", "name": "Robin" }]"#.to_vec();
        let path = "/api/v1/imports?file_name=people.json";
        let import = recruiter.send_bytes(Method::POST, path, "application/json", file).await.json(201);
        let invited = json!({ "source": "peer", "name": "Pat Peer" });
        let invitation =
            recruiter.post(&format!("/api/v1/people/{ceo}/invitations"), invited).await.json(201);
        let board = json!({ "kind": "board" });
        let report = recruiter.post(&format!("{}/reports", begun.path), board).await.json(201);
        let report = report["id"].as_str().expect("an id").to_owned();
        let whom = json!({ "name": "The chair" });
        let share = recruiter.post(&format!("/api/v1/reports/{report}/shares"), whom).await.json(201);
        let norm = leave_norm(app, &begun).await;
        let double = person(&recruiter, "Ada Twice").await;
        let note = json!({ "audience": "shareable", "text": "Steady" });
        let note =
            app.client(Role::Admin).post(&format!("{}/notes", begun.candidates[0]), note).await.json(201);
        let file = format!("{}/files?file_name=cv.pdf&audience=shareable", begun.candidates[0]);
        let file = recruiter.send_bytes(Method::POST, &file, "application/pdf", PDF.to_vec()).await.json(201);
        let last = |path: &str| path.rsplit('/').next().expect("an id").to_owned();
        let id = |value: &Value| value.as_str().expect("an id").to_owned();
        self.ids = BTreeMap::from([
            ("search_id", id(&begun.search["id"])),
            ("framework_id", id(&begun.search["framework_id"])),
            ("person_id", ceo.to_owned()),
            ("dimension", "skill.operations".to_owned()),
            ("candidate_id", last(&begun.candidates[0])),
            ("other_id", last(&begun.candidates[1])),
            ("norm_id", norm),
            ("scenario_id", leave_scenario(app, &begun).await),
            ("run_id", id(&run["id"])),
            ("job_id", last(&job)),
            ("rating_id", id(&rating["id"])),
            ("import_id", id(&import["id"])),
            ("invitation_id", id(&invitation["id"])),
            ("report_id", report),
            ("share_id", id(&share["id"])),
            ("file", "report.html".to_owned()),
            ("outcome_id", outcome),
            ("pulse_link_id", pulse_link),
            ("calibration_id", calibration),
            ("instrument", "rater".to_owned()),
            ("section", "no-such-part".to_owned()),
            ("party", "ceo".to_owned()),
            ("note_id", id(&note["id"])),
            ("double_id", id(&double)),
            ("file_id", id(&file["id"])),
            ("requirement", "notice".to_owned()),
            ("user_id", app.member(Role::PanelMember).user.id.to_string()),
            ("secret", "no-such-link".to_owned()),
        ]);
    }

    async fn keep_account(&mut self) {
        let app = &self.app;
        sign_in(app, &app.member(Role::Admin).user).await;
        let admin = app.client(Role::Admin);
        for (name, path) in [("session_id", "/api/v1/sessions"), ("token_id", "/api/v1/tokens")] {
            let listed = admin.get(path).await.json(200);
            self.ids.insert(name, listed["items"][0]["id"].as_str().expect("an id").to_owned());
        }
        for &permission in Permission::ALL {
            let others: Vec<Permission> =
                Permission::ALL.iter().copied().filter(|other| *other != permission).collect();
            let user = &app.member(Role::Admin).user;
            let tokens =
                [token(app, user, &[permission], 1_000).await, token(app, user, &others, 1_000).await];
            self.scoped.insert(permission.name(), tokens);
        }
    }
}

/// An outcome of another search, a calibration, and a link to a pulse.
async fn learnt(app: &App) -> [String; 3] {
    let decided = begin(app, 1, json!({})).await;
    decided.decide(app).await;
    let recruiter = app.client(Role::Recruiter);
    let began = json!({ "kind": "started", "on": "2026-11-23" });
    let outcome = recruiter.post(&format!("{}/outcomes", decided.path), began).await.json(201);
    let calibration = calibrated(app, json!({ "outcome": "board_rating", "seed": 1 })).await;
    let id = |value: &Value| value["id"].as_str().expect("an id").to_owned();
    let asked = json!({ "who": "coo", "wave": "day_100" });
    let link = recruiter.post(&format!("{}/pulse-links", decided.path), asked).await.json(201);
    [id(&outcome), id(&calibration), id(&link)]
}

/// Ways in that are closed.
async fn dead(app: &App) -> (Vec<String>, Vec<String>) {
    let admin = app.member(Role::Admin).user.clone();
    let (ended, idle) = (token(app, &admin, Permission::ALL, 60).await, sign_in(app, &admin).await);
    app.clock.pass_seconds(30 * 60);
    let (revoked, left) = (token(app, &admin, Permission::ALL, 1_000_000).await, sign_in(app, &admin).await);
    let tokens = operator::list_tokens(&app.service, &admin).await.expect("tokens");
    operator::revoke_token(&app.service, &admin, &tokens[0].id).await.expect("it is revoked");
    assert_eq!(in_browser(app, &left).post_form("/sign-out", "").await.status, 303);
    let gone = operator::add_user(&app.service, &admin.org_id, "gone@acme.example", "Gone", Role::Admin);
    let gone = gone.await.expect("a user");
    let (shut, out) = (token(app, &gone, Permission::ALL, 1_000_000).await, sign_in(app, &gone).await);
    operator::set_disabled(&app.service, &gone, true).await.expect("they are shut out");
    (vec![ended, revoked, shut], vec![idle, left, out])
}

async fn token(app: &App, user: &User, scopes: &[Permission], seconds: i64) -> String {
    let made = operator::add_token(&app.service, user, "matrix", scopes, seconds).await;
    made.expect("a token").reveal().to_owned()
}
