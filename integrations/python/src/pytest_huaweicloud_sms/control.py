"""Calls of the control API, by the names of its OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from email.message import Message
from typing import Any
from urllib import error, parse, request

from .errors import EmulatorError, EmulatorUnreachable
from .operations import DOCUMENT, OPERATIONS

_TIMEOUT_S = 120
# The emulator is on this machine or named by the user: no proxy is asked for the way.
_opener = request.build_opener(request.ProxyHandler({}))


def send(
    method: str, url: str, headers: Mapping[str, str], data: bytes | None = None
) -> tuple[int, Message, bytes]:
    """Makes one HTTP call. Returns status, headers and body, whatever the status is.

    Raises EmulatorUnreachable when nothing answers.
    """
    call = request.Request(url, data=data, headers=dict(headers), method=method)
    try:
        with _opener.open(call, timeout=_TIMEOUT_S) as answer:
            return answer.status, answer.headers, answer.read()
    except error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.headers, refusal.read()
    except OSError as reason:
        raise EmulatorUnreachable(f"No emulator answers at {url}: {reason}") from None


class Control:
    """The control API of one emulator.

    ``url`` has no slash at its end; ``token`` is what other machines must send.
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = url
        self._token = token

    def call(
        self,
        operation: str,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, object] | None = None,
        body: object = None,
    ) -> Any:
        """Makes a call and returns its answer. A body that is a text is sent as it is, as YAML.

        Raises EmulatorError with the emulator's own sentence when it refuses.
        """
        entry = OPERATIONS[operation]
        given = {key: value for key, value in (query or {}).items() if value is not None}
        _require_known(operation, given, entry.query)
        if isinstance(body, dict) and entry.body != DOCUMENT:
            body = {key: value for key, value in body.items() if value is not None}
            _require_known(operation, body, entry.body)
        place = entry.path.format(
            **{key: parse.quote(value, safe="") for key, value in (path or {}).items()}
        )
        search = f"?{parse.urlencode(given)}" if given else ""
        headers = {} if self._token is None else {"X-Emulator-Token": self._token}
        data = None
        if body is not None:
            is_text = isinstance(body, str)
            headers["Content-Type"] = "application/yaml" if is_text else "application/json"
            data = (body if isinstance(body, str) else json.dumps(body)).encode()
        status, _, answer = send(
            entry.method, f"{self.url}/_emulator/{place}{search}", headers, data
        )
        return self._read(status, answer)

    def _read(self, status: int, answer: bytes) -> Any:
        try:
            document = json.loads(answer)
            failure = document["error"] if status >= 400 else {}
        except (ValueError, KeyError, TypeError):
            text = f"What is at {self.url} is not an emulator: it answered {status}"
            raise EmulatorUnreachable(text) from None
        if status >= 400:
            raise EmulatorError(failure["message"], status, failure.get("code"))
        return document


def _require_known(operation: str, given: Mapping[str, object], known: str) -> None:
    unknown = sorted(set(given) - set(known.split()))
    if unknown:
        raise TypeError(f"{operation} takes no {', '.join(unknown)}; it takes {known}")
