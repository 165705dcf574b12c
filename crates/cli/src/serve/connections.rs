//! Connections: how many there are, and how long each may take for what it sends. A connection that is idle or slow costs
//! whoever else wants one.

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::ConnectInfo;
use axum::http::Request;
use http_body::Frame;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{Instant, Sleep, sleep_until};
use tower::ServiceExt;

/// What connections may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// How many there are at once.
    pub(super) most: usize,
    /// How many of them from one network address; none where all come from a proxy.
    pub(super) most_of_an_address: Option<usize>,
    /// How long the head of a request may take, from its first byte.
    pub(super) head: Duration,
    /// How long the body of a request may take.
    pub(super) body: Duration,
    /// How long there may be no request.
    pub(super) idle: Duration,
}

impl Limits {
    /// Those of a server.
    pub(super) fn new(trusts_proxy: bool) -> Self {
        Self {
            most: 4_000,
            most_of_an_address: (!trusts_proxy).then_some(100),
            head: Duration::from_secs(10),
            body: Duration::from_secs(30),
            idle: Duration::from_secs(75),
        }
    }
}

/// Answers until `end`, and then until every request in flight is answered.
pub(super) async fn answer(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    mut end: watch::Receiver<bool>,
) {
    let places = Arc::new(Places { limits, taken: Mutex::default() });
    let (is_open, closed) = watch::channel(());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            // An error says that the sender is gone, which is the end as well.
            _ = end.wait_for(|is_ending| *is_ending) => break,
        };
        let Ok((stream, peer)) = accepted else {
            // Too many files are open, as a rule: some are closed in a moment.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        // Whoever has too many connections finds the next one closed.
        let Some(place) = Place::take(&places, peer.ip()) else { continue };
        let (router, end, open) = (router.clone(), end.clone(), closed.clone());
        tokio::spawn(async move {
            converse(stream, peer, router, limits, end).await;
            drop((place, open));
        });
    }
    drop(closed);
    is_open.closed().await;
}

