"""The calls of the control API that this package makes.

Nothing else is called, and no other field is sent. A test of the emulator holds this table
against ``openapi/control.json``.
"""

from __future__ import annotations

from typing import NamedTuple

DOCUMENT = "*"
"""The body of an operation that takes a document."""


class Operation(NamedTuple):
    """One call: its method, its path below ``/_emulator/``, and the fields that it may send.

    ``query`` and ``body`` are names with spaces between them. A body that is
    ``DOCUMENT`` is the user's own: a fixture, scenarios, faults.
    """

    method: str
    path: str
    query: str
    body: str


OPERATIONS = {
    "info": Operation("GET", "info", "", ""),
    "createAccount": Operation("POST", "accounts", "", "name clock projects"),
    "deleteAccount": Operation("DELETE", "accounts/{account}", "", ""),
    "showClock": Operation("GET", "clock", "account", ""),
    "updateClock": Operation("PUT", "clock", "account", "mode pace"),
    "advanceClock": Operation("POST", "clock/advance", "account", "by until max events"),
    "overviewTasks": Operation("GET", "tasks", "account task", ""),
    "loadFixture": Operation("POST", "fixtures", "account replace", "*"),
    "addScenarios": Operation("POST", "scenarios", "account replace", "*"),
    "listFaults": Operation("GET", "faults", "account", ""),
    "addFaults": Operation("POST", "faults", "account", "*"),
    "listRequests": Operation(
        "GET", "requests", "account operation method path status code since limit", ""
    ),
}
