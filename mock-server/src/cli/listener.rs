use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpListener;

use super::exit::{Exit, Refusal, cannot_start};
use crate::config::PORT;

/// A socket that the mock is reached by.
pub(super) struct Listener {
    pub(super) socket: TcpListener,
    pub(super) address: SocketAddr,
}

impl Listener {
    /// Takes the port that an option names.
    pub(super) async fn bind(option: &str, address: SocketAddr) -> Result<Self, Refusal> {
        let socket =
            TcpListener::bind(address).await.map_err(|error| cannot_listen(option, address, &error))?;
        let address = socket.local_addr().map_err(|error| cannot_start("cannot tell the address", &error))?;
        if !address.ip().is_loopback() {
            eprintln!(
                "warning: {address} can be reached from other machines. Whoever reaches it reads signing keys and \
                 makes the mock send requests; listen on 127.0.0.1 unless that is wanted."
            );
        }
        Ok(Self { socket, address })
    }

    /// Where this machine reaches it: one that listens on all addresses has none of its own.
    pub(super) fn url(&self) -> String {
        let ip = match self.address.ip() {
            IpAddr::V4(all) if all.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(all) if all.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            one => one,
        };
        format!("http://{}", SocketAddr::new(ip, self.address.port()))
    }
}

fn cannot_listen(option: &str, address: SocketAddr, error: &io::Error) -> Refusal {
    if error.kind() != io::ErrorKind::AddrInUse {
        return cannot_start(&format!("cannot listen on {address}"), error);
    }
    Refusal(
        Exit::CannotStart,
        format!(
            "{address} is taken, maybe by another logto-mock, or by a Logto, whose own port is {PORT}.\n\
             Stop that one, or use `{option} 0` for a port that is free."
        ),
    )
}
