//! Frameworks: read, compared, and added.

use super::{browser, field, page};
use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase};
use axum::http::Method;
use fit::Framework;
use fit::framework::DEFAULT;
use store::users::Role;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_version_is_read_whole_by_everyone() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let framework = Framework::parse(DEFAULT).expect("the default framework");
    for &role in Role::ALL {
        let client = browser(&app, role).await;
        let list = page(&client.get("/admin/frameworks").await, 200);
        assert_eq!(list.contains("Check and add"), role == Role::Admin, "{role}");
        let path = list.split('"').find(|part| part.starts_with("/admin/frameworks/")).expect("a version");
        let read = page(&client.get(path).await, 200);
        let ids =
            framework.facets.iter().map(|facet| &facet.id).chain(framework.dimensions.iter().map(|d| &d.id));
        for id in ids.chain(framework.guards.iter().map(|guard| &guard.id)) {
            assert!(read.contains(&format!(">{id}<")), "{id}");
        }
        assert!(read.contains(&framework.sha256));
        assert!(read.contains("Reach the level: 85 or more; nothing is left 40 points below it"), "{read}");
        let document = client.get(&format!("{path}/document")).await;
        assert_eq!(document.text(), DEFAULT);
        assert_eq!(document.header("content-disposition"), "attachment; filename=\"ceo-coo-1.1.0.toml\"");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_version_is_checked_whole_and_kept_only_when_good() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let admin = browser(&app, Role::Admin).await;
    let bad = DEFAULT.replacen("spread = 20", "spread = -1", 1).replacen(
        "[[guards]]\nid",
        "[[guards]]\nnonsense = '</textarea><b>'\nid",
        1,
    );
    let answer = admin.post_form("/admin/frameworks", &format!("document={}", field(&bad))).await;
    let again = page(&answer, 422);
    assert!(again.contains("spread") && again.contains("nonsense"), "every problem is told");
    assert!(
        again.contains("nonsense = &#39;&#60;/textarea&#62;&#60;b&#62;&#39;"),
        "what was sent is kept, as text"
    );
    let taken = DEFAULT.replacen("spread = 20", "spread = 21", 1);
    let answer = admin.post_form("/admin/frameworks", &format!("document={}", field(&taken))).await;
    assert!(page(&answer, 409).contains("raise the version in yours"));

    // As a file, the way a browser sends it.
    app.clock.pass_seconds(60);
    let good = taken.replacen("version = \"1.1.0\"", "version = \"2.0.0\"", 1);
    let body = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.toml\"\r\n\r\n{good}\r\n--cut\r\n\
         Content-Disposition: form-data; name=\"document\"\r\n\r\n\r\n--cut--\r\n"
    );
    let kind = "multipart/form-data; boundary=cut";
    let added = admin.send_bytes(Method::POST, "/admin/frameworks", kind, body.into_bytes()).await;
    assert_eq!(added.status, 303, "{}", added.text());
    assert!(page(&admin.get(added.header("location")).await, 200).contains("The framework is on file."));
    let list = page(&admin.get("/admin/frameworks").await, 200);
    let ids: Vec<&str> =
        list.split("<option value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let compared = format!("/admin/frameworks/compare?old={}&new={}", ids[1], ids[0]);
    let compared = page(&admin.get(&compared).await, 200);
    assert!(
        compared.contains("One thing differs.") && compared.contains("<td>20</td><td>21</td>"),
        "{compared}"
    );
    let same = format!("/admin/frameworks/compare?old={0}&new={0}", ids[0]);
    assert!(page(&admin.get(&same).await, 200).contains("They are the same document."));
}
