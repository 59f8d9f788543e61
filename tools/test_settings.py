"""The project's settings as the tests see them.

The environment is filled before the real settings are read, since those refuse to start without secrets. Every
test process gets a folder of its own, so that several runs beside each other never meet.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_root = Path(__file__).resolve().parent.parent / "var" / "test"
_root.mkdir(parents=True, exist_ok=True)
_folder = Path(tempfile.mkdtemp(prefix="process-", dir=_root))
_owner = os.getpid()


def _remove_folder() -> None:
    """Clear up, but not from a forked child, which inherits this and shares the folder."""
    if os.getpid() == _owner:
        shutil.rmtree(_folder, ignore_errors=True)


atexit.register(_remove_folder)

os.environ["VAR_DIR"] = str(_folder)
os.environ["TRACTION_DEMO"] = "0"
os.environ["SECRET_KEY"] = "a-key-for-tests-only-which-is-long-enough-to-pass-every-check-0123456789"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["BASE_URL"] = "http://testserver"
os.environ["HTTPS"] = "0"
os.environ["OIDC_ALLOW_PRIVATE"] = "1"
os.environ["MFA_REQUIRED_FOR"] = ""
os.environ["EMAIL_URL"] = "smtp://127.0.0.1:1"
os.environ["STATICFILES_BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
# Playwright's loop runs in the thread of the tests; without this Django refuses the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
if os.environ.get("REDIS_URL"):
    # One numbered database of Redis for each parallel test process.
    _worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rsplit("/", 1)[0] + f"/{_worker}"

from partnering.settings import *  # noqa: E402, F403
from partnering.settings import DATABASES  # noqa: E402

# Hashing slowly protects real passwords; tests have none.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in real life, and not SQLite's in-memory database, which locks in its own way.
    # Tests survive no power cut, so they need not wait for the disk.
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;"
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
LOGGING = {"version": 1, "disable_existing_loggers": False}
# WhiteNoise warns when there is no folder to serve from.
(_folder / "static").mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
# Each test's client loads the middleware anew; it should not list all static files each time.
WHITENOISE_AUTOREFRESH = True
INBOUND_MAIL_DOMAIN = "traction.localhost"
