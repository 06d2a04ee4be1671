"""`python -m logto_webhook`, as a program of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import logto_webhook
from logto_webhook import SIGNING_KEY_VARIABLE
from recordings import KEY, event_body, signed

BODY = event_body("User.Deleted", hookId="hook1", params={"userId": "u1"})


def run(*arguments: str, body: bytes = BODY, key: str | None = KEY) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if name != SIGNING_KEY_VARIABLE}
    environment |= {SIGNING_KEY_VARIABLE: key} if key else {}
    command = [sys.executable, "-m", "logto_webhook", *arguments]
    return subprocess.run(command, input=body, env=environment, capture_output=True, timeout=60)  # noqa: S603


def test_what_it_signs_it_verifies(tmp_path: Path) -> None:
    file = tmp_path / "body.json"
    file.write_bytes(BODY)
    done = run("sign", str(file), body=b"")
    assert (done.returncode, done.stdout.decode().strip()) == (0, signed(BODY))
    done = run("verify", signed(BODY))
    assert done.returncode == 0
    told = done.stdout.decode().splitlines()
    assert {"event: User.Deleted", "class: UserDeleted", "hook: hook1", "user: u1"} <= set(told)


def test_a_delivery_of_the_platform_is_verified_as_one() -> None:
    body = b'{"id":"evt_1","type":"user.deleted","created":"2023-06-21T09:15:30Z","data":{"id":"usr_1"}}'
    done = run("verify", "--system", "platform", signed(body), body=body)
    told = ["event: user.deleted", "class: UserDeleted", "id: evt_1", "made: 2023-06-21T09:15:30+00:00", "about: usr_1"]
    assert (done.returncode, done.stdout.decode().splitlines()) == (0, told)
    done = run("verify", signed(body), body=body)
    assert done.stderr.decode().startswith("payload_invalid: expected a JSON object with an `event`")
    done = run("verify", "--system", "platform", signed(body), body=body, key=None)
    assert (done.returncode, done.stderr[:18]) == (1, b"signing_key_empty:")
    assert run("verify", "--system", "another", signed(body), body=body).returncode == 2


def test_a_refusal_is_told_and_fails() -> None:
    done = run("verify", signed(b"{}"))
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode().startswith("signature_mismatch: ")
    done = run("verify", signed(b"[]"), body=b"[]")
    assert done.stderr.decode().startswith("payload_invalid: ")
    done = run("sign", key=None)
    assert (done.returncode, done.stderr[:18]) == (1, b"signing_key_empty:")


def test_no_name_commands_the_terminal() -> None:
    body = b'{"event":"\\u001b[31mred"}'
    done = run("verify", signed(body), body=body)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, rb"event: '\x1b[31mred'")


def test_what_makes_no_sense_is_told() -> None:
    assert run("verify").returncode == 2
    assert run().returncode == 2
    assert run("--version").stdout.decode().strip() == logto_webhook.__version__
    done = run("sign", "no such file")
    assert (done.returncode, done.stderr) == (2, b"the body cannot be read: No such file or directory: no such file\n")
