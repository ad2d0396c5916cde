"""What pytest finds: fixtures, the marker ``sms``, an option, and what a report shows."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from . import sharing
from .account import Account, Clock, Faults, Journal
from .emulator import Emulator
from .report import describe_account, describe_unused_faults
from .starting import URL_VARIABLE, Running, find_or_start

_folder = pytest.StashKey[Path]()
_running = pytest.StashKey[Running]()
_account = pytest.StashKey[Account]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds ``--sms-emulator-url``."""
    text = f"an SMS emulator that is running ({URL_VARIABLE}); one is started if absent"
    parser.getgroup("sms").addoption("--sms-emulator-url", metavar="URL", help=text)


def pytest_configure(config: pytest.Config) -> None:
    """Makes the marker known."""
    config.addinivalue_line(
        "markers",
        "sms(fixture=None, scenario=None, now=None): what the account of the test begins with: "
        "files beside the test, or documents; what its clock shows.",
    )


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tells a worker of pytest-xdist where the workers of its run meet."""
    if _folder not in node.config.stash:
        node.config.stash[_folder] = sharing.make_folder()
    node.workerinput["sms_emulator_folder"] = str(node.config.stash[_folder])


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Says which emulator was used."""
    running = config.stash.get(_running, None)
    if running is None and _folder in config.stash:
        running = sharing.read(config.stash[_folder])
    if running is not None:
        terminalreporter.write_line(f"SMS emulator: {running.found}, {running.url}")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops the emulator that workers shared."""
    folder = config.stash.get(_folder, None)
    if folder is not None:
        sharing.end(folder)


@pytest.fixture(scope="session")
def sms_emulator(pytestconfig: pytest.Config) -> Generator[Emulator, None, None]:
    """The emulator of the run: at a URL, or started by the command, by npx or as a container."""

    def start() -> Running:
        return find_or_start(pytestconfig.getoption("--sms-emulator-url"))

    worker: dict[str, Any] | None = getattr(pytestconfig, "workerinput", None)
    if worker is not None:
        yield Emulator(sharing.share(Path(worker["sms_emulator_folder"]), start))
        return
    running = start()
    pytestconfig.stash[_running] = running
    try:
        yield Emulator(running)
    finally:
        running.stop()


@pytest.fixture
def sms_account(
    request: pytest.FixtureRequest, sms_emulator: Emulator
) -> Generator[Account, None, None]:
    """An account for this test alone, with what the marker ``sms`` names. Deleted afterwards."""
    wanted = _read_markers(request.node)
    account = sms_emulator.account(now=wanted.pop("now", None))
    request.node.stash[_account] = account
    try:
        if "fixture" in wanted:
            account.load_fixture(_beside(request.path, wanted["fixture"]))
        if "scenario" in wanted:
            account.add_scenarios(_beside(request.path, wanted["scenario"]))
        yield account
    finally:
        account.delete()


@pytest.fixture
def sms_clock(sms_account: Account) -> Clock:
    """The clock of the test's account: frozen until it is advanced."""
    return sms_account.clock


@pytest.fixture
def sms_journal(sms_account: Account) -> Journal:
    """The calls that were made in the test's account."""
    return sms_account.journal


@pytest.fixture
def sms_faults(sms_account: Account) -> Faults:
    """What calls in the test's account meet. The test fails if they do not meet all of it."""
    return sms_account.faults


def _read_markers(item: pytest.Item) -> dict[str, Any]:
    """What the markers of a test, its class and its module say; the nearest counts."""
    wanted: dict[str, Any] = {}
    for marker in reversed(list(item.iter_markers("sms"))):
        unknown = sorted(set(marker.kwargs) - {"fixture", "scenario", "now"})
        if marker.args or unknown:
            given = ", ".join([*map(repr, marker.args), *unknown])
            raise pytest.UsageError(
                f"@pytest.mark.sms takes fixture=, scenario= and now=, not {given}"
            )
        wanted.update(marker.kwargs)
    return wanted


def _beside(test: Path, document: Any) -> Any:
    """A text of one line is the name of a file, from the folder of the test; other texts are documents."""
    is_name = isinstance(document, str) and "\n" not in document and "{" not in document
    return test.parent / document if is_name else document


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fails a test that passed, but did not use up its faults."""
    result = yield
    account = item.stash.get(_account, None)
    if account is not None:
        faults = account.faults.list()
        if faults["left"]:
            pytest.fail(describe_unused_faults(faults), pytrace=False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Shows the account of a failed test in its report."""
    report = yield
    account = item.stash.get(_account, None)
    if report.failed and account is not None and call.when != "teardown":
        try:
            text = describe_account(account)
        except Exception as error:  # The report of the test matters more.
            text = f"The emulator cannot be asked: {error}"
        report.sections.append(("SMS emulator", text))
    return report
