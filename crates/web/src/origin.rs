//! Where a form was sent from, beside where it was sent to.

use crate::Settings;
use axum::http::{HeaderMap, Uri, header};

/// What a browser calls an origin: scheme, host and port. Names are compared without case and without the dot at their end.
#[derive(Debug, PartialEq, Eq)]
struct Origin {
    is_https: bool,
    host: String,
    port: u16,
}

impl Origin {
    fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let is_https = match uri.scheme_str()? {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let port = uri.port_u16().unwrap_or(if is_https { 443 } else { 80 });
        let host = uri.host()?.trim_end_matches('.').to_ascii_lowercase();
        Some(Self { is_https, host, port })
    }
}

/// Refuses a form that another site may have sent, and one whose browser would not stay signed in, in words.
///
/// Browsers say of a secure page whether it is ours. On plain HTTP they leave that out, and name the origin only: it is ours
/// if it is the address that the server was asked at, whichever that is. No other site can name that one.
pub(crate) fn check(headers: &HeaderMap, settings: &Settings) -> Result<(), String> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return if site == "same-origin" { Ok(()) } else { Err(foreign()) };
    }
    let named = text(header::ORIGIN.as_str()).ok_or_else(foreign)?;
    let sent = Origin::parse(named).ok_or_else(foreign)?;
    let ours = Origin::parse(&settings.base_url);
    if ours.as_ref() == Some(&sent) {
        return Ok(());
    }
    let base_url = &settings.base_url;
    let forwarded = text("x-forwarded-host").filter(|_| settings.trusts_proxy);
    let host = forwarded.or_else(|| text(header::HOST.as_str())).unwrap_or_default();
    let scheme = if sent.is_https { "https" } else { "http" };
    if Origin::parse(&format!("{scheme}://{host}")) != Some(sent) {
        return Err(format!(
            "this form was not sent from our own page: it came from {named}, and the server was asked as {host}. If {named} is \
             where you opened Counterpart, its administrator has to set base_url to that address"
        ));
    }
    if !named.starts_with("https:") && base_url.starts_with("https:") {
        return Err(format!(
            "Counterpart is set up for {base_url}: open it there. At {named} you cannot stay signed in"
        ));
    }
    Ok(())
}

fn foreign() -> String {
    "this form was not sent from our own page: open the page again, and send it from there".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a form is taken, with these headers and settings.
    fn is_taken(base_url: &str, trusts_proxy: bool, headers: &[(&'static str, &str)]) -> Result<(), String> {
        let settings = Settings { base_url: base_url.to_owned(), trusts_proxy, ..Settings::default() };
        let pairs = headers.iter().map(|(name, value)| {
            (header::HeaderName::from_static(name), value.parse().expect("a value of a header"))
        });
        check(&pairs.collect(), &settings)
    }

    #[test]
    fn a_form_is_taken_from_any_address_that_the_server_was_asked_at() {
        const PLAIN: &str = "http://192.168.1.5:7117";
        const PROXIED: &str = "https://counterpart.example.com";
        for (base_url, host, origin, is_right) in [
            (PLAIN, "192.168.1.5:7117", PLAIN, true),
            (PLAIN, "localhost:7117", "http://localhost:7117", true),
            (PLAIN, "SEARCHBOX:7117", "http://searchbox:7117", true),
            (PLAIN, "searchbox.:7117", "http://searchbox:7117", true),
            (PLAIN, "[fd00::1]:7117", "http://[fd00::1]:7117", true),
            (PLAIN, "searchbox", "http://searchbox:80", true),
            // A proxy in front that speaks HTTPS, and passes the name on or does not.
            (PLAIN, "x.example", "https://x.example", true),
            (PLAIN, "x.example:443", "https://x.example", true),
            (PROXIED, "127.0.0.1:7117", PROXIED, true),
            ("https://Counterpart.example.com:443", "127.0.0.1:7117", PROXIED, true),
            (PLAIN, "127.0.0.1:7117", "https://x.example", false),
            // Other sites, and what is none.
            (PLAIN, "192.168.1.5:7117", "http://evil.example", false),
            (PLAIN, "192.168.1.5:7117", "http://192.168.1.5", false),
            (PLAIN, "192.168.1.5:7117", "http://192.168.1.5:7117.evil.example", false),
            (PLAIN, "192.168.1.5:7117", "null", false),
            (PLAIN, "", "http://", false),
            // Where cookies need HTTPS, nobody could stay signed in.
            (PROXIED, "10.0.0.5:7117", "http://10.0.0.5:7117", false),
            (PROXIED, "counterpart.example.com", "http://counterpart.example.com", false),
        ] {
            let taken = is_taken(base_url, false, &[("host", host), ("origin", origin)]);
            assert_eq!(taken.is_ok(), is_right, "{base_url} {host} {origin}: {taken:?}");
        }
        let told = is_taken(PROXIED, false, &[("host", "10.0.0.5:7117"), ("origin", "http://10.0.0.5:7117")]);
        assert!(told.is_err_and(|words| words.contains("open it there")));
    }

    #[test]
    fn what_a_proxy_says_counts_where_it_is_trusted() {
        let headers =
            [("host", "127.0.0.1:7117"), ("x-forwarded-host", "x.example"), ("origin", "https://x.example")];
        assert!(is_taken("http://127.0.0.1:7117", true, &headers).is_ok());
        let told = is_taken("http://127.0.0.1:7117", false, &headers).unwrap_err();
        assert!(told.contains("set base_url"), "{told}");
    }

    #[test]
    fn what_the_browser_says_of_itself_counts_for_more() {
        let ours = [("host", "a.example"), ("origin", "http://a.example")];
        for (site, is_right) in
            [("same-origin", true), ("same-site", false), ("cross-site", false), ("none", false)]
        {
            let headers = [ours[0], ours[1], ("sec-fetch-site", site)];
            assert_eq!(is_taken("http://b.example", false, &headers).is_ok(), is_right, "{site}");
        }
        assert!(is_taken("http://a.example", false, &[("host", "a.example")]).is_err());
    }
}
