//! Users, as an administrator keeps them.

use super::{after, browser, field, page};
use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::signing_in::{cookie_of, in_browser};
use crate::support::snapshot::{Transcript, without_request};
use store::users::Role;

on_each_database! {
    a_user_is_added_signs_in_is_shut_out_and_let_in_again,
    what_will_not_do_is_said_and_kept,
}

async fn a_user_is_added_signs_in_is_shut_out_and_let_in_again(database: TestDatabase) {
    let app = App::start(database).await;
    let admin = browser(&app, Role::Admin).await;
    let name = "Robin <script>alert(1)</script> & Co";
    let form = format!("email=Robin@acme.example&name={}&role=recruiter", field(name));
    let added = page(&admin.post_form("/admin/users", &form).await, 200);
    assert!(!added.contains("<script>alert") && added.contains("Robin &#60;script&#62;"), "{added}");
    let link = after(&added, "id=\"link\" value=\"").to_owned();
    let id = after(&added, "action=\"/admin/users/").split('/').next().expect("an id").to_owned();
    let user = format!("/admin/users/{id}");
    let seen_again = page(&admin.get(&user).await, 200);
    assert!(!seen_again.contains(&link), "the link is shown once");
    let mut seen = Transcript::default();
    seen.add_page("a user who has yet to sign in", &seen_again);

    let path = link.strip_prefix("http://127.0.0.1:7117").expect("our address");
    let welcome = page(&app.stranger().get(path).await, 200);
    seen.add_page("the first time", &welcome);
    let signing_in = app.stranger().on_our_page();
    let short = page(&signing_in.post_form(path, "password=short").await, 422);
    seen.add_notices("a short password", &short);
    let signed = signing_in.post_form(path, "password=six+dull+violet+trains").await;
    assert_eq!(signed.status, 303, "{}", signed.text());
    let robin = in_browser(&app, &cookie_of(signed.header("set-cookie")));
    assert_eq!(robin.get("/account").await.status, 200);
    let used = page(&app.stranger().get(path).await, 404);
    seen.add_page("a link that was used", &without_request(&used));

    let listed = page(&admin.get("/admin/users?q=ROBIN").await, 200);
    assert!(!listed.contains("viewer@acme.example"), "{listed}");
    seen.add_page("the list", &listed);
    let out = format!("{user}/out");
    assert_eq!(admin.post_form(&out, "revision=7").await.status, 412, "a stale page");
    assert_eq!(admin.post_form(&out, "").await.status, 412, "a form that names no revision");
    let done = admin.post_form(&out, "revision=1").await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, &*format!("{user}?done=shut_out")));
    seen.add_notices("shut out", &page(&admin.get(done.header("location")).await, 200));
    assert_eq!(robin.get("/account").await.header("location"), "/sign-in?next=%2Faccount&ended=yes");
    assert_eq!(admin.post_form(&format!("{user}/link"), "").await.status, 409);
    assert_eq!(admin.post_form(&format!("{user}/in"), "revision=2").await.status, 303);
    let new = page(&admin.post_form(&format!("{user}/link"), "").await, 200);
    assert_ne!(after(&new, "id=\"link\" value=\""), link);
    seen.check("pages/users");
}

async fn what_will_not_do_is_said_and_kept(database: TestDatabase) {
    let app = App::start(database).await;
    let admin = browser(&app, Role::Admin).await;
    let again = page(&admin.post_form("/admin/users", "email=nowhere&name=&role=viewer").await, 422);
    for said in
        ["href=\"#email\"", "href=\"#name\"", "value=\"nowhere\"", "<option value=\"viewer\" selected>"]
    {
        assert!(again.contains(said), "{said}: {again}");
    }
    let mut seen = Transcript::default();
    seen.add_notices("no address and no name", &again);
    let taken = "email=viewer@acme.example&name=Another&role=viewer";
    let again = page(&admin.post_form("/admin/users", taken).await, 409);
    assert!(again.contains("value=\"Another\""));
    seen.add_notices("an address that is taken", &again);

    let own = app.member(Role::Admin).user.id.to_string();
    let refused = page(&admin.post_form(&format!("/admin/users/{own}/out"), "revision=1").await, 409);
    seen.add_notices("the last admin", &refused);
    seen.check("pages/users-refused");
    let form = "revision=1&name=Robin&role=viewer";
    let refused = page(&admin.post_form(&format!("/admin/users/{own}"), form).await, 409);
    assert!(refused.contains("value=\"Robin\"") && refused.contains("<option value=\"viewer\" selected>"));
    let viewer = app.member(Role::Viewer).user.id.to_string();
    let done =
        admin.post_form(&format!("/admin/users/{viewer}"), "revision=1&name=Robin&role=recruiter").await;
    assert_eq!(done.status, 303, "{}", done.text());
    assert!(page(&admin.get("/admin/users?q=robin").await, 200).contains("<td>Recruiter</td>"));
}
