"""An account of a test's own, with its clock, journal, faults and scenarios."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Union

from .control import Control, send
from .errors import ConditionNotMet, EmulatorError, UnexpectedRequests
from .report import counted, describe_calls

Document = Union[str, Path, Mapping[str, Any], list[Any]]
"""A document: an object, a text in YAML or JSON, or a ``pathlib.Path`` to a file with one."""


Calls = list[dict[str, Any]]
"""Calls of a journal, with the fields of docs/journal.md."""


def read_document(document: Document) -> object:
    """The body for a document: the text of a file, and anything else as it is."""
    return document.read_text(encoding="utf-8") if isinstance(document, Path) else document


@dataclass(frozen=True)
class Project:
    """A project of an account; its name is that of its region."""

    id: str
    name: str


@dataclass(frozen=True)
class Credentials:
    """With what clients log in (``account``, ``user``, ``password``) or sign (``ak``, ``sk``)."""

    account: str
    domain_id: str
    user: str
    password: str = field(repr=False)
    ak: str
    sk: str = field(repr=False)
    projects: tuple[Project, ...]


@dataclass(frozen=True)
class Login:
    """A token of 24 hours of the account's clock, and the headers of calls to SMS."""

    token: str = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    project_id: str


class Clock:
    """The clock of an account. A duration is a text such as ``10m`` or ``PT10M``, or milliseconds."""

    def __init__(self, control: Control, account: str) -> None:
        self._control = control
        self._query = {"account": account}

    def get(self) -> dict[str, Any]:
        """What it shows: ``mode``, ``now`` (ISO 8601 in UTC), ``now_ms``, ``pace``."""
        answer: dict[str, Any] = self._control.call("showClock", query=self._query)
        return answer

    def advance(
        self, by: str | int | None = None, *, events: int | None = None
    ) -> dict[str, Any]:
        """Moves it forward by a duration, or for a number of events that happen by themselves.

        Returns ``from``, ``to``, ``stopped`` and the ``events`` that happened.
        """
        return self._advance({"by": by, "events": events})

    def advance_until(
        self,
        until: str | None = None,
        *,
        task: str | None = None,
        state: str | None = None,
        subtask: str | None = None,
        percent: int | None = None,
        user_op: str | None = None,
        max: str | int | None = None,
    ) -> dict[str, Any]:
        """Moves it until a task is where it should be, or with ``"idle"`` until nothing is left to happen.

        Raises ConditionNotMet with where the task is instead.
        """
        condition: dict[str, object] = {
            key: value
            for key, value in {
                "task": task,
                "state": state,
                "subtask": subtask,
                "percent": percent,
                "user_op": user_op,
            }.items()
            if value is not None
        }
        __tracebackhide__ = True
        result = self._advance({"until": until or condition, "max": max})
        if result["stopped"] != ("idle" if until == "idle" else "condition"):
            raise ConditionNotMet(self._unmet(condition, result), result)
        return result

    def freeze(self) -> dict[str, Any]:
        """Lets it stand still: it moves only when it is advanced."""
        return self._change({"mode": "frozen"})

    def flow(self, pace: float | None = None) -> dict[str, Any]:
        """Lets it follow real time, with ``pace`` seconds of migration work in each second."""
        return self._change({"mode": "flowing", "pace": pace})

    def _advance(self, body: dict[str, object]) -> dict[str, Any]:
        answer: dict[str, Any] = self._control.call("advanceClock", query=self._query, body=body)
        return answer

    def _change(self, body: dict[str, object]) -> dict[str, Any]:
        answer: dict[str, Any] = self._control.call("updateClock", query=self._query, body=body)
        return answer

    def _unmet(self, condition: Mapping[str, object], result: Mapping[str, Any]) -> str:
        end = f"the clock stopped at {result['to']} ({result['stopped']})"
        if not condition:
            return f"Something is still left that happens by itself; {end}."
        aim = ", ".join(f"{name} {value}" for name, value in condition.items() if name != "task")
        name = condition.get("task")
        tasks = self._control.call("overviewTasks", query={**self._query, "task": name})["tasks"]
        place = "it no longer exists"
        if tasks:
            [one, *_] = tasks
            place = f"it is {one['state']}"
            if one["subtask"] is not None:
                place += f", {one['subtask']} at {one['percent'] or 0} %"
        return f"{name} did not reach {aim}: {place}; {end}."


