//! Logto, an endpoint and a hook between them, and how a scene is played on that.

use anyhow::{Context, Result};
use logto_webhook::{SigningKey, Webhook};
use tokio::net::TcpListener;

use crate::endpoint::{Arrival, Endpoint};
use crate::logto::{Fault, Hook, Logto};
use crate::mock::Ready;
use crate::scenes::{Ending, Scene, Twist, Verdict};
use crate::screen::Screen;

/// Logto, an endpoint, and the hook between them.
pub(crate) struct Stage {
    logto: Logto,
    hook: Hook,
    endpoint: Endpoint,
    url: String,
    pub(crate) screen: Screen,
}

impl Stage {
    /// Makes the hook first, since its answer has the key, and serves the endpoint with that.
    pub(crate) async fn set(ready: &Ready, mut screen: Screen) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.context("cannot listen on a free port")?;
        let url = format!("http://{}/webhook", listener.local_addr()?);
        let logto = Logto::at(ready);
        let hook = logto.create_hook(&url).await?;
        let webhook = Webhook::new(SigningKey::new(&hook.signing_key)?.named("first key"));
        screen.opening(ready, &url, &hook)?;
        Ok(Self { logto, hook, endpoint: Endpoint::serve(listener, webhook), url, screen })
    }

    /// Plays a scene to its end, and shows what arrives while it goes on.
    pub(crate) async fn play(&mut self, scene: &Scene) -> Result<Ending> {
        self.screen.title(scene)?;
        self.prepare(scene.twist).await?;

        let Self { logto, hook, endpoint, url, screen } = self;
        let sending = send(logto, hook, url, scene);
        tokio::pin!(sending);
        let mut arrivals = Vec::new();
        let mut show = |arrival: Arrival| {
            screen.arrival(&arrivals, &arrival)?;
            arrivals.push(arrival);
            anyhow::Ok(())
        };
        loop {
            tokio::select! {
                Some(arrival) = endpoint.arrivals.recv() => show(arrival)?,
                sent = &mut sending => break sent?,
            }
        }
        // Every attempt was reported before Logto could say that it was the last, but maybe just now.
        while let Ok(arrival) = endpoint.arrivals.try_recv() {
            show(arrival)?;
        }
        let last = arrivals.last().context("nothing arrived at the endpoint")?;
        Ok(Ending { attempts: arrivals.len(), verdict: Verdict::on(last) })
    }

    async fn prepare(&mut self, twist: Twist) -> Result<()> {
        match twist {
            Twist::EndpointFails(times) => self.endpoint.fail_next(times),
            Twist::OldKey => {
                self.hook = self.logto.renew_signing_key(&self.hook).await?;
                let key = SigningKey::new(&self.hook.signing_key)?.named("second key");
                self.endpoint.webhook.replace_keys(key);
            }
            Twist::None | Twist::CustomDataOnly | Twist::BodyChanged | Twist::Test => {}
        }
        Ok(())
    }
}

/// Returns when Logto makes no further attempt.
async fn send(logto: &Logto, hook: &Hook, url: &str, scene: &Scene) -> Result<()> {
    match scene.twist {
        Twist::Test => logto.send_test(hook, scene.event, url).await,
        Twist::BodyChanged => logto.deliver(&scene.variant(), Some(Fault::BodyChanged)).await,
        Twist::OldKey => logto.deliver(&scene.variant(), Some(Fault::OldKey)).await,
        Twist::None | Twist::CustomDataOnly | Twist::EndpointFails(_) => {
            logto.deliver(&scene.variant(), None).await
        }
    }
}
