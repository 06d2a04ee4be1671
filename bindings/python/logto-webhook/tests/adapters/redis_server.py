"""A real Redis that a test has to itself, and may kill."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import redis


class RedisServer:
    """A server on a socket of its own."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "redis.sock"
        self.url = f"unix://{self.socket}"
        self.log = folder / "log"
        self._options = ["--port", "0", "--save", "", "--dir", str(folder), "--unixsocket", str(self.socket)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with self.log.open("wb") as log:
            try:
                command = ["redis-server", *self._options]
                self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # noqa: S603
            except FileNotFoundError:
                raise AssertionError("these tests need a real Redis: `make test` installs redis-server") from None
        while not self._answers():
            assert self._process.poll() is None, self.log.read_text()

    def _answers(self) -> bool:
        with redis.Redis.from_url(self.url) as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False

    def kill(self) -> None:
        """Kill it as a crash does: it says good-bye to nobody."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def hang(self) -> None:
        """Let it hang: it stays connected, takes new connections, and answers nobody."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGCONT)

    def ask(self, *words: str) -> Any:
        """Ask it past the store, as an operator with `redis-cli` does."""
        with redis.Redis.from_url(self.url, decode_responses=True) as client:
            return client.execute_command(*words)


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """Start a server, which dies after."""
    with TemporaryDirectory() as folder:
        server = RedisServer(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.kill()
