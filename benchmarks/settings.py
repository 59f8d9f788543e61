"""The settings of the tests, with templates and static files kept in memory as in production."""

from tools.test_settings import *  # noqa: F403

DEBUG = False
WHITENOISE_AUTOREFRESH = False
ROOT_URLCONF = "benchmarks.urls"
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":  # noqa: F405
    # Helpers of a query would work beside its process, and their time would not be seen.
    DATABASES["default"]["OPTIONS"]["options"] += " -c max_parallel_workers_per_gather=0"  # noqa: F405
