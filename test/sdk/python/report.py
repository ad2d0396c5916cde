"""What the suite tells the runner: one JSON line for each thing that a client can do."""

import json
import sys
import traceback


def check(client, kind, name, work, via="typed"):
    """Runs `work` and reports whether it came to its end, with the seconds that it returns, if any."""
    line = {"client": client, "kind": kind, "name": name, "ok": True, "via": via}
    try:
        seconds = work()
        if isinstance(seconds, float):
            line["seconds"] = round(seconds, 2)
    except Exception as problem:  # noqa: BLE001, whatever it is, it is reported
        where = traceback.extract_tb(problem.__traceback__)[-1]
        what = f"{type(problem).__name__} {problem}"
        line |= {"ok": False, "message": f"{where.name}:{where.lineno} {what}: {where.line}"}
    print(json.dumps(line), flush=True)


def operation_id(function):
    """`register_server` is the operation RegisterServer."""
    return "".join(word.capitalize() for word in function.__name__.split("_"))


def refuse(kind_of_error, work):
    """The error that `work` must end with."""
    try:
        work()
    except kind_of_error as refusal:
        return refusal
    raise AssertionError(f"no {kind_of_error.__name__} was raised")


if sys.flags.optimize:
    sys.exit("the suite is made of assert statements: do not run it with -O")
