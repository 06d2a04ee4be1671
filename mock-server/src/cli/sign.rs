use clap::Args;

use super::exit::{Exit, Refusal};
use super::key::KeyOption;
use super::of_system::SystemOption;
use super::output;

pub(super) const EXAMPLES: &str = "\
  logto-mock sign --key KEY < body.json
  logto-mock events --sample User.Created | logto-mock sign --key KEY
  logto-mock events --system platform --sample user.created | logto-mock sign --system platform --key whsec_SECRET
  curl http://localhost:3000/webhook --data-binary @body.json \\
    -H \"logto-signature-sha-256: $(logto-mock sign --key KEY < body.json)\"";

/// Signs stdin as Logto signs a body, and prints the signature
///
/// The platform signs in the same way, with the whole secret for a key; only the header has another name,
/// `x-webhook-signature`.
///
/// Every byte counts, a newline at the end too: `printf %s` adds none, `echo` does.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// What the signature is for; it is the same in both
    #[command(flatten)]
    _of: SystemOption,

    #[command(flatten)]
    key: KeyOption,
}

pub(super) fn run(options: Options) -> Result<Exit, Refusal> {
    let key = options.key.read()?;
    output::print(key.sign(&output::stdin()?))?;
    Ok(Exit::Success)
}
