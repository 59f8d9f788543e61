"""The job runner. `celery -A partnering worker -B` finds this."""

import os

from celery import Celery
from celery.signals import task_prerun
from kombu.transport import TRANSPORT_ALIASES

from partnering.noting import forget_events

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnering.settings")

TRANSPORT_ALIASES["filesystem"] = "partnering.broker:Transport"

app = Celery("traction")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@task_prerun.connect  # type: ignore[untyped-decorator]
def begin_anew(**_kwargs: object) -> None:
    """A job's changes have nothing to do with those of the job before it in the same process."""
    forget_events()
