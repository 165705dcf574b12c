//! What someone keeps of their own.

use super::{after, browser, page};
use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase};
use crate::support::signing_in::PASSWORD;
use crate::support::snapshot::Transcript;
use store::users::Role;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_has_what_was_chosen_and_is_shown_once() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let client = browser(&app, Role::Viewer).await;
    let before = page(&client.get("/account").await, 200);
    assert!(before.contains("value=\"searches:read\" checked"), "reading is chosen");
    assert!(before.contains("value=\"score:run\">"), "more than reading is not");
    assert!(!before.contains("value=\"people:read\""), "what they may not is not offered");
    let wrong = page(&client.post_form("/account/tokens", "token_name=&expires_in_days=400").await, 422);
    for said in ["href=\"#token_name\"", "href=\"#expires_in_days\"", "href=\"#scopes\"", "value=\"400\""] {
        assert!(wrong.contains(said), "{said}: {wrong}");
    }
    assert!(!wrong.contains(" checked"), "nothing was chosen, and nothing is");
    let mut seen = Transcript::default();
    seen.add_notices("a token without a name, scopes and a good end", &wrong);
    let form = "token_name=Nightly&expires_in_days=30&scope=score:run";
    let made = page(&client.post_form("/account/tokens", form).await, 200);
    let secret = after(&made, "id=\"made\" value=\"").to_owned();
    assert!(secret.starts_with("cpt_"));
    let token = app.stranger().with_token(&secret);
    assert_eq!(token.get("/api/v1/searches").await.problem(403).0, "denied");
    let after_it = page(&client.get("/account").await, 200);
    assert!(after_it.contains("Nightly") && !after_it.contains(&secret));
    let revoke = format!(
        "/account/tokens/{}/revoke",
        after(&after_it, "action=\"/account/tokens/").split('/').next().expect("an id")
    );
    assert_eq!(client.post_form(&revoke, "").await.header("location"), "/account?done=revoked");
    seen.add_notices("revoked", &page(&client.get("/account?done=revoked").await, 200));
    seen.check("pages/account-tokens");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn name_and_password_are_changed_by_their_owner() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let client = browser(&app, Role::PanelMember).await;
    assert_eq!(
        client.post_form("/account/name", "name=Pat+%3Cb%3E").await.header("location"),
        "/account?done=saved"
    );
    let shown = page(&client.get("/account?done=saved").await, 200);
    assert!(shown.contains("Pat &#60;b&#62;"), "{shown}");
    let mut seen = Transcript::default();
    seen.add_notices("saved", &shown);
    let empty = page(&client.post_form("/account/name", "name=+").await, 422);
    assert!(empty.contains("href=\"#name\""), "{empty}");
    seen.add_notices("no name", &empty);
    let form = "present=wrong&password=six+dull+violet+trains";
    let wrong = page(&client.post_form("/account/password", form).await, 422);
    assert!(!wrong.contains("six dull"));
    seen.add_notices("another password than the present one", &wrong);
    seen.check("pages/account");
    let form = format!("present={}&password=six+dull+violet+trains", PASSWORD.replace(' ', "+"));
    assert_eq!(
        client.post_form("/account/password", &form).await.header("location"),
        "/account?done=password"
    );
}
