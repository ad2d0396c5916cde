"""What goes wrong, each with a sentence that says what to do."""

from __future__ import annotations

from typing import Any


class EmulatorError(Exception):
    """The emulator refused a call. ``status`` is that of HTTP, ``code`` as in docs/errors.md."""

    def __init__(self, message: str, status: int, code: str | None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class EmulatorUnreachable(Exception):
    """No emulator answers, or none can be started here."""


class ConditionNotMet(AssertionError):
    """The clock was moved, and what it was moved for did not happen.

    ``result`` is the answer of the call: ``from``, ``to``, ``stopped``, ``events``.
    """

    def __init__(self, message: str, result: dict[str, Any]) -> None:
        super().__init__(message)
        self.result = result


class UnexpectedRequests(AssertionError):
    """The program under test made another number of calls than expected."""
