"""What the fixtures, the marker and the report do, as a person who runs pytest sees it."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest
from pytest_huaweicloud_sms import Account, Emulator, EmulatorUnreachable
from pytest_huaweicloud_sms.control import Control
from pytest_huaweicloud_sms.report import describe_unused_faults
from pytest_huaweicloud_sms.starting import find_or_start

WEB = Path(__file__).parents[1] / "examples" / "web.yaml"


@pytest.fixture
def run(pytester: pytest.Pytester, sms_emulator: Emulator):
    """Runs pytest on a test file, with the emulator of this run."""

    def run(source: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(source)
        shutil.copy(WEB, pytester.path)
        return pytester.runpytest_inprocess(
            "--sms-emulator-url", sms_emulator.url, "-p", "no:cacheprovider", *options
        )

    return run


def names_of_accounts(url: str) -> set[str]:
    return {one["name"] for one in Control(url).call("info")["accounts"]}


def test_each_test_has_a_fresh_account_that_is_deleted_afterwards(run, sms_emulator):
    before = names_of_accounts(sms_emulator.url)
    result = run(
        """
        import pytest

        @pytest.mark.parametrize("turn", [1, 2])
        def test_fresh(sms_account, sms_journal, turn):
            assert sms_journal.list() == []
            sms_account.login()
            sms_journal.expect(path="/v3/auth/tokens")
        """
    )
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines([f"SMS emulator: URL, {sms_emulator.url}"])
    assert names_of_accounts(sms_emulator.url) == before


def test_the_marker_loads_a_fixture_and_a_scenario_and_sets_the_clock(run):
    result = run(
        """
        import pytest

        SCENARIO = "{name: refused, then: {fail: {at: MIGRATE_LINUX_FILE}}}"

        @pytest.mark.sms(fixture="web.yaml", scenario=SCENARIO, now="2026-01-01T00:00:00Z")
        def test_begins(sms_clock):
            assert sms_clock.get()["now"] == "2026-01-01T00:00:00.000Z"
            assert sms_clock.get()["mode"] == "frozen"
            with pytest.raises(AssertionError, match="move-web-1 did not reach .*it is READY"):
                sms_clock.advance_until(task="move-web-1", state="SYNCING")
            assert sms_clock.flow(pace=60)["pace"] == 60
            assert sms_clock.freeze()["mode"] == "frozen"
            assert sms_clock.advance("10m")["stopped"] == "duration"
        """
    )
    result.assert_outcomes(passed=1)


def test_a_marker_that_is_misspelled_is_refused(run):
    result = run(
        """
        import pytest

        @pytest.mark.sms(fixtures="web.yaml")
        def test_begins(sms_account): ...
        """
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*takes fixture=, scenario= and now=, not fixtures"])


def test_a_failed_test_shows_its_calls_the_reason_of_each_refusal_and_its_clock(run):
    result = run(
        """
        import pytest
        from urllib import request, error

        @pytest.mark.sms(now="2026-01-01T00:00:00Z")
        def test_fails(sms_account, sms_journal):
            call = request.Request(sms_account.url + "/v3/tasks/absent")
            call.add_header("X-Auth-Token", sms_account.login().token)
            with pytest.raises(error.HTTPError):
                request.urlopen(call)
            sms_journal.expect(operation="ShowTask", status=200)
        """
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*Expected 1 call of operation ShowTask, status 200, but there were 0. The calls:",
            "*- SMS emulator -*",
            "account account-* at http*",
            "clock frozen at 2026-01-01T00:00:00.000Z, pace 1",
            "calls:",
            "  KeystoneCreateToken 201",
            "  ShowTask 404 SMS.7703: *",
            "    Account account-* has never seen a task with the id \"absent\" *",
        ]
    )


def test_a_failed_test_tells_of_calls_without_an_account(run):
    result = run(
        """
        import pytest
        from urllib import request, error

        def test_forgets_its_token(sms_account, sms_journal):
            with pytest.raises(error.HTTPError):
                request.urlopen(sms_account.url + "/v3/sources")
            sms_journal.expect(operation="ListServers", status=200)
        """
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "calls:",
            "  none",
            "1 call without an account was refused during this test, made by it or by another; the latest:",
            "  GET /v3/sources 401 APIGW.0301: *",
        ]
    )


def test_a_test_that_does_not_use_up_its_faults_fails(run):
    result = run(
        """
        def test_fault(sms_faults):
            sms_faults.add({"match": {"operation": "ListTasks"}, "effect": {"status": 503}})
        """
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "Faults were not used up: fault-1 (operation ListTasks: status 503) "
            "was met by 0 calls, 1 left. The program did not make these calls."
        ]
    )


def test_a_fault_that_one_call_has_met_says_one_call():
    fault = {"id": "fault-1", "effect": {"status": 503}, "used": 1, "left": 1}
    assert "was met by 1 call, 1 left" in describe_unused_faults({"faults": [fault]})


def test_workers_of_xdist_share_one_emulator_which_ends_with_them(pytester: pytest.Pytester):
    pytester.makepyfile(
        """
        import pathlib, pytest

        @pytest.mark.parametrize("turn", range(8))
        def test_shared(sms_account, sms_emulator, turn):
            file = pathlib.Path(__file__).with_name(f"{sms_account.name}.account")
            file.write_text(sms_emulator.url)
        """
    )
    result = pytester.runpytest_subprocess("-n", "2")
    result.assert_outcomes(passed=8)
    result.stdout.fnmatch_lines(["SMS emulator: command sms-emulator, http://*"])
    files = list(pytester.path.glob("*.account"))
    assert len(files) == 8, "each test had an account of its own"
    [url] = {file.read_text() for file in files}
    with pytest.raises(EmulatorUnreachable):
        Control(url).call("info")


def fake(folder: Path, name: str, text: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="the commands are shell scripts")
def test_an_emulator_is_looked_for_in_order(tmp_path: Path, sms_emulator: Emulator):
    path = {"PATH": str(tmp_path)}
    with pytest.raises(EmulatorUnreachable, match="SMS_EMULATOR_URL .*neither"):
        find_or_start(None, path)

    # A container: its commands answer as docker does, and its port is that of this run's emulator.
    address = sms_emulator.url.removeprefix("http://")
    fake(tmp_path, "docker", f'case "$1" in run) echo c0ffee ;; port) echo {address} ;; esac')
    container = find_or_start(None, path)
    assert container.found.startswith("image huaweicloud-sms-emulator:")
    assert (container.url, container.container) == (sms_emulator.url, "c0ffee")

    command = shutil.which("sms-emulator")
    fake(tmp_path, "npx", f'shift 2; exec {command} "$@"')
    started = find_or_start(None, path)
    assert started.found == "npx"
    started.stop()
    with pytest.raises(EmulatorUnreachable):
        Control(started.url).call("info")

    fake(tmp_path, "sms-emulator", "echo no such luck; exit 1")
    with pytest.raises(EmulatorUnreachable, match="no such luck"):
        find_or_start(None, path)

    given = find_or_start(f"{sms_emulator.url}/", path)
    assert (given.found, given.url) == ("URL", sms_emulator.url)


def test_an_account_costs_milliseconds(sms_emulator: Emulator):
    def turn() -> float:
        begun = time.perf_counter()
        sms_emulator.account().delete()
        return (time.perf_counter() - begun) * 1000

    times = sorted(turn() for _ in range(50))
    print(f"\nan account of its own: {times[0]:.1f} ms at best, {times[25]:.1f} ms in the middle")
    assert times[25] < 100


def test_credentials_are_objects_of_the_sdk(sms_account: Account):
    pytest.importorskip("huaweicloudsdkcore")
    assert sms_account.basic_credentials().project_id == sms_account.project_id
    assert sms_account.global_credentials().domain_id == sms_account.credentials.domain_id
    assert sms_account.credentials.sk not in repr(sms_account.credentials)
