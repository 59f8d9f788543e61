"""The settings of the tests, with templates and static files kept in memory as in production."""

from tools.test_settings import *  # noqa: F403

DEBUG = False
WHITENOISE_AUTOREFRESH = False
ROOT_URLCONF = "benchmarks.urls"
