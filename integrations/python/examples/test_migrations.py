import pytest
import requests
from migrations import Migrations

pytestmark = pytest.mark.sms(fixture="web.yaml")


@pytest.fixture
def migrations(sms_account):
    return Migrations(sms_account.basic_credentials(), sms_account.url)


def test_migrates(migrations, sms_clock):
    migrations.start("move-web-1")
    sms_clock.advance_until(task="move-web-1", state="MIGRATE_SUCCESS")
    assert migrations.progress("move-web-1") == ("MIGRATE_SUCCESS", 100)


@pytest.mark.sms(scenario="{name: cut, then: {fail: {at: MIGRATE_LINUX_FILE, percent: 63}}}")
def test_recovers_when_the_copy_fails(migrations, sms_clock):
    migrations.start("move-web-1")
    sms_clock.advance_until(task="move-web-1", state="MIGRATE_FAIL")
    assert migrations.progress("move-web-1") == ("MIGRATE_FAIL", 63)

    migrations.start("move-web-1")
    sms_clock.advance_until(task="move-web-1", state="MIGRATE_SUCCESS")


def test_tries_again_after_503(migrations, sms_faults, sms_journal):
    sms_faults.add({"match": {"operation": "ListTasks"}, "effect": {"status": 503}, "times": 2})
    assert migrations.progress("move-web-1") == ("READY", 0)
    sms_journal.expect(operation="ListTasks", times=3)


def test_a_token_ends_after_a_day(sms_account, sms_clock):
    def list_tasks(login):
        return requests.get(f"{sms_account.url}/v3/tasks", headers=login.headers).status_code

    login = sms_account.login()
    assert list_tasks(login) == 200
    sms_clock.advance("24h")
    assert list_tasks(login) == 401
    assert list_tasks(sms_account.login()) == 200


@pytest.mark.parametrize("percent", [10, 90])
def test_side_by_side(migrations, sms_clock, percent):  # each has a move-web-1 of its own
    migrations.start("move-web-1")
    sms_clock.advance_until(task="move-web-1", subtask="MIGRATE_LINUX_FILE", percent=percent)
    assert migrations.progress("move-web-1") == ("RUNNING", percent)
