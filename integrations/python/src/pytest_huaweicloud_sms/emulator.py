"""The emulator of a test run."""

from __future__ import annotations

from collections.abc import Sequence

from .account import Account
from .control import Control
from .starting import Running


class Emulator:
    """An emulator that answers.

    ``url`` is where IAM, SMS and the control API are; ``found`` is how it was found:
    ``URL``, ``command sms-emulator``, ``npx`` or ``image …``.
    """

    def __init__(self, running: Running) -> None:
        self.url = running.url
        self.found = running.found
        self._control = Control(running.url, running.token)

    def account(
        self,
        name: str | None = None,
        *,
        projects: Sequence[str] | None = None,
        now: str | None = None,
    ) -> Account:
        """Creates an account whose clock is frozen, at pace 1. Call its ``delete`` at the end.

        ``name`` is made up if absent, ``projects`` is one region, ``now`` what the clock shows.
        """
        clock: dict[str, object] = {"mode": "frozen", "pace": 1}
        if now is not None:
            clock["now"] = now
        body = {"name": name, "projects": None if projects is None else [*projects], "clock": clock}
        return Account(self._control, self._control.call("createAccount", body=body))