/// Answers the requests of one connection.
async fn converse(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    limits: Limits,
    mut end: watch::Receiver<bool>,
) {
    // Answers are small: they are not held back to be sent together.
    let _ = stream.set_nodelay(true);
    let stage = Arc::new(Mutex::new(Stage::Idle(Instant::now())));
    let at = Arc::clone(&stage);
    let service = service_fn(move |request: Request<Incoming>| {
        let answering = Answering::begin(&at);
        let mut request = request.map(|body| Body::new(Timed::new(body, limits.body)));
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = router.clone().oneshot(request);
        async move {
            let answer = answer.await;
            drop(answering);
            answer
        }
    });
    let stream = TokioIo::new(Watched { stream, stage, limits, sleep: None });
    let mut connection = pin!(http1::Builder::new().serve_connection(stream, service));
    // What goes wrong with a connection is its client's to notice.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = end.wait_for(|is_ending| *is_ending) => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

/// What a connection is at, and since when.
#[derive(Debug, Clone, Copy)]
enum Stage {
    /// No byte of a request has come.
    Idle(Instant),
    /// Some of the head of a request has.
    Head(Instant),
    /// A request is being answered.
    Answering,
}

/// A request in flight.
struct Answering(Arc<Mutex<Stage>>);

impl Answering {
    fn begin(stage: &Arc<Mutex<Stage>>) -> Self {
        *stage.lock().unwrap_or_else(PoisonError::into_inner) = Stage::Answering;
        Self(Arc::clone(stage))
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Stage::Idle(Instant::now());
    }
}

/// A stream that ends where its client takes too long for a request.
struct Watched {
    stream: TcpStream,
    stage: Arc<Mutex<Stage>>,
    limits: Limits,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Watched {
    fn deadline(&self) -> Option<Instant> {
        match *self.stage.lock().unwrap_or_else(PoisonError::into_inner) {
            Stage::Idle(since) => Some(since + self.limits.idle),
            Stage::Head(since) => Some(since + self.limits.head),
            Stage::Answering => None,
        }
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let n_before = buffer.filled().len();
        if let Poll::Ready(read) = Pin::new(&mut self.stream).poll_read(context, buffer) {
            if buffer.filled().len() > n_before {
                let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
                if let Stage::Idle(_) = *stage {
                    *stage = Stage::Head(Instant::now());
                }
            }
            if self.deadline().is_none_or(|deadline| deadline > Instant::now()) {
                return Poll::Ready(read);
            }
        }
        loop {
            // While a request is answered nothing else may wake this connection when the answer is sent.
            let deadline = self.deadline();
            let until = deadline.unwrap_or_else(|| Instant::now() + self.limits.idle);
            let sleep = self.sleep.get_or_insert_with(|| Box::pin(sleep_until(until)));
            if sleep.deadline() != until {
                sleep.as_mut().reset(until);
            }
            ready!(sleep.as_mut().poll(context));
            if deadline.is_some() {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
        }
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// A body that has to be there in time.
struct Timed {
    body: Incoming,
    sleep: Pin<Box<Sleep>>,
}

impl Timed {
    fn new(body: Incoming, within: Duration) -> Self {
        Self { body, sleep: Box::pin(tokio::time::sleep(within)) }
    }
}

impl HttpBody for Timed {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        ready!(self.sleep.as_mut().poll(context));
        Poll::Ready(Some(Err(io::Error::from(io::ErrorKind::TimedOut).into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.body.size_hint()
    }
}

/// How many connections there are.
struct Places {
    limits: Limits,
    taken: Mutex<HashMap<IpAddr, usize>>,
}

/// A connection's place among them.
struct Place {
    places: Arc<Places>,
    address: IpAddr,
}

impl Place {
    /// None where there are as many as there may be.
    fn take(places: &Arc<Places>, address: IpAddr) -> Option<Self> {
        let mut taken = places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.get(&address).copied().unwrap_or_default();
        let is_full = taken.values().sum::<usize>() >= places.limits.most
            || places.limits.most_of_an_address.is_some_and(|most| own >= most);
        if is_full {
            return None;
        }
        taken.insert(address, own + 1);
        Some(Self { places: Arc::clone(places), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        match taken.get_mut(&self.address) {
            Some(n) if *n > 1 => *n -= 1,
            _ => drop(taken.remove(&self.address)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Limits, answer};
    use axum::Router;
    use axum::routing::get;
    use std::net::SocketAddr;
    use std::time::Duration;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::watch;

    const QUICK: Duration = Duration::from_millis(100);

    async fn server(limits: Limits) -> (SocketAddr, watch::Sender<bool>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (end, ending) = watch::channel(false);
        let router = Router::new().route("/", get(|| async { "here" }).post(|body: String| async { body }));
        tokio::spawn(answer(listener, router, limits, ending));
        (address, end)
    }

    async fn sent(address: SocketAddr, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }

    /// All that comes until the server closes the connection.
    async fn rest(mut stream: TcpStream) -> String {
        let mut text = Vec::new();
        // A connection that is reset is closed as well.
        let _ = stream.read_to_end(&mut text).await;
        String::from_utf8(text).unwrap()
    }

    const WHOLE: &str = "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";

    #[tokio::test]
    async fn whoever_is_slow_is_let_go() {
        let limits = Limits { head: QUICK, body: QUICK, idle: QUICK, ..Limits::new(false) };
        let (address, _end) = server(limits).await;
        assert_eq!(rest(sent(address, "").await).await, "", "nothing was asked");
        let half = rest(sent(address, "GET / HTTP/1.1\r\nhost:").await).await;
        assert!(!half.contains("200"), "{half}");
        let body = "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nabc";
        let late = rest(sent(address, body).await).await;
        assert!(late.starts_with("HTTP/1.1 400"), "{late}");
        let kept = rest(sent(address, "GET / HTTP/1.1\r\nhost: a\r\n\r\n").await).await;
        assert!(kept.ends_with("here"), "an idle connection is closed after its answer: {kept}");
        assert!(rest(sent(address, WHOLE).await).await.ends_with("here"));
    }

    #[tokio::test]
    async fn an_address_has_so_many_connections() {
        let (address, _end) = server(Limits { most_of_an_address: Some(3), ..Limits::new(false) }).await;
        let mut idle = Vec::new();
        for _ in 0..3 {
            idle.push(sent(address, "").await);
        }
        assert_eq!(rest(sent(address, WHOLE).await).await, "", "the fourth is closed");
        idle.clear();
        loop {
            // They are closed as soon as the server notices.
            if rest(sent(address, WHOLE).await).await.ends_with("here") {
                break;
            }
            tokio::task::yield_now().await;
        }
    }
}
