"""The programs of examples/python, against the emulator of the suite: what they print, and how long they take."""

import contextlib
import io
import re
import sys
from pathlib import Path

from report import check

sys.path.append(str(Path(__file__).parents[3] / "examples/python"))

import by_template  # noqa: E402
import to_server  # noqa: E402


def output_of(program):
    """The lines that a program prints, and how many seconds it took."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        took = program.main()
    return printed.getvalue().splitlines(), took


def migrate_to_server():
    lines, took = output_of(to_server)
    assert lines == [
        "server: ACTIVE",
        "disk: 40 GB, SAS",
        "half copied: SHUTOFF",
        "MIGRATE_SUCCESS: ACTIVE",
        "servers left: 0",
    ], lines
    return took


def migrate_by_template():
    lines, took = output_of(by_template)
    assert lines[0] == f"server: ACTIVE {by_template.FLAVOR} ap-southeast-1b", lines
    assert re.fullmatch(r"address: 192\.168\.1\.\d+", lines[1]), lines
    assert lines[2:] == ["target of the task: True", "servers left: 0"], lines
    return took


def run():
    check("python", "migration", "examples/python/to_server.py", migrate_to_server)
    check("python", "migration", "examples/python/by_template.py", migrate_by_template)
