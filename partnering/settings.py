"""Settings, read top to bottom. Everything that differs between places comes from the environment.

Outside demo mode secrets have no default: without SECRET_KEY and ALLOWED_HOSTS the project refuses to start.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- Where we are -----------------------------------------------------------------------------------------
TRACTION_DEMO = env.bool("TRACTION_DEMO", default=False)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var" / ("demo" if TRACTION_DEMO else "live"))))
DEBUG = env.bool("DEBUG", default=False)


def required(name: str, demo_value: str) -> str:
    """The environment's value of `name`; the demo's own value in demo mode; otherwise refuse to start."""
    value: str = env.str(name, default=demo_value if TRACTION_DEMO else "")
    if not value:
        raise ImproperlyConfigured(
            f"Set {name} in the environment. (Only demo mode, TRACTION_DEMO=1, has a default.)"
        )
    return value


SECRET_KEY = required("SECRET_KEY", "demo-only-key-that-protects-nothing-but-sample-data-0123456789")
ALLOWED_HOSTS = [host.strip() for host in required("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")]
BASE_URL = env.str("BASE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# --- What it is made of -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "partnering.apps.PartneringConfig",
    "readiness.apps.ReadinessConfig",
    "agreements.apps.AgreementsConfig",
    "engagement.apps.EngagementConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_include_bootstrap",
    "django_htmx",
    "lucide",
    "csp",
    "auditlog",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "partnering.middleware.note_where_people_are_signed_in",
    "partnering.middleware.show_times_as_people_read_them",
    "partnering.middleware.ask_for_a_second_factor",
    "partnering.looking_as.look_as_another_role",
    "django_htmx.middleware.HtmxMiddleware",
    "partnering.middleware.remember_roles_while_reading",
    "partnering.middleware.explain_what_only_a_button_does",
    "partnering.middleware.note_who_changes_what",
]
ROOT_URLCONF = "partnering.urls"
WSGI_APPLICATION = "partnering.wsgi.application"
ASGI_APPLICATION = "partnering.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "partnering.fixed_parts.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "partnering.context.shell",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Where the truth is kept ------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'traction.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE is what spares writers 'database is locked'; WAL lets readers go on meanwhile.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # PostgreSQL compiles queries that it takes for costly. For those of rights that takes a second, they milliseconds.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
# SQLite as well: to read the schema for each new connection takes it as long as to make half a page. PostgreSQL makes
# its plans anew for each (partnering/prepared.py).
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
# The limits on guessing live here. All processes share them, and they work when Redis doesn't.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "partnering_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # or else many guesses would push out the memory of earlier ones
    }
}
FILE_LIMIT = env.int("FILE_LIMIT_MB", default=10) * 1_000_000
FILES_PER_ORGANISATION = env.int("FILES_PER_ORGANISATION_MB", default=1_000) * 1_000_000
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(VAR_DIR / "media"))

# --- Who comes in -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "partnering.User"
AUTHENTICATION_BACKENDS = ["partnering.coming_in.OneLook"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 7 * 86_400
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "partnering.accounts.InvitationOnlyAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited at an address that their organisation gave
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {"confirm_login_code": "partnering.forms.accounts.ConfirmCodeForm"}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
LOCKED_AFTER, LOCKED_FOR_MINUTES = 5, 15  # wrong passwords for one address, known or not
ACCOUNT_RATE_LIMITS = {
    "login_failed": f"30/m/ip,{LOCKED_AFTER}/{LOCKED_FOR_MINUTES}m/key",
    "request_login_code": "20/m/ip,3/m/key",
    "reset_password": "20/m/ip,5/m/key",
}
SOCIALACCOUNT_ADAPTER = "partnering.organisation_sign_in.SignInByOrganisation"
SOCIALACCOUNT_LOGIN_ON_GET = (
    True  # a form that leads to another site is forbidden by our content security policy
)
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
# Whether organisations' sign-ins may be at private addresses or without HTTPS: for an intranet, tests, the demo.
OIDC_ALLOW_PRIVATE = env.bool("OIDC_ALLOW_PRIVATE", default=TRACTION_DEMO)
MFA_ADAPTER = "partnering.second_factors.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Traction"
MFA_TOTP_TOLERANCE = 1  # phones' clocks are half a minute wrong at times
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the address was given by the organisation, and the invitation went there
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = TRACTION_DEMO  # the demo speaks HTTP, on this machine only
MFA_FORMS = {"add_webauthn": "partnering.forms.accounts.PasskeyForm"}
# Roles whose holders must have a second factor, by their names in choices.RoleKind; empty for none.
MFA_REQUIRED_FOR = env.list(
    "MFA_REQUIRED_FOR", default=[] if TRACTION_DEMO else ["partnership manager", "partnering lead"]
)
TRACTION_DEMO_SIGN_INS = (
    [
        {"role": _("Partnership manager"), "email": "manager@demo.example", "password": "demo-manager"},
        {"role": _("Senior sponsor"), "email": "sponsor@demo.example", "password": "demo-sponsor"},
        {"role": _("Staff member"), "email": "staff@demo.example", "password": "demo-staff"},
    ]
    if TRACTION_DEMO
    else []
)

# --- Words and time ---------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
# What respondents of surveys see is translated further (readiness.languages); the rest speaks English.
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_TZ = True

# --- Static files -----------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(VAR_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str(
            "STATICFILES_BACKEND",
            default="django.contrib.staticfiles.storage.StaticFilesStorage"
            if TRACTION_DEMO or DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage",
        )
    },
}
WHITENOISE_USE_FINDERS = TRACTION_DEMO or DEBUG

# --- Mail -------------------------------------------------------------------------------------------------
if TRACTION_DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(VAR_DIR / "sent-mail")
else:
    vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Traction <traction@localhost>")
EMAIL_TIMEOUT = 20

# E-mails to partnerships' addresses: their domain (none are taken without), and the secret of a mail server that
# hands them over by HTTP.
INBOUND_MAIL_DOMAIN = env.str("INBOUND_MAIL_DOMAIN", default="traction.localhost" if TRACTION_DEMO else "")
INBOUND_MAIL_SECRET = env.str("INBOUND_MAIL_SECRET", default="")

# --- Jobs: the database is the truth, the broker only carries wake-ups --------------------------------------
REDIS_URL = env.str("REDIS_URL", default="")
BROKER_DIR = VAR_DIR / "broker"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, int | str] = {
        # A task that a dead worker had comes back after this; so it must be longer than the longest task.
        "visibility_timeout": 900,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        # A page must not wait for a broker that is down: the next sweep does what the wake-up was for.
        "max_retries": 0,
        "socket_connect_timeout": 2,
    }
else:
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
    }
    for folder in ("queue", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 840
CELERY_TASK_SOFT_TIME_LIMIT = 780
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50  # making PDFs slowly takes up memory
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
# Each sweep finds what is due by now and not yet done, so a missed round loses nothing; times are seconds.
CELERY_BEAT_SCHEDULE = {
    "messages": {"task": "partnering.send_due_messages", "schedule": 60, "options": {"expires": 55}},
    "reminders": {"task": "partnering.remind_of_meetings", "schedule": 300, "options": {"expires": 290}},
    "traction": {"task": "engagement.refresh_traction", "schedule": 60, "options": {"expires": 55}},
    "reports": {"task": "engagement.make_due_reports", "schedule": 60, "options": {"expires": 55}},
    "nudges": {"task": "engagement.nudge", "schedule": 300, "options": {"expires": 290}},
    "surveys": {"task": "readiness.close_due_campaigns", "schedule": 600, "options": {"expires": 590}},
    "counting": {"task": "readiness.count_due_surveys", "schedule": 60, "options": {"expires": 55}},
    "survey-reminders": {
        "task": "readiness.remind_of_surveys",
        "schedule": 600,
        "options": {"expires": 590},
    },
    "survey files": {
        "task": "readiness.forget_old_survey_files",
        "schedule": 3600,
        "options": {"expires": 3500},
    },
    "leavers": {"task": "partnering.close_accounts_of_leavers", "schedule": 600, "options": {"expires": 590}},
    "left-behind": {
        "task": "partnering.withdraw_from_leavers",
        "schedule": 600,
        "options": {"expires": 590},
    },
    "sign-ins": {"task": "partnering.forget_old_sign_ins", "schedule": 86_400},
    "statistics": {"task": "partnering.look_at_tables", "schedule": 86_400},
    "moves": {"task": "partnering.carry_out_due_moves", "schedule": 600, "options": {"expires": 590}},
    "merges": {"task": "partnering.forget_old_merges", "schedule": 3600},
    "audit-seals": {"task": "partnering.seal_audit", "schedule": 60, "options": {"expires": 55}},
    "reads": {"task": "partnering.forget_old_reads", "schedule": 86_400},
    "imports": {"task": "partnering.work_on_due_imports", "schedule": 60, "options": {"expires": 55}},
    "arrivals": {"task": "engagement.forget_old_arrivals", "schedule": 86_400},
    "import-files": {"task": "partnering.forget_old_import_files", "schedule": 3600},
}

# --- The record of changes: our table, with neither addresses of machines nor what browsers say of themselves ----
AUDITLOG_LOGENTRY_MODEL = "partnering.RowChange"
MIGRATION_MODULES = {"auditlog": None}  # or else its own table, which nothing uses, would be made
AUDITLOG_USE_BASE_MANAGER = True  # rows that lists leave out change as well
AUDITLOG_STORE_JSON_CHANGES = True
AUDITLOG_USE_FK_STRING_REPRESENTATION = True
AUDITLOG_DISABLE_REMOTE_ADDR = True
READS_KEPT_DAYS = env.int("READS_KEPT_DAYS", default=365)
AUDIT_KEY = env.str("AUDIT_KEY", default=SECRET_KEY)

# --- How traction is counted: weights of dimensions that differ from the defaults, for instance {"breadth": 0.3} ---
TRACTION_WEIGHTS = env.json("TRACTION_WEIGHTS", default={})

# --- Safety -----------------------------------------------------------------------------------------------
HTTPS = env.bool("HTTPS", default=not TRACTION_DEMO)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # or else everybody would share one limit of failed sign-ins
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"hide_keys": {"()": "partnering.logs.HideKeys"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["hide_keys"]}
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
