"""Sign and verify on the command line: `python -m logto_webhook sign < body.json`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import (
    SIGNATURE_HEADER,
    SIGNING_KEY_VARIABLE,
    BaseEvent,
    SigningKey,
    Webhook,
    WebhookError,
    __version__,
    platform,
)

WEBHOOKS = {"logto": Webhook, "platform": platform.Webhook}


def main(arguments: list[str] | None = None) -> int:
    """Run the command, and give its exit status: 0, 1 for what is refused, 2 for what makes no sense."""
    given = parser().parse_args(arguments)
    try:
        body = sys.stdin.buffer.read() if given.body == "-" else Path(given.body).read_bytes()
    except OSError as error:
        print(f"the body cannot be read: {error.strerror}: {given.body}", file=sys.stderr)
        return 2
    try:
        if given.command == "sign":
            print(SigningKey.from_env().sign(body))
        else:
            print(told(given.system, given.signature, body))
    except WebhookError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def told(system: str, signature: str, body: bytes) -> str:
    """Verify, and tell what it is, in a few lines."""
    delivery = WEBHOOKS[system](SigningKey.from_env()).verify(signature, body)
    event = delivery.event
    lines = {
        "event": event.name,
        "class": type(event).__name__,
        "id": delivery.id,
        "hook": delivery.hook_id,
        "made": delivery.created_at.isoformat() if delivery.created_at else None,
        **about(event),
    }
    return "\n".join(f"{name}: {printable(value)}" for name, value in lines.items() if value is not None)


def about(event: BaseEvent | platform.BaseEvent) -> dict[str, str | None]:
    """Tell whom an event is about, or what."""
    if isinstance(event, BaseEvent):
        return {"user": event.user_id, "organization": event.organization_id}
    return {"about": getattr(getattr(event, "data", None), "id", None)}


def printable(text: str) -> str:
    """Show what a terminal would take for a command."""
    return text if text.isprintable() else repr(text)


def parser() -> argparse.ArgumentParser:
    """Tell what can be said on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m logto_webhook", description=f"The key is in the environment variable {SIGNING_KEY_VARIABLE}."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)
    sign = commands.add_parser("sign", help="print the signature of a body")
    verify = commands.add_parser("verify", help="verify a body, and print what it tells of")
    verify.add_argument("--system", choices=WEBHOOKS, default="logto", help="who sends it: logto unless you say so")
    verify.add_argument(
        "signature",
        help=f"the value of the header {SIGNATURE_HEADER}, or of the platform's {platform.SIGNATURE_HEADER}",
    )
    for command in (sign, verify):
        command.add_argument("body", nargs="?", default="-", help="the file of the raw body; standard input if absent")
    return parser


if __name__ == "__main__":
    sys.exit(main())
