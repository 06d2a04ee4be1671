use clap::Args;

use super::exit::{Exit, Refusal};
use super::key::KeyOption;
use super::output;

pub(super) const EXAMPLES: &str = "\
  logto-mock sign --key KEY < body.json
  logto-mock events --sample User.Created | logto-mock sign --key KEY
  curl http://localhost:3000/webhook --data-binary @body.json \\
    -H \"logto-signature-sha-256: $(logto-mock sign --key KEY < body.json)\"";

/// Signs stdin as Logto signs a body, and prints the signature
///
/// Every byte counts, a newline at the end too: `printf %s` adds none, `echo` does.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    key: KeyOption,
}

pub(super) fn run(options: Options) -> Result<Exit, Refusal> {
    let key = options.key.read()?;
    output::print(key.sign(&output::stdin()?))?;
    Ok(Exit::Success)
}
