"""What a failed test shows of its account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .account import Account

_LISTED_MAX = 20


def describe_calls(journal: Mapping[str, Any]) -> list[str]:
    """A line for each of the latest calls of a journal, and what is known of those without an account.

    A refused call has also why, and the likeliest cause.
    """
    calls: list[Mapping[str, Any]] = journal["requests"]
    left_out = len(calls) - _LISTED_MAX
    head = [f"  … {counted(left_out, 'earlier call')}"] if left_out > 0 else []
    lines = [_line(call) for call in calls[-_LISTED_MAX:]] or ["  none"]
    return [*head, *lines, *_describe_without_account(journal)]


def _describe_without_account(journal: Mapping[str, Any]) -> list[str]:
    """How many calls named no account, and why the latest was refused."""
    unclaimed = journal["without_account"]
    if not unclaimed["latest"]:
        return []
    count = unclaimed["count"]
    were = f"{counted(count, 'call')} without an account {'was' if count == 1 else 'were'}"
    return [
        f"{were} refused during this test, made by it or by another; the latest:",
        _line({**unclaimed["latest"], "operation": None}),
    ]


def _line(call: Mapping[str, Any]) -> str:
    name = call["operation"] or f"{call['method']} {call['path']}"
    answer = " ".join(str(word) for word in (call["status"] or "no answer", call["code"]) if word)
    why = call.get("explanation")
    if not why:
        return f"  {name} {answer}"
    return "\n    ".join([f"  {name} {answer}: {why['why']}", *why["causes"][:1]])


def describe_account(account: Account) -> str:
    """The calls of an account's clients, and where its clock is."""
    clock = account.clock.get()
    return "\n".join(
        [
            f"account {account.name} at {account.url}",
            f"clock {clock['mode']} at {clock['now']}, pace {clock['pace']}",
            "calls:",
            *describe_calls(account.journal.read()),
        ]
    )


def describe_unused_faults(answer: Mapping[str, Any]) -> str:
    """A sentence that names the faults which no call, or not enough calls, met."""
    unused = [
        fault
        for fault in answer["faults"]
        if fault["left"] or (fault["left"] is None and not fault["used"])
    ]
    names = "; ".join(
        f"{fault['id']} ({_pairs(fault.get('match') or {})}: {_pairs(fault['effect'])}) "
        f"was met by {counted(fault['used'], 'call')}, {fault['left'] or 'at least 1'} left"
        for fault in unused
    )
    return f"Faults were not used up: {names}. The program did not make these calls."


def counted(count: int, noun: str) -> str:
    """A count with its noun, such as `1 call` and `2 calls`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _pairs(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items()) or "any call"