class Journal:
    """The calls that clients of an account made to SMS and IAM, oldest first.

    A filter is any of ``operation``, ``method``, ``path``, ``status``, ``code``, ``since``; ``*`` is any text.
    """

    def __init__(self, control: Control, account: str) -> None:
        self._control = control
        self._account = account

    def list(self, **filter: str | int) -> Calls:
        """The calls that fit a filter; with ``limit`` the latest of them."""
        requests: Calls = self.read(**filter)["requests"]
        return requests

    def read(self, **filter: str | int) -> dict[str, Any]:
        """The calls that fit as ``requests``, and in ``without_account`` those that named no account."""
        query = {"account": self._account, **filter}
        answer: dict[str, Any] = self._control.call("listRequests", query=query)
        return answer

    def expect(self, times: int = 1, **filter: str | int) -> Calls:
        """The calls that fit a filter, if there are exactly ``times``.

        Raises UnexpectedRequests, which lists the calls that were made instead.
        """
        __tracebackhide__ = True
        found = self.list(**filter)
        if len(found) == times:
            return found
        what = ", ".join(f"{name} {value}" for name, value in filter.items()) or "any call"
        were = "was" if len(found) == 1 else "were"
        head = f"Expected {counted(times, 'call')} of {what}, but there {were} {len(found)}. The calls:"
        raise UnexpectedRequests("\n".join([head, *describe_calls(self.read())]))


class Faults:
    """What HTTP calls of an account meet: an error status, a delay, a cut connection (docs/faults.md)."""

    def __init__(self, control: Control, account: str) -> None:
        self._control = control
        self._query = {"account": account}

    def add(self, faults: Document) -> dict[str, Any]:
        """Adds one fault, a list, or a plan. A test that does not use them up fails."""
        body = read_document(faults)
        answer: dict[str, Any] = self._control.call("addFaults", query=self._query, body=body)
        return answer

    def list(self) -> dict[str, Any]:
        """The ``faults``, each with ``used`` and ``left``, and how many are ``left`` in all."""
        answer: dict[str, Any] = self._control.call("listFaults", query=self._query)
        return answer


class Account:
    """An account that nobody else uses: its data, clock, faults, scenarios and journal are its own.

    ``url`` is where its clients find IAM and SMS; ``project_id`` is its first project.
    """

    def __init__(self, control: Control, answer: Mapping[str, Any]) -> None:
        projects = tuple(Project(one["id"], one["name"]) for one in answer["projects"])
        self.credentials = Credentials(**{**answer, "projects": projects})
        self.name = self.credentials.account
        self.project_id = projects[0].id
        self.url = control.url
        self.clock = Clock(control, self.name)
        self.journal = Journal(control, self.name)
        self.faults = Faults(control, self.name)
        self._control = control

    def load_fixture(self, fixture: Document, *, replace: bool = False) -> dict[str, Any]:
        """Loads a fixture that describes one account into this one (docs/fixtures.md)."""
        return self._load("loadFixture", fixture, replace)

    def add_scenarios(self, scenarios: Document, *, replace: bool = False) -> dict[str, Any]:
        """Adds what goes differently in migrations (docs/scenarios.md)."""
        return self._load("addScenarios", scenarios, replace)

    def _load(self, operation: str, document: Document, replace: bool) -> dict[str, Any]:
        query = {"account": self.name, "replace": "true" if replace else None}
        answer: dict[str, Any] = self._control.call(
            operation, query=query, body=read_document(document)
        )
        return answer

    def login(self, project_id: str | None = None) -> Login:
        """Gets a token with ``POST /v3/auth/tokens``, as a client does: the call is in the journal.

        Raises EmulatorError when IAM refuses, as after a fault for KeystoneCreateToken.
        """
        one = self.credentials
        project = project_id or self.project_id
        user = {"name": one.user, "password": one.password, "domain": {"name": one.account}}
        identity = {"methods": ["password"], "password": {"user": user}}
        body = {"auth": {"identity": identity, "scope": {"project": {"id": project}}}}
        json_type = {"Content-Type": "application/json"}
        status, headers, answer = send(
            "POST", f"{self.url}/v3/auth/tokens", json_type, json.dumps(body).encode()
        )
        if status != 201:
            text = answer.decode(errors="replace")
            raise EmulatorError(f"IAM refused the login with {status}: {text}", status, None)
        token = headers["X-Subject-Token"]
        return Login(token, {"X-Auth-Token": token, **json_type}, project)

    def basic_credentials(self) -> Any:
        """``BasicCredentials`` of huaweicloudsdkcore, for clients of a project, such as SmsClient."""
        from huaweicloudsdkcore.auth.credentials import BasicCredentials

        one = self.credentials
        return BasicCredentials(one.ak, one.sk, self.project_id).with_iam_endpoint(self.url)

    def global_credentials(self) -> Any:
        """``GlobalCredentials`` of huaweicloudsdkcore, for clients of the account, such as IamClient."""
        from huaweicloudsdkcore.auth.credentials import GlobalCredentials

        one = self.credentials
        return GlobalCredentials(one.ak, one.sk, one.domain_id).with_iam_endpoint(self.url)

    def delete(self) -> None:
        """Deletes the account with all that is in it. One that is gone already is no error."""
        try:
            self._control.call("deleteAccount", path={"account": self.name})
        except EmulatorError as error:
            if error.status != 404:
                raise
