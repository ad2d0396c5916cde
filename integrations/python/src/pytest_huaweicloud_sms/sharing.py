"""One emulator for all workers of pytest-xdist.

The first worker that needs one starts it and says where it is in a file. The process that
leads the workers stops it at the end: only that one outlives them all.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from .errors import EmulatorUnreachable
from .starting import Running

_WAIT_S = 150.0
_FAILED = "failed: "


def make_folder() -> Path:
    """A folder for the workers of one run."""
    return Path(tempfile.mkdtemp(prefix="pytest-sms-emulator-"))


def share(folder: Path, start: Callable[[], Running]) -> Running:
    """The emulator of the run: this worker starts it if no other has begun to."""
    told = folder / "running"
    try:
        (folder / "claimed").touch(exist_ok=False)
    except FileExistsError:
        return _wait_for(told)
    try:
        running = start()
    except EmulatorUnreachable as error:
        _tell(told, f"{_FAILED}{error}")
        raise
    _tell(told, running.to_json())
    return running


def read(folder: Path) -> Running | None:
    """The emulator of the run, if one was started or found."""
    told = folder / "running"
    text = told.read_text(encoding="utf-8") if told.exists() else _FAILED
    return None if text.startswith(_FAILED) else Running.from_json(text)


def end(folder: Path) -> None:
    """Stops the emulator of the run, and removes the folder."""
    running = read(folder)
    if running is not None:
        running.stop()
    shutil.rmtree(folder, ignore_errors=True)


def _tell(file: Path, text: str) -> None:
    draft = file.with_suffix(".tmp")
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)


def _wait_for(told: Path) -> Running:
    deadline = time.monotonic() + _WAIT_S
    while not told.exists():
        if time.monotonic() > deadline:
            raise EmulatorUnreachable("Another worker began to start an emulator, and did not end.")
        time.sleep(0.02)
    text = told.read_text(encoding="utf-8")
    if text.startswith(_FAILED):
        raise EmulatorUnreachable(text[len(_FAILED) :])
    return Running.from_json(text)
