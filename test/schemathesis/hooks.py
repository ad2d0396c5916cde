"""What schemathesis has to know of the service to come further than its first refusal.

Half of the bodies are examples, whole or with a part changed; the rest is made from the document
alone. What an example cannot know is filled in when it is sent: `{source}` is a source without
a task, `{task}` the newest task, `{token}` a token of its own. Time stands still, so that it is moved as things happen.
"""

import copy
import json
import os
from pathlib import Path

import requests
import schemathesis
from hypothesis import strategies as st

URL = os.environ["EMULATOR_URL"]
LOGIN = json.loads(os.environ["EMULATOR_LOGIN"])
HERE = Path(__file__).parent
DOCUMENTED = HERE.parent / "reference" / "sms-v3.examples.json"
PATIENCE_S = 30

BODIES = json.loads((HERE / "examples.json").read_text())
for operation, example in json.loads(DOCUMENTED.read_text())["operations"].items():
    if "body" in example["request"]:
        BODIES.setdefault(operation, []).append(example["request"]["body"])
BODIES["loadFixture"].append((HERE.parents[1] / "fixtures" / "walkthrough.yaml").read_text())

# The ids of the documented examples are nobody's.
task = {**BODIES["CreateTask"][0], "source_server": {"id": "{source}"}, "use_public_ip": False}
BODIES["CreateTask"] = [task, {**task, "syncing": True, "auto_start": True}]
BODIES["DeleteTasks"] = [{"ids": ["{task}"]}]
BODIES["DeleteServers"] = [{"ids": ["{source}"]}]
BODIES["ExportConsistencyResults"][0]["task_info"][0]["task_id"] = "{task}"
BODIES["UpdateTaskStatus"] = [{"operation": one} for one in ["start", "stop", "test", "sync_syncing"]]

session = requests.Session()
session.headers["X-Auth-Token"] = os.environ["EMULATOR_TOKEN"]

ODD = st.one_of(
    st.sampled_from([None, True, "", "x", 0, -1, 1.5, 2**53, "9" * 400, [], {}, [None]]),
    st.text(max_size=20),
    st.integers(),
)


# Where schemathesis may begin: it takes lists for safe, and what makes something for hopeless.
BEGINNINGS = {
    "ShowOverview": ["RegisterServer", "CreateTask"],
    "ListMigprojects": ["CreateTask"],
    "ListTemplates": ["CreateTemplate"],
    "ListPermanentAccessKeys": ["CreatePermanentAccessKey"],
    "RegisterServer": ["CreateTask"],
    "listAccounts": ["createAccount"],
    "listSnapshots": ["saveSnapshot"],
}


@schemathesis.hook
def before_load_schema(context, raw_schema):
    operations = [one for path in raw_schema["paths"].values() for one in path.values()]
    for one in operations:
        answers = [one["responses"].get(status) for status in ("200", "201")]
        for name in BEGINNINGS.get(one["operationId"], []):
            for answer in filter(None, answers):
                answer.setdefault("links", {})[name] = {"operationId": name}


@schemathesis.hook
def before_generate_body(context, strategy):
    name = (context.operation.definition.raw or {}).get("operationId")
    examples = BODIES.get(name)
    if not examples:
        return strategy
    whole = st.sampled_from(examples).map(copy.deepcopy)
    return st.one_of(whole, st.tuples(whole, st.randoms(use_true_random=False), ODD).map(changed), strategy)


def changed(drawn):
    """An example with one of its parts, at any depth, replaced or left out."""
    body, chance, odd = drawn
    places = list(places_of(body))
    if not places:
        return odd
    holder, key = chance.choice(places)
    if chance.random() < 0.3:
        del holder[key]
    else:
        holder[key] = odd
    return body


def places_of(value):
    if isinstance(value, (dict, list)):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from places_of(value[key])


@schemathesis.hook
def before_call(context, case, kwargs):
    case.body = filled(case.body)
    if case.headers and case.headers.get("x-subject-token"):
        case.headers["x-subject-token"] = token()


def filled(value):
    if isinstance(value, dict):
        return {key: filled(item) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item) for item in value]
    return BLANKS[value]() if isinstance(value, str) and value in BLANKS else value


def seen(what):
    return session.get(f"{URL}/_emulator/{what}", timeout=PATIENCE_S).json()[what]


def newest_task():
    return next((one["id"] for one in seen("tasks")), "none")


def free_source():
    """The id of a source that has no task; one is registered if there is none."""
    free = [one["id"] for one in seen("sources") if one["state"] == "waiting" and not one["task"]]
    if free:
        return free[0]
    body = BODIES["RegisterServer"][0]
    made = session.post(f"{URL}/v3/sources", json=body, timeout=PATIENCE_S)
    advance({"events": 1})
    return made.json().get("id", "")


def token():
    answer = session.post(f"{URL}/v3/auth/tokens", json=LOGIN, timeout=PATIENCE_S)
    return answer.headers.get("X-Subject-Token", "")


BLANKS = {"{source}": free_source, "{task}": newest_task, "{token}": token}


def advance(how):
    session.post(f"{URL}/_emulator/clock/advance", json=how, timeout=PATIENCE_S)


MOVES = {"RegisterServer": {"events": 1}, "UpdateTaskStatus": {"by": "PT1M"}}


@schemathesis.hook
def after_call(context, case, response):
    name = (case.operation.definition.raw or {}).get("operationId")
    if name in MOVES and response.status_code == 200:
        advance(MOVES[name])
