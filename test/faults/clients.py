"""What Python's clients see of each fault: prints {client: {kind: {...}}} as JSON."""

import json
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import requests

base, token, kinds = sys.argv[1], sys.argv[2], sys.argv[3].split(",")


def headers(kind):
    return {"X-Auth-Token": token, "X-Emulator-Faults": kind}


def patience(kind):
    return 1 if kind == "late" else 20


def with_requests(kind):
    answer = requests.get(base + "/v3/tasks", headers=headers(kind), timeout=patience(kind))
    seen = {"status": answer.status_code, "retry_after": answer.headers.get("retry-after")}
    answer.json()
    return seen


def with_urllib(kind):
    request = urllib.request.Request(base + "/v3/tasks", headers=headers(kind))
    try:
        with urllib.request.urlopen(request, timeout=patience(kind)) as answer:
            json.loads(answer.read())
            return {"status": answer.status}
    except urllib.error.HTTPError as error:
        return {"status": error.code, "retry_after": error.headers.get("retry-after")}


def chain(error):
    names = []
    while error is not None:
        names.append(type(error).__name__)
        reason = getattr(error, "reason", None)
        error = reason if isinstance(reason, BaseException) else error.__cause__ or error.__context__
    return " < ".join(names)


def seen(client, kind):
    began = time.monotonic()
    try:
        result = client(kind)
    except Exception as error:  # What it is called is what the test is about.
        result = {"error": chain(error)}
    return {**result, "took": (time.monotonic() - began) * 1000}


clients = {"requests": with_requests, "urllib": with_urllib}
with ThreadPoolExecutor(32) as pool:
    running = {
        name: {kind: pool.submit(seen, client, kind) for kind in kinds}
        for name, client in clients.items()
    }
    print(json.dumps({n: {k: f.result() for k, f in r.items()} for n, r in running.items()}))
