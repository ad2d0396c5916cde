import pytest
from migrations import Migrations

pytestmark = pytest.mark.sms(fixture="web.yaml", now="2026-01-01T00:00:00Z")


def test_starts_twice(sms_account):
    migrations = Migrations(sms_account.basic_credentials(), sms_account.url)
    migrations.start("move-web-1")
    migrations.start("move-web-1")


def test_waits_for_another_state(sms_clock):
    sms_clock.advance_until(task="move-web-1", state="SYNCING")


def test_never_asks(sms_faults):
    sms_faults.add({"match": {"operation": "ListTasks"}, "effect": {"status": 503}})
