//! Endpoints behind https: whose certificates count, and what is said of the others.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Child;
use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use logto_mock::Config;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CertifiedKey, IsCa, KeyPair, date_time_ymd,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::server::TlsStream;

use crate::client::{deliver, error};
use crate::command_line::logto_mock;
use crate::mock::Mock;
use crate::receiver::answer;

/// What makes a connection secure by a certificate.
pub(crate) fn acceptor(certificate: &CertifiedKey<KeyPair>) -> TlsAcceptor {
    let key = certificate.signing_key.serialize_der();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.cert.der().clone()], key.try_into().unwrap())
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// An endpoint with a certificate. It answers with what it was sent.
async fn endpoint(certificate: CertifiedKey<KeyPair>) -> String {
    let acceptor = acceptor(&certificate);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            answer_one(&mut stream, "connection: close\r\n").await;
        }
    });
    url
}

async fn answer_one(stream: &mut TlsStream<TcpStream>, headers: &str) {
    let mut seen = Vec::new();
    while !String::from_utf8_lossy(&seen).contains("hookId") {
        assert_ne!(stream.read_buf(&mut seen).await.unwrap(), 0, "{}", String::from_utf8_lossy(&seen));
    }
    let body = Value::from(String::from_utf8_lossy(&seen)).to_string();
    stream.write_all(&answer(200, "OK", headers, body.as_bytes())).await.unwrap();
}

/// An authority that nobody knows yet.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn certificate(&self, name: &str, until: i32) -> CertifiedKey<KeyPair> {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_after = date_time_ymd(until, 1, 1);
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        let signing_key = KeyPair::generate().unwrap();
        CertifiedKey { cert: params.signed_by(&signing_key, &self.0).unwrap(), signing_key }
    }

    /// Where a program finds it that is to know it.
    fn file(&self) -> PathBuf {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("logto-mock-authority-{}.pem", std::process::id()));
        std::fs::write(&path, self.0.as_ref().pem()).unwrap();
        path
    }
}

#[tokio::test]
async fn a_certificate_that_signed_itself_counts_only_where_that_is_asked_for() {
    let certificate = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (strict, url) = (Mock::start().await, endpoint(certificate).await);
    let (_, payload) = deliver(&strict, &url).await;
    let cause = json!({ "message": "self-signed certificate", "code": "DEPTH_ZERO_SELF_SIGNED_CERT" });
    assert_eq!(error(&payload), ("TypeError", json!({ "message": "fetch failed", "cause": cause })));

    let mut config = Config::default();
    config.insecure = true;
    let insecure = Mock::with(config).await;
    let (entry, payload) = deliver(&insecure, &url).await;
    assert_eq!(entry["state"], "succeeded");
    let request = payload["response"]["body"].as_str().unwrap();
    let port = url.rsplit(':').next().unwrap().trim_end_matches('/');
    assert!(request.starts_with("POST / HTTP/1.1\r\n"), "{request}");
    for line in [&format!("host: localhost:{port}"), "accept-encoding: br, gzip, deflate"] {
        assert!(request.lines().any(|found| found == line), "{line}: {request}");
    }
}

#[tokio::test]
async fn a_secure_connection_is_used_again() {
    let certificate = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        // Nobody listens any more.
        drop(listener);
        let mut stream = acceptor(&certificate).accept(stream).await.unwrap();
        loop {
            answer_one(&mut stream, "").await;
        }
    });
    let mut config = Config::default();
    config.insecure = true;
    let mock = Mock::with(config).await;
    for _ in 0..3 {
        assert_eq!(deliver(&mock, &url).await.0["state"], "succeeded");
    }
}

/// The program, with hooks for all events. It is killed with the test.
struct Program(Child, String);

impl Program {
    /// Knows an authority instead of those of the machine.
    fn start(authority: &Authority, args: &[&str]) -> Self {
        let args = [&["serve", "--port", "0", "--json", "--no-auth"], args].concat();
        let mut child = logto_mock(&args).env("SSL_CERT_FILE", authority.file()).spawn().unwrap();
        let mut ready = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut ready).unwrap();
        let ready: Value = serde_json::from_str(&ready).unwrap();
        let address = ready["url"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned();
        Self(child, address)
    }

    async fn call(&self, method: &str, path: &str, body: &str) -> Value {
        let request = Request::builder().method(method).uri(path).header("host", &self.1);
        let request = request.body(Full::new(Bytes::from(body.to_owned()))).unwrap();
        let stream = TokioIo::new(TcpStream::connect(&self.1).await.unwrap());
        let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await.unwrap();
        tokio::spawn(connection);
        let answer = sender.send_request(request).await.unwrap().into_body();
        serde_json::from_slice(&answer.collect().await.unwrap().to_bytes()).unwrap()
    }

    /// The outcome of the one attempt at each hook, the newest first.
    async fn outcomes(&self) -> Vec<Value> {
        let triggered = self.call("POST", "/__mock/trigger", r#"{"event":"User.Created"}"#).await;
        let mut outcomes = Vec::new();
        for delivery in triggered["deliveries"].as_array().unwrap() {
            let path = format!("/__mock/deliveries/{}?wait=20000", delivery["id"].as_str().unwrap());
            outcomes.push(self.call("GET", &path, "").await["attempts"][0]["outcome"].clone());
        }
        outcomes
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn a_certificate_counts_if_this_machine_knows_who_issued_it() {
    let (known, unknown) = (Authority::new(), Authority::new());
    let good = endpoint(known.certificate("localhost", 4000)).await;
    let expired = endpoint(known.certificate("localhost", 2020)).await;
    let of_another = endpoint(known.certificate("other.example", 4000)).await;
    let of_nobody = endpoint(unknown.certificate("localhost", 4000)).await;
    let hooks = ["--hook", &good, "--hook", &expired, "--hook", &of_another, "--hook", &of_nobody];

    let mut outcomes = Program::start(&known, &hooks).outcomes().await;
    outcomes.reverse();
    let names = "Host: localhost. is not in the cert's altnames: DNS:other.example";
    let expected = json!([
        { "status": 200 },
        { "error": "fetch failed: certificate has expired" },
        { "error": format!("fetch failed: Hostname/IP does not match certificate's altnames: {names}") },
        { "error": "fetch failed: unable to verify the first certificate" },
    ]);
    assert_eq!(Value::from(outcomes), expected);

    let insecure = Program::start(&known, &[&hooks[..], &["--insecure"]].concat());
    assert_eq!(insecure.outcomes().await, [(); 4].map(|()| json!({ "status": 200 })));
}
