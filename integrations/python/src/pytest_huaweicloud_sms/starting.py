"""Finds an emulator or starts one."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from .control import Control
from .errors import EmulatorError, EmulatorUnreachable

VERSION = "0.2.0"
PACKAGE = "huaweicloud-sms-emulator"
URL_VARIABLE = "SMS_EMULATOR_URL"
TOKEN_VARIABLE = "SMS_EMULATOR_CONTROL_TOKEN"

_START_LIMIT_S = 120.0
_STOP_LIMIT_S = 5.0
_SETTINGS = ("--clock", "frozen", "--pace", "1", "--log-level", "warn")


@dataclass(frozen=True)
class Running:
    """An emulator that answers: where, how it was found, and what ends it (a process or a container)."""

    url: str
    found: str
    token: str | None = None
    pid: int | None = None
    container: str | None = None

    def to_json(self) -> str:
        """A text from which ``from_json`` makes the same, for the workers of one run."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Running:
        """The opposite of ``to_json``."""
        return cls(**json.loads(text))

    def stop(self) -> None:
        """Ends what ``find_or_start`` started; an emulator that was there before goes on."""
        if self.container is not None:
            subprocess.run(["docker", "rm", "--force", self.container], capture_output=True)
        if self.pid is not None:
            _end(self.pid)


def find_or_start(url: str | None, environment: Mapping[str, str] = os.environ) -> Running:
    """The emulator at a URL, or one that is started: by the command, by npx, or as a container.

    Raises EmulatorUnreachable with what was tried.
    """
    given = url or environment.get(URL_VARIABLE)
    if given:
        return _check(Running(given.rstrip("/"), "URL", environment.get(TOKEN_VARIABLE)))
    for command, found in (
        (["sms-emulator"], "command sms-emulator"),
        (["npx", "--yes", f"{PACKAGE}@{VERSION}"], "npx"),
    ):
        path = shutil.which(command[0], path=environment.get("PATH"))
        if path is not None:
            return _start_process([path, *command[1:]], found)
    docker = shutil.which("docker", path=environment.get("PATH"))
    if docker is not None:
        return _start_container(docker)
    raise EmulatorUnreachable(
        f"There is no emulator: {URL_VARIABLE} and --sms-emulator-url are not set, and there is "
        f"neither sms-emulator (npm install --global {PACKAGE}) nor npx nor docker on the PATH."
    )


def _check(running: Running) -> Running:
    try:
        Control(running.url, running.token).call("info")
    except EmulatorError as error:
        raise EmulatorUnreachable(f"{running.url}: {error} ({TOKEN_VARIABLE})") from None
    return running


def _start_process(command: list[str], found: str) -> Running:
    with tempfile.TemporaryDirectory(prefix="sms-emulator-") as folder:
        file = Path(folder, "endpoints.json")
        log = Path(folder, "log")
        start = ["start", "--port", "0", *_SETTINGS, "--endpoints-file", str(file)]
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*command, *start],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        deadline = time.monotonic() + _START_LIMIT_S
        while not file.exists():
            if process.poll() is not None or time.monotonic() > deadline:
                _end(process.pid)
                text = log.read_text(encoding="utf-8", errors="replace")[-2000:]
                raise EmulatorUnreachable(f"{found} did not start an emulator:\n{text}")
            time.sleep(0.02)
        url = json.loads(file.read_text(encoding="utf-8"))["url"]
    return Running(url, found, pid=process.pid)


def _start_container(docker: str) -> Running:
    token = secrets.token_hex(16)
    image = f"{PACKAGE}:{VERSION}"
    run = [docker, "run", "--rm", "--detach", "--publish", "127.0.0.1::7670"]
    settings = ["--env", f"{TOKEN_VARIABLE}={token}", image, "start", "--host", "0.0.0.0"]
    container = _output([*run, *settings, *_SETTINGS])
    address = _output([docker, "port", container, "7670/tcp"]).splitlines()[0]
    running = Running(f"http://{address}", f"image {image}", token, container=container)
    deadline = time.monotonic() + _START_LIMIT_S
    while True:
        try:
            return _check(running)
        except EmulatorUnreachable:
            if time.monotonic() > deadline:
                running.stop()
                raise
            time.sleep(0.1)


def _output(command: list[str]) -> str:
    ended = subprocess.run(command, capture_output=True, text=True)
    if ended.returncode != 0:
        raise EmulatorUnreachable(f"{' '.join(command[:2])} failed: {ended.stderr.strip()}")
    return ended.stdout.strip()


def _end(pid: int) -> None:
    """Ends a process that leads a group, and the group with it: npx has a child of its own."""
    deadline = time.monotonic() + _STOP_LIMIT_S
    try:
        _signal(pid, signal.SIGTERM)
        while time.monotonic() < deadline:
            if _is_gone(pid):
                return
            time.sleep(0.02)
        _signal(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    except OSError:
        pass  # It has ended already.


def _signal(pid: int, number: int) -> None:
    if hasattr(os, "killpg"):
        os.killpg(pid, number)
    else:
        os.kill(pid, number)


def _is_gone(pid: int) -> bool:
    try:
        if os.waitpid(pid, os.WNOHANG) != (0, 0):
            return True
    except (OSError, AttributeError):
        pass  # Another process of the same run started it.
    try:
        os.kill(pid, 0)
    except OSError:
        return True
    return False
