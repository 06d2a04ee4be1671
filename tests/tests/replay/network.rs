//! A network between a store and its Redis, which loses connections without a word and leads a name elsewhere.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, UnixStream};
use tokio::sync::watch;

use super::redis_server::RedisServer;

/// It works while this lives.
pub(super) struct Network {
    url: String,
    destination: Arc<Mutex<PathBuf>>,
    /// Changes when the connections of before are swallowed.
    swallowed: watch::Sender<()>,
}

impl Network {
    pub(super) async fn to(server: &RedisServer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("redis://{}/", listener.local_addr().unwrap());
        let destination = Arc::new(Mutex::new(server.socket()));
        let (swallowed, swallow) = watch::channel(());
        tokio::spawn(carry_all(listener, destination.clone(), swallow));
        Self { url, destination, swallowed }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Leads new connections elsewhere, as a name does after a failover.
    pub(super) fn lead_to(&self, server: &RedisServer) {
        *self.destination.lock().unwrap() = server.socket();
    }

    /// Carries nothing more over the connections that there are, and closes none, as a firewall that forgot them.
    pub(super) fn swallow_connections(&self) {
        self.swallowed.send(()).unwrap();
    }
}

async fn carry_all(listener: TcpListener, destination: Arc<Mutex<PathBuf>>, swallow: watch::Receiver<()>) {
    loop {
        let (mut near, _) = listener.accept().await.unwrap();
        let destination = destination.lock().unwrap().clone();
        let mut swallow = swallow.clone();
        swallow.mark_unchanged();
        tokio::spawn(async move {
            let mut far = UnixStream::connect(destination).await.unwrap();
            tokio::select! {
                // First: nothing is carried that was sent after it was swallowed.
                biased;
                // An end of the network closes what was swallowed, too.
                Ok(()) = swallow.changed() => while swallow.changed().await.is_ok() {},
                _ = copy_bidirectional(&mut near, &mut far) => {}
            }
        });
    }
}
