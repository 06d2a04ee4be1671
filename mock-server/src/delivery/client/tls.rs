//! TLS as Node's client speaks it: which certificates count, and the words in which the others are refused.

use std::fmt;
use std::io;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    self, CertificateError, ClientConfig, DigitallySignedStruct, OtherError, RootCertStore, SignatureScheme,
};
use url::Host;
use webpki::EndEntityCert;

use crate::cause::Cause;

/// Makes connections secure. The machine's roots are read at the first of them: not every mock needs any.
#[derive(Debug)]
pub(crate) struct Tls {
    insecure: bool,
    connector: OnceCell<Arc<ClientConfig>>,
}

impl Tls {
    /// With `insecure` any certificate counts.
    pub(crate) fn new(insecure: bool) -> Self {
        Self { insecure, connector: OnceCell::new() }
    }

    /// Makes a connection secure, and proves whose it is unless that does not matter.
    pub(crate) async fn secure<S>(&self, host: &Host, stream: S) -> io::Result<TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let config = self.connector.get_or_try_init(|| config(self.insecure)).await?;
        let name = match host {
            Host::Domain(name) => ServerName::try_from(name.clone()).map_err(io::Error::other)?,
            Host::Ipv4(address) => ServerName::IpAddress((*address).into()),
            Host::Ipv6(address) => ServerName::IpAddress((*address).into()),
        };
        TlsConnector::from(Arc::clone(config)).connect(name, stream).await
    }
}

async fn config(insecure: bool) -> io::Result<Arc<ClientConfig>> {
    let provider = Arc::new(ring::default_provider());
    let verifier = if insecure {
        Verifier { provider: Arc::clone(&provider), trusted: Trusted::All }
    } else {
        // Reads files, which may be slow.
        let provider = Arc::clone(&provider);
        tokio::task::spawn_blocking(move || Verifier::of_this_machine(provider))
            .await
            .map_err(io::Error::other)?
    };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// Says whether a certificate counts.
#[derive(Debug)]
struct Verifier {
    provider: Arc<CryptoProvider>,
    trusted: Trusted,
}

#[derive(Debug)]
enum Trusted {
    All,
    /// What roots of this machine stand for.
    ByRoots(Arc<WebPkiServerVerifier>),
    /// The machine has no roots.
    None,
}

impl Verifier {
    fn of_this_machine(provider: Arc<CryptoProvider>) -> Self {
        let mut roots = RootCertStore::empty();
        // What is no certificate is left out, as by every other program on this machine.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let by_roots =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build();
        Self { provider, trusted: by_roots.map_or(Trusted::None, Trusted::ByRoots) }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let verified = match &self.trusted {
            Trusted::All => return Ok(ServerCertVerified::assertion()),
            Trusted::None => Err(CertificateError::UnknownIssuer.into()),
            Trusted::ByRoots(roots) => roots.verify_server_cert(end_entity, intermediates, name, ocsp, now),
        };
        verified.map_err(|error| {
            let cause = refusal(&error, end_entity, intermediates, name);
            CertificateError::Other(OtherError(Arc::new(RefusedCertificate(cause)))).into()
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// A certificate that does not count, in the words of Node.
#[derive(Debug)]
pub(super) struct RefusedCertificate(pub(super) Cause);

impl fmt::Display for RefusedCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.summary())
    }
}

impl std::error::Error for RefusedCertificate {}

/// What OpenSSL, by which Node verifies, says of a certificate. It looks at who issued it first.
fn refusal(
    error: &rustls::Error,
    end_entity: &CertificateDer<'_>,
    intermediates: &[CertificateDer<'_>],
    name: &ServerName<'_>,
) -> Cause {
    let said = |message: &str, code: &str| Cause::new(message).with("code", code);
    match error {
        rustls::Error::InvalidCertificate(
            CertificateError::Expired | CertificateError::ExpiredContext { .. },
        ) => said("certificate has expired", "CERT_HAS_EXPIRED"),
        rustls::Error::InvalidCertificate(
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. },
        ) => said("certificate is not yet valid", "CERT_NOT_YET_VALID"),
        rustls::Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => another_name(end_entity, name),
        _ if is_self_signed(end_entity) => said("self-signed certificate", "DEPTH_ZERO_SELF_SIGNED_CERT"),
        _ if intermediates.iter().any(is_self_signed) => {
            said("self-signed certificate in certificate chain", "SELF_SIGNED_CERT_IN_CHAIN")
        }
        _ => said("unable to verify the first certificate", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
    }
}

fn is_self_signed(certificate: &CertificateDer<'_>) -> bool {
    EndEntityCert::try_from(certificate)
        .is_ok_and(|certificate| certificate.issuer() == certificate.subject())
}

/// Node's own check, after OpenSSL's. Node adds the certificate itself, which we leave out.
fn another_name(certificate: &CertificateDer<'_>, name: &ServerName<'_>) -> Cause {
    let host = name.to_str();
    let reason = if let ServerName::IpAddress(_) = name {
        format!("IP: {host} is not in the cert's list: ")
    } else {
        let certificate = EndEntityCert::try_from(certificate);
        let names = certificate.iter().flat_map(|certificate| certificate.valid_dns_names());
        let names: Vec<_> = names.map(|name| format!("DNS:{name}")).collect();
        format!("Host: {host}. is not in the cert's altnames: {}", names.join(", "))
    };
    let message = format!("Hostname/IP does not match certificate's altnames: {reason}");
    Cause::default()
        .with("code", "ERR_TLS_CERT_ALTNAME_INVALID")
        .with("reason", reason)
        .with("host", host.as_ref())
        .with("message", message)
}
