//! Signing in with a browser.

use crate::support::app::{App, Client};
use service::operator;
use store::users::User;

/// The password of everyone who signs in.
pub(crate) const PASSWORD: &str = "nine calm lanterns by the river";

/// Signs someone in with a password, and gives the session's cookie.
pub(crate) async fn sign_in(app: &App, user: &User) -> String {
    let known = operator::find_user(&app.service, &user.email).await.expect("the user");
    if known.password_hash.is_none() {
        operator::set_password(&app.service, user, PASSWORD).await.expect("a password");
    }
    let form = format!("email={}&password={}", user.email, PASSWORD.replace(' ', "+"));
    let answer = app.stranger().on_our_page().post_form("/sign-in", &form).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/"), "{}", answer.text());
    cookie_of(answer.header("set-cookie"))
}

/// The cookie to send back.
pub(crate) fn cookie_of(set_cookie: &str) -> String {
    set_cookie.split(';').next().expect("a name and a value").to_owned()
}

/// Requests of a browser with a cookie, from our own pages.
pub(crate) fn in_browser<'a>(app: &'a App, cookie: &str) -> Client<'a> {
    app.stranger().with("cookie", cookie).on_our_page()
}
