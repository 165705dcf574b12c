//! What is expected of every route: the only other place beside `service::access` where it is written down.

use service::Permission::{self as P};

/// An operation of the API: its id, perhaps with a query; the scope that a token needs; the roles that may, by their
/// first letters; and a body. `{…_id}` stands for something that is there.
pub(super) type Operation = (&'static str, P, &'static str, &'static str);

/// A page: its method and path, perhaps with a query; who may open it, by the first letters of their roles, or nothing
/// where anybody may; and the fields of its form.
pub(super) type Page = (&'static str, &'static str, &'static str);

const EVERYONE: &str = "arpv";
const KEEPERS: &str = "ar";
const PANEL: &str = "arp";
const ADMIN: &str = "a";

pub(super) const OPERATIONS: &[Operation] = &[
    ("people_list", P::PeopleRead, KEEPERS, ""),
    ("people_create", P::PeopleWrite, KEEPERS, r#"{ "name": "Robin" }"#),
    ("people_get", P::PeopleRead, KEEPERS, ""),
    ("people_change", P::PeopleWrite, KEEPERS, r#"{ "name": "Robin" }"#),
    ("people_erase", P::PeopleWrite, KEEPERS, ""),
    ("people_profile", P::PeopleRead, KEEPERS, ""),
    ("people_export", P::PeopleRead, KEEPERS, ""),
    ("estimates_list", P::PeopleRead, KEEPERS, ""),
    ("estimates_replace", P::PeopleWrite, KEEPERS, r#"{ "skill.risk": 50 }"#),
    ("estimates_put", P::PeopleWrite, KEEPERS, "50"),
    ("estimates_remove", P::PeopleWrite, KEEPERS, ""),
    ("ratings_list", P::PeopleRead, KEEPERS, ""),
    (
        "ratings_create",
        P::PeopleWrite,
        KEEPERS,
        r#"{ "dimension": "skill.change", "source": "peer", "value": 75 }"#,
    ),
    ("ratings_remove", P::PeopleWrite, KEEPERS, ""),
    ("imports_list", P::PeopleRead, KEEPERS, ""),
    (
        "imports_create?file_name=people.json",
        P::PeopleWrite,
        KEEPERS,
        r#"[{ "id": "c-1", "name": "Robin" }]"#,
    ),
    ("imports_get", P::PeopleRead, KEEPERS, ""),
    ("imports_people", P::PeopleRead, KEEPERS, ""),
    ("imports_apply", P::PeopleWrite, KEEPERS, r#"{ "only": "all" }"#),
    ("imports_undo", P::PeopleWrite, KEEPERS, ""),
    ("imports_remove", P::PeopleWrite, KEEPERS, ""),
    ("frameworks_list", P::FrameworksRead, EVERYONE, ""),
    ("frameworks_get", P::FrameworksRead, EVERYONE, ""),
    ("frameworks_document", P::FrameworksRead, EVERYONE, ""),
    ("frameworks_add", P::FrameworksWrite, ADMIN, r#"{ "document": "id = 'mine'" }"#),
    ("searches_list", P::SearchesRead, EVERYONE, ""),
    ("searches_create", P::SearchesWrite, KEEPERS, r#"{ "title": "Another", "ceo_id": "{person_id}" }"#),
    ("searches_get", P::SearchesRead, EVERYONE, ""),
    ("searches_change", P::SearchesWrite, KEEPERS, r#"{ "title": "Another" }"#),
    ("searches_remove", P::SearchesWrite, KEEPERS, ""),
    ("searches_shortlist", P::SearchesRead, EVERYONE, ""),
    ("searches_need", P::SearchesRead, EVERYONE, ""),
    ("members_list", P::SearchesRead, EVERYONE, ""),
    ("members_add", P::SearchesWrite, KEEPERS, "{}"),
    ("members_remove", P::SearchesWrite, KEEPERS, ""),
    ("candidates_list", P::SearchesRead, EVERYONE, ""),
    ("candidates_create", P::SearchesWrite, KEEPERS, r#"{ "person_id": "{person_id}" }"#),
    ("candidates_get", P::SearchesRead, EVERYONE, ""),
    ("candidates_change", P::SearchesWrite, KEEPERS, r#"{ "is_finalist": true }"#),
    ("candidates_remove", P::SearchesWrite, KEEPERS, ""),
    ("weights_list", P::SearchesRead, EVERYONE, ""),
    ("weights_mine_get", P::SearchesRead, EVERYONE, ""),
    ("weights_mine_put", P::JudgementsWrite, PANEL, r#"{ "method": "rank", "order": ["trust", "roles"] }"#),
    ("weights_mine_remove", P::JudgementsWrite, PANEL, ""),
    ("weights_agreed_get", P::SearchesRead, EVERYONE, ""),
    ("weights_agreed_put", P::SearchesWrite, KEEPERS, r#"{ "method": "rank", "order": ["trust", "roles"] }"#),
    ("weights_agreed_remove", P::SearchesWrite, KEEPERS, ""),
    ("judgements_list", P::SearchesRead, EVERYONE, ""),
    ("judgements_put", P::JudgementsWrite, PANEL, r#"{ "opinion": "yes" }"#),
    ("judgements_remove", P::JudgementsWrite, PANEL, ""),
    ("runs_list", P::SearchesRead, EVERYONE, ""),
    ("runs_create", P::SearchesWrite, KEEPERS, r#"{ "draws": 0 }"#),
    ("runs_get", P::SearchesRead, EVERYONE, ""),
    ("runs_result", P::SearchesRead, EVERYONE, ""),
    ("runs_inputs", P::SearchesWrite, KEEPERS, ""),
    ("runs_comparison?candidate={candidate_id}&candidate={other_id}", P::SearchesRead, EVERYONE, ""),
    ("runs_report_json", P::SearchesRead, EVERYONE, ""),
    ("runs_report_html", P::SearchesRead, EVERYONE, ""),
    ("decisions_get", P::SearchesRead, EVERYONE, ""),
    ("decisions_create", P::DecisionsWrite, PANEL, r#"{ "run_id": "{run_id}", "reason": "The best" }"#),
    ("decisions_withdraw", P::DecisionsWrite, PANEL, r#"{ "reason": "A mistake" }"#),
    (
        "score_run",
        P::ScoreRun,
        EVERYONE,
        r#"{ "ceo": { "id": "a", "estimates": {} }, "candidates": [], "draws": 0 }"#,
    ),
    ("jobs_list", P::JobsRead, EVERYONE, ""),
    ("jobs_get", P::JobsRead, EVERYONE, ""),
    ("jobs_cancel", P::JobsWrite, KEEPERS, ""),
    ("jobs_retry", P::JobsWrite, KEEPERS, ""),
    ("audit_list", P::AuditRead, ADMIN, ""),
    ("audit_verify", P::AuditRead, ADMIN, ""),
    ("me_get", P::AccountManage, EVERYONE, ""),
    ("tokens_list", P::AccountManage, EVERYONE, ""),
    (
        "tokens_create",
        P::AccountManage,
        EVERYONE,
        r#"{ "name": "Mine", "scopes": ["account:manage"], "expires_in_days": 1 }"#,
    ),
    ("tokens_revoke", P::AccountManage, EVERYONE, ""),
    ("sessions_list", P::AccountManage, EVERYONE, ""),
    ("sessions_revoke", P::AccountManage, EVERYONE, ""),
    ("users_list", P::UsersManage, ADMIN, ""),
    (
        "users_create",
        P::UsersManage,
        ADMIN,
        r#"{ "email": "new@acme.example", "name": "New", "role": "viewer" }"#,
    ),
    ("users_get", P::UsersManage, ADMIN, ""),
    ("users_change", P::UsersManage, ADMIN, r#"{ "name": "New" }"#),
    ("users_sign_in_link", P::UsersManage, ADMIN, ""),
];

/// What those who may ask do not find, because it is someone else's.
pub(super) const NOT_THEIRS: &[(&str, &str)] =
    &[("jobs_get", "pv"), ("GET /jobs/{job_id}", "pv"), ("weights_mine_get", "v")];

pub(super) const PAGES: &[Page] = &[
    ("GET /sign-in", "", ""),
    ("POST /sign-in", "", "email=nobody@acme.example&password=wrong"),
    ("GET /sign-in/{secret}", "", ""),
    ("POST /sign-in/{secret}", "", "password="),
    ("GET /setup/{secret}", "", ""),
    ("POST /setup/{secret}", "", "organisation=A&name=B&email=c@d.example&password=six+dull+violet+trains"),
    ("POST /sign-out", EVERYONE, ""),
    ("GET /", EVERYONE, ""),
    ("GET /runs/{run_id}/report", EVERYONE, ""),
    ("GET /searches/{search_id}", EVERYONE, ""),
    ("GET /searches/{search_id}/shortlist.csv", EVERYONE, ""),
    ("GET /searches/{search_id}/shortlist.xlsx", EVERYONE, ""),
    ("GET /searches/{search_id}/shortlist.json", EVERYONE, ""),
    ("POST /searches/{search_id}/compute", KEEPERS, ""),
    ("POST /searches/{search_id}/criteria", KEEPERS, ""),
    ("GET /jobs/{job_id}", EVERYONE, ""),
    ("POST /jobs/{job_id}/cancel", KEEPERS, ""),
    ("POST /jobs/{job_id}/retry", KEEPERS, ""),
    ("GET /account", EVERYONE, ""),
    ("POST /account/password", EVERYONE, "present=wrong&password=six+dull+violet+trains"),
    ("POST /account/sessions/{session_id}/end", EVERYONE, ""),
    ("POST /account/tokens", EVERYONE, "name=Mine&days=1&scope=account:manage"),
    ("POST /account/tokens/{token_id}/revoke", EVERYONE, ""),
];

/// What is neither: it holds nobody's data, or asks for a token of its own.
pub(super) const OTHERS: &[&str] = &[
    "GET /assets/*",
    "GET /api/docs",
    "GET /api/docs/",
    "GET /api/docs/{*rest}",
    "GET /api/v1/openapi.json",
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
];
