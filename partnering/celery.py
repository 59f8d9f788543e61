"""The job runner. `celery -A partnering worker -B` finds this."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnering.settings")

app = Celery("traction")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
