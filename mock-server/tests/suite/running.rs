//! Mocks that run beside the tests that use them.

use std::time::Duration;
use std::{fs, io};

use logto_mock::{ClockMode, Config, Matcher, MockLogto, NewHook, RunningMock};
use logto_webhook::logto::EventName;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::mock::endpoint;

fn address(mock: &RunningMock) -> &str {
    mock.url().strip_prefix("http://").unwrap()
}

/// The answer to a request without a body.
async fn ask(mock: &RunningMock, request: &str) -> String {
    try_ask(address(mock), request).await.unwrap()
}

async fn try_ask(at: &str, request: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(at).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

fn listing_hooks(token: &str) -> String {
    format!(
        "GET /api/hooks HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
    )
}

#[tokio::test]
async fn its_token_opens_the_management_api_and_its_port_refuses_after_the_stop() {
    let mock = MockLogto::start().await.unwrap();
    assert!(ask(&mock, &listing_hooks(&mock.token())).await.starts_with("HTTP/1.1 200 "));
    assert!(ask(&mock, &listing_hooks("none")).await.starts_with("HTTP/1.1 401 "));
    assert_eq!(
        mock.issuer(),
        format!("http://localhost:{}/oidc", address(&mock).rsplit_once(':').unwrap().1)
    );
    let at = address(&mock).to_owned();
    mock.stop().await;
    assert_eq!(TcpStream::connect(at).await.unwrap_err().kind(), std::io::ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn a_test_that_blocks_its_runtime_starves_no_mock() {
    let receiver = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", receiver.local_addr().unwrap());
    let mock = MockLogto::start().await.unwrap();
    mock.create_hook(NewHook::new(url, [EventName::RoleCreated]));
    let delivery = mock.trigger(EventName::RoleCreated).send().unwrap().remove(0);
    // This thread, which is all that the runtime here has, blocks until the delivery is there.
    let (mut stream, _) = receiver.accept().unwrap();
    std::io::Read::read_exact(&mut stream, &mut [0; 4]).unwrap();
    std::io::Write::write_all(&mut stream, b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
    assert_eq!(mock.block_on(delivery).attempts()[0].status(), Some(204));
    mock.block_on(mock.wait_for(Matcher::any().succeeded())).unwrap();
    mock.block_on(mock.idle()).unwrap();
    mock.stop_blocking();
}

#[test]
fn there_is_a_form_without_async() {
    let mock = MockLogto::start_blocking(Config::default()).unwrap();
    mock.block_on(mock.expect_none(Matcher::any())).unwrap();
    let at = address(&mock).to_owned();
    mock.stop_blocking();
    assert!(std::net::TcpStream::connect(at).is_err());
}

#[tokio::test]
async fn an_event_behind_a_flag_cannot_be_triggered_without_it() {
    let mock = MockLogto::start().await.unwrap();
    let error = mock.trigger(EventName::TrustedDeviceCreated).send().unwrap_err();
    assert!(error.to_string().contains("--dev-features"), "{error}");
}

#[tokio::test]
async fn hundreds_run_at_once_independently_and_leave_nothing_behind() {
    let receiver = endpoint(&[500]).await;
    let threads = || {
        fs::read_dir("/proc/self/task").map(|tasks| {
            let names = tasks.filter_map(|task| fs::read_to_string(task.ok()?.path().join("comm")).ok());
            names.filter(|name| name.trim() == "logto-mock").count()
        })
    };
    let mut config = Config::default();
    config.clock = ClockMode::Auto;
    let mut mocks = Vec::new();
    for _ in 0..200 {
        let mock = MockLogto::start_with(config.clone()).await.unwrap();
        mock.create_hook(NewHook::new(receiver.uri(), [EventName::RoleCreated]));
        mock.trigger(EventName::RoleCreated).send().unwrap();
        mocks.push(mock);
    }
    for mock in &mocks {
        mock.idle().within(Duration::from_secs(60)).await.unwrap();
        let deliveries = mock.deliveries();
        assert_eq!((deliveries.len(), deliveries[0].attempts().len()), (1, 4));
    }
    for mock in mocks {
        let (at, token) = (address(&mock).to_owned(), mock.token());
        mock.stop().await;
        // Another test may have the port by now, and does not know the token.
        let answer = try_ask(&at, &listing_hooks(&token)).await.unwrap_or_default();
        assert!(!answer.starts_with("HTTP/1.1 200 "), "{answer}");
    }
    // Other tests of this program have some of their own; none has as many.
    if let Ok(threads) = threads() {
        assert!(threads < 100, "{threads} threads of mocks are left");
    }
}
