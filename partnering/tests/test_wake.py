"""Wake-ups are sent after the commit, once, and a broker that is down harms nobody."""

import json

import pytest
from celery import Celery
from django.conf import settings
from django.db import transaction

import partnering.tasks  # noqa: F401  so that its tasks are known
from partnering import wake
from partnering.celery import app


@pytest.fixture
def broker(tmp_path, monkeypatch):
    """A broker in a folder of its own; returns the names of the tasks that wait in it."""
    monkeypatch.setattr(wake, "app", Celery("test", broker="filesystem://", set_as_current=False))
    folder = str(tmp_path)
    wake.app.conf.broker_transport_options = {
        "data_folder_in": folder,
        "data_folder_out": folder,
        "control_folder": str(tmp_path / "control"),
    }
    yield lambda: [json.loads(path.read_text())["headers"]["task"] for path in tmp_path.glob("*.msg")]
    wake.app.close()


@pytest.mark.django_db(transaction=True)
def test_a_bell_rings_after_the_commit_and_once_per_transaction(broker):
    with transaction.atomic():
        wake.ring("some.task", 1)
        wake.ring("some.task", 1)
        wake.ring("some.task", 2)
        assert broker() == []

    assert broker() == ["some.task", "some.task"]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_fails_rings_nothing(broker):
    with pytest.raises(RuntimeError), transaction.atomic():
        wake.ring("some.task")
        raise RuntimeError("no")

    assert broker() == []


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_is_noted_and_survived(monkeypatch, caplog):
    dead = Celery("test", broker="redis://127.0.0.1:1/0", set_as_current=False)
    dead.conf.broker_transport_options = {"max_retries": 0, "socket_connect_timeout": 2}
    monkeypatch.setattr(wake, "app", dead)

    wake.ring("some.task")

    assert "No broker for some.task" in caplog.text
    dead.close()


def test_every_entry_of_the_timetable_names_a_task_that_exists():
    app.loader.import_default_modules()
    named = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert named <= set(app.tasks)


def test_a_task_ends_before_the_broker_would_hand_it_out_again():
    assert settings.CELERY_TASK_SOFT_TIME_LIMIT < settings.CELERY_TASK_TIME_LIMIT < 900
