"""A subinterpreter is refused, and harms nobody."""

from __future__ import annotations

import subprocess
import sys

import pytest

BEGIN = """
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
said = '''
try:
    import logto_webhook
except ImportError as error:
    print(error)
'''
"""
SUB = "interpreters.run_string(interpreters.create(), said)\n"
MAIN = "import logto_webhook; logto_webhook.Webhook('key')\n"


@pytest.mark.parametrize("order", [[SUB], [SUB, MAIN], [MAIN, SUB], [SUB, MAIN, SUB]])
def test_a_subinterpreter_is_refused_and_harms_nobody(order: list[str]) -> None:
    command = [sys.executable, "-W", "ignore", "-c", BEGIN + "".join(order)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (ended.returncode, ended.stderr) == (0, "")
    refusals = ended.stdout.splitlines()
    assert len(refusals) == order.count(SUB)
    assert all("does not support loading in subinterpreters" in refusal for refusal in refusals)
