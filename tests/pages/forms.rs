//! Forms are taken from our own pages alone, and cookies are kept to them. (That every form refuses what comes from
//! elsewhere is in `api::matrix`.)

use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase};
use crate::support::signing_in::{PASSWORD, in_browser};
use service::operator;
use store::users::Role;

const HTTPS: &str = "https://counterpart.example.com";

async fn started(base_url: &str) -> App {
    let settings = web::Settings { base_url: base_url.to_owned(), ..web::Settings::default() };
    let app = App::start_with(TestDatabase::new(Kind::Sqlite).await, settings).await;
    operator::set_password(&app.service, &app.member(Role::Viewer).user, PASSWORD).await.expect("a password");
    app
}

fn form() -> String {
    format!("email=viewer%40acme.example&password={}", PASSWORD.replace(' ', "+"))
}

#[tokio::test]
async fn where_a_browser_does_not_say_its_origin_does() {
    let app = started(HTTPS).await;
    for (origin, is_ours) in [
        (HTTPS, true),
        ("http://counterpart.example.com", false),
        ("https://counterpart.example.com:8443", false),
        ("https://counterpart.example.com.evil.example", false),
        ("https://evil.example", false),
        ("null", false),
    ] {
        let answer = app.stranger().with("origin", origin).post_form("/sign-in", &form()).await;
        assert_eq!(answer.status, if is_ours { 303 } else { 403 }, "{origin}");
    }
    // What the browser says of itself counts for more.
    let cross = app.stranger().with("origin", HTTPS).with("sec-fetch-site", "cross-site");
    assert_eq!(cross.post_form("/sign-in", &form()).await.status, 403);
    // Following a link from elsewhere is no form.
    let followed = app.stranger().with("sec-fetch-site", "cross-site").get("/sign-in").await;
    assert_eq!(followed.status, 200);
}

#[tokio::test]
async fn cookies_are_kept_to_the_host_where_there_is_https() {
    let app = started(HTTPS).await;
    let signed = app.stranger().on_our_page().post_form("/sign-in", &form()).await;
    let cookie = signed.header("set-cookie").to_owned();
    let (pair, flags) = cookie.split_once("; ").expect("flags");
    assert!(pair.starts_with("__Host-counterpart=") && pair.len() > 60, "{pair}");
    assert_eq!(flags, "Path=/; HttpOnly; SameSite=Lax; Secure");
    assert_eq!(in_browser(&app, pair).get("/").await.status, 200);
    // Under its plain name, which others on the same domain could set, it is none.
    let plain = pair.replace("__Host-", "");
    assert_eq!(in_browser(&app, &plain).get("/").await.status, 303);
    let out = in_browser(&app, pair).post_form("/sign-out", "").await;
    assert_eq!(
        out.header("set-cookie"),
        "__Host-counterpart=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0"
    );
}

#[tokio::test]
async fn cookies_work_on_the_own_machine_without_https() {
    let app = started("http://127.0.0.1:7117").await;
    let signed = app.stranger().on_our_page().post_form("/sign-in", &form()).await;
    let cookie = signed.header("set-cookie");
    let (pair, flags) = cookie.split_once("; ").expect("flags");
    assert!(pair.starts_with("counterpart="), "{pair}");
    assert_eq!(flags, "Path=/; HttpOnly; SameSite=Lax");
    assert_eq!(in_browser(&app, &format!("other=1; {pair}; more=2")).get("/").await.status, 200);
}
