//! The address that the server listens on, and the one that people open.

use crate::config::Config;
use crate::failure::Failure;
use crate::terminal::remark;
use axum::http::uri::Authority;
use std::io::{Error, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use tokio::net::TcpListener;

/// Host and port of an address to listen on, such as `127.0.0.1:7117`, `[::]:7117` or `localhost:7117`.
pub(crate) fn parts(listen: &str) -> Option<(String, u16)> {
    let authority = authority(listen)?;
    let is_address = !authority.host().starts_with('[') || listen.parse::<SocketAddr>().is_ok();
    Some((authority.host().to_owned(), authority.port_u16()?)).filter(|_| is_address)
}

/// Whether a text is a host, with a port or without.
pub(crate) fn is_host(text: &str) -> bool {
    authority(text).is_some_and(|authority| authority.port().is_none() || authority.port_u16().is_some())
}

fn authority(text: &str) -> Option<Authority> {
    let authority: Authority = text.parse().ok()?;
    (!authority.host().is_empty() && !text.contains('@')).then_some(authority)
}

/// The address that people open: that of the settings, in the spelling of browsers, and else one of this machine.
pub(crate) fn base_url(config: &Config, port: u16) -> String {
    let given = config.text("base_url").trim_end_matches('/');
    if given.is_empty() {
        let host = parts(config.text("listen")).map(|(host, _)| host).unwrap_or_default();
        return format!("http://{}:{port}", if is_any(&host) { own_address() } else { host });
    }
    let default_port = if given.starts_with("https://") { ":443" } else { ":80" };
    given.strip_suffix(default_port).unwrap_or(given).to_ascii_lowercase()
}

/// Whether every address of the machine is listened on.
fn is_any(host: &str) -> bool {
    host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_unspecified())
}

/// The address under which other machines are likely to reach this one. Nothing is sent to find it: the socket only asks
/// which of the machine's addresses would be used.
fn own_address() -> String {
    let towards = |own: &str, other: &str| {
        let socket = UdpSocket::bind(own).ok()?;
        socket.connect(other).ok()?;
        Some(socket.local_addr().ok()?.ip()).filter(|address| !address.is_unspecified())
    };
    let found = towards("0.0.0.0:0", "192.0.2.1:9").or_else(|| towards("[::]:0", "[2001:db8::1]:9"));
    match found.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)) {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

/// Listens on the address of the settings.
pub(crate) async fn listen(config: &Config) -> Result<TcpListener, Failure> {
    let address = config.text("listen");
    TcpListener::bind(address).await.map_err(|error| Failure::Failed(not_listening(address, &error)))
}

/// Why an address cannot be listened on, and what to do.
fn not_listening(address: &str, error: &Error) -> String {
    let (host, port) = parts(address).unwrap_or_default();
    let next = port.checked_add(1).unwrap_or(7117);
    match error.kind() {
        ErrorKind::AddrInUse => format!(
            "port {port} is in use, perhaps by another Counterpart: end that program, or choose another port, such as \
             --listen {host}:{next}"
        ),
        ErrorKind::AddrNotAvailable => format!(
            "{host} is not an address of this machine: choose one that is, such as --listen 127.0.0.1:{port}, or --listen \
             0.0.0.0:{port} for all of them"
        ),
        ErrorKind::PermissionDenied => format!(
            "this user may not listen on port {port}: choose a port from 1024 on, and put a proxy in front for {port}"
        ),
        _ => format!("{address} cannot be listened on ({error}): choose another address with --listen"),
    }
}

/// Says where the server can be opened, and what is missing if other machines are to open it.
pub(crate) fn tell_addresses(config: &Config, base_url: &str) {
    remark(&format!("Counterpart listens on {base_url}"));
    let host = parts(config.text("listen")).map(|(host, _)| host).unwrap_or_default();
    if config.text("base_url").is_empty() && is_any(&host) {
        remark(&format!(
            "It answers at every address and name of this machine. Links that it writes begin with {base_url}: set base_url if \
             people type another address, and always if a proxy stands in front. Without HTTPS, everyone on the network can \
             read along."
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_a_host_and_a_port() {
        for (text, expected) in [
            ("127.0.0.1:7117", Some(("127.0.0.1", 7117))),
            ("localhost:7117", Some(("localhost", 7117))),
            ("[::]:0", Some(("[::]", 0))),
            ("searchbox.local:80", Some(("searchbox.local", 80))),
        ] {
            assert_eq!(
                parts(text),
                expected.map(|(host, port): (&str, u16)| (host.to_owned(), port)),
                "{text}"
            );
        }
        for text in [
            "7117",
            ":7117",
            "localhost",
            "localhost:",
            "localhost:70000",
            "::1:7117",
            "[x]:1",
            "a b:1",
            "u@h:1",
            "h/p:1",
        ] {
            assert_eq!(parts(text), None, "{text}");
        }
    }

    #[test]
    fn what_keeps_from_listening_is_told_with_what_to_do() {
        let told = |kind: ErrorKind| not_listening("127.0.0.1:7117", &Error::from(kind));
        assert!(told(ErrorKind::AddrInUse).contains("--listen 127.0.0.1:7118"));
        assert!(told(ErrorKind::AddrNotAvailable).contains("not an address of this machine"));
        assert!(told(ErrorKind::PermissionDenied).contains("from 1024"));
        assert!(told(ErrorKind::Other).contains("--listen"));
    }
}
