//! What became of a search, on its page.

use super::{browser, page};
use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::outcomes::placed;
use crate::support::searches::begin;
use crate::support::snapshot::Transcript;
use serde_json::json;
use store::users::Role;

on_each_database! {
    what_happened_is_recorded_shown_and_withdrawn,
}

async fn what_happened_is_recorded_shown_and_withdrawn(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    let open = begin(&app, 1, json!({})).await.path.replace("/api/v1", "");
    let without = page(&recruiter.get(&format!("{open}/outcomes")).await, 200);
    let mut seen = Transcript::default();
    seen.add_page("no decision", &without);

    let begun = placed(&app, [70.0; 5]).await;
    let path = format!("{}/outcomes", begun.path.replace("/api/v1", ""));
    let decision = page(&recruiter.get(&path.replace("/outcomes", "/decision")).await, 200);
    assert!(decision.contains(&format!("href=\"{path}\"")), "{decision}");
    let empty = page(&recruiter.get(&path).await, 200);
    seen.add_page("nothing recorded", &empty);

    let form = page(&recruiter.get(&format!("{path}?record=pulse")).await, 200);
    assert!(form.contains("name=\"conditions.trust\""), "{form}");
    seen.add_page("the form of a pulse", &form);
    let half = "kind=pulse&on=2026-11-23&who=ceo&wave=day_100&conditions.roles=4&note=Calm+%3Cb%3E";
    let refused = page(&recruiter.post_form(&path, half).await, 422);
    assert!(refused.contains("Calm &#60;b&#62;"), "{refused}");
    seen.add_notices("half a pulse", &refused);
    let whole = format!(
        "{half}&conditions.trust=5&conditions.alignment=3&conditions.authority=2&conditions.one_voice=4"
    );
    let kept = recruiter.post_form(&path, &whole).await;
    assert_eq!(kept.header("location"), format!("{path}?done=outcome"));
    let again = page(&recruiter.post_form(&path, &whole).await, 409);
    seen.add_notices("the same pulse again", &again);
    for form in ["kind=started&on=2026-11-23", "kind=board_rating&on=2026-11-23&rating=72,5"] {
        assert_eq!(recruiter.post_form(&path, form).await.status, 303, "{form}");
    }
    let shown = page(&recruiter.get(&path).await, 200);
    seen.add_page("recorded", &shown);
    let id = super::after(&shown, "?withdraw=").split('#').next().expect("an id").to_owned();
    let form = page(&recruiter.get(&format!("{path}?withdraw={id}")).await, 200);
    assert!(form.contains("name=\"reason\""), "{form}");
    let withdraw = format!("{path}/{id}/withdraw");
    let refused = page(&recruiter.post_form(&withdraw, "reason=").await, 422);
    seen.add_notices("withdrawn without a reason", &refused);
    let done = recruiter.post_form(&withdraw, "reason=A+slip").await;
    assert_eq!(done.header("location"), format!("{path}?done=outcome_withdrawn"));
    let shown = page(&recruiter.get(&path).await, 200);
    seen.add_page("withdrawn", &shown);
    seen.check("pages/outcomes");
    let table = recruiter.get(&format!("{path}.csv")).await.text();
    assert_eq!(table.lines().count(), 4, "{table}");
    assert!(recruiter.get(&format!("{path}.json")).await.text().contains("A slip"));
}
