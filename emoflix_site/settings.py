"""Settings of EmoFlix: one file, everything that differs between machines comes from the environment.

| variable | default | meaning |
|---|---|---|
| DEBUG | 1 | 0 on any machine strangers can reach |
| DEBUG_PAGES | 0 | 1 shows Django's insides on a page that broke or is missing; only with DEBUG=1 |
| SECRET_KEY | a development key | required, long and secret when DEBUG=0 |
| ALLOWED_HOSTS | localhost | comma-separated host names |
| CSRF_TRUSTED_ORIGINS | none | comma-separated origins whose forms are taken: https://… of the site itself behind a proxy |
| SECURE_SSL_REDIRECT | 1 when DEBUG=0 | plain requests are sent to HTTPS; 0 where the proxy does that |
| DATABASE_URL | SQLite in var/ | postgres://… for more than one machine |
| DATABASE_PREPARES | 1 | PostgreSQL plans repeated questions once; 0 behind a pooler that cannot pass such plans on |
| REDIS_URL | none | shared cache and throttles |
| CELERY_BROKER_URL | none, best another Redis database than REDIS_URL's | imports run on Celery workers; without it each gets a process of its own |
| IMPORTS_DIR | var/imports | where the admin looks for files to import |
| IMPORT_LOOK_SECONDS | 15 | how often a worker looks for imports that were left lying |
| STATIC_ROOT | var/static | where `manage.py collectstatic` puts what browsers load |
| METRICS_TOKEN | none | who may read /metrics; without one only this very machine may |
| LOG_FORMAT | plain, json when DEBUG=0 | how a log line is written |
| EMAIL_URL | none, the console when DEBUG=1 | smtp+tls://name:password@host:587; without one no letter is sent |
| EMAIL_FROM | webmaster@localhost | who letters are from |
| LOG_LEVEL | WARNING, INFO when DEBUG=0 | the least that is written |
| TRUSTED_PROXIES | 0 | how many of the operator's own proxies add to X-Forwarded-For |
| SECRET_KEY_FALLBACKS | none | earlier secrets, comma-separated, while sessions and second factors move over |
| API_RATE | 120/min | what a token or an account may ask of the API |
| API_ADDRESS_RATE | 600/min | what all of an address may ask of the API |
| WRITING_RATE | 60/min | what an account may send to pages: check-ins, corrections … |
| WRITING_ADDRESS_RATE | 300/min | what all of an address may send |
| HEAVY_AT_ONCE | 3 | moods a web worker reads at the same time; fewer than WEB_THREADS |
| WEBHOOK_PRIVATE_HOSTS | none | hosts of the operator's own network that webhooks may tell, also without HTTPS |
| DECODERS | 2 | processes beside each web worker that unpack what people send; 0 = the worker itself does |
| STAFF_NEEDS_SECOND_FACTOR | 1 when DEBUG=0 | the admin opens only after a second factor |
| INDEX_DIR | var/index | where the workers share what they rank films by; empty = each keeps its own |
| REMOTE_POSTER_HOSTS | none | hosts whose pictures pages may show as posters; the others are drawn here |
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF

from emoflix_site.environment import (
    BROKER_SCHEMES,
    HOST,
    HOST_OF_PICTURES,
    ORIGIN,
    REDIS_SCHEMES,
    Environment,
)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"
"""Where a run leaves what it makes; ignored by git."""

environ.Env.read_env(BASE_DIR / ".env")
env = Environment(os.environ)

LOCAL = env.switch("DEBUG", True)
"""Nobody but who sits at this machine uses the site: plain HTTP, letters on the console, static files as they are."""
# who wrote a link wrongly sees the page that everybody would; what broke is on the console
DEBUG = env.switch("DEBUG_PAGES", False) and LOCAL

_DEVELOPMENT_KEY = "development-only-" + "emoflix" * 6
SECRET_KEY = env.text("SECRET_KEY", _DEVELOPMENT_KEY if LOCAL else "")
LEAST_SECRET_LENGTH = 50
if not LOCAL and (
    len(SECRET_KEY) < LEAST_SECRET_LENGTH or len(set(SECRET_KEY)) < 8 or SECRET_KEY == _DEVELOPMENT_KEY
):
    env.faults.append(
        f"With DEBUG=0 the environment must set SECRET_KEY to at least {LEAST_SECRET_LENGTH} random characters."
    )
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.matching(
    "ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"], HOST, "host names such as emoflix.example"
)
CSRF_TRUSTED_ORIGINS = env.matching(
    "CSRF_TRUSTED_ORIGINS", [], ORIGIN, "origins such as https://emoflix.example"
)

INSTALLED_APPS = [
    "emoflix_site.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "import_export",
    "rest_framework",
    "emoflix_site.apps.EmoFlixConfig",
    "emotions",
    "movies",
]

MIDDLEWARE = [
    "emoflix_site.health.Probes",
    "emoflix_site.request_log.Watched",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # before all that may refuse: a refusal is a page, too
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "emoflix_site.private_pages.KeptByNobody",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "emoflix_site.bodies.RefuseHugeBodies",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "emoflix_site.limits.Limits",
    "emoflix_site.overload.Overload",
    "emoflix_site.api.conditional.Conditional",
    "axes.middleware.AxesMiddleware",  # last: it replaces the answer to a log-in that came too often
]

ROOT_URLCONF = "emoflix_site.urls"
WSGI_APPLICATION = "emoflix_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "emoflix_site.look.context",
            ],
            "libraries": {"icons": "emoflix_site.icons"},
        },
    },
]

# --- data -------------------------------------------------------------------------------------------

DATABASE_PREPARES = env.switch("DATABASE_PREPARES", True)
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR / 'emoflix.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets pages be read while an import writes; IMMEDIATE takes the write lock up front, so two
    # writers wait for each other instead of failing half-way
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    }
else:
    # a connection is kept from request to request, and asked whether it still lives before it is used again
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    options = DATABASES["default"].setdefault("OPTIONS", {})
    options.setdefault("connect_timeout", 3)  # seconds
    if DATABASE_PREPARES:
        # what is asked again and again on a connection is planned once
        options |= {"server_side_binding": True, "prepare_threshold": 5}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.address("REDIS_URL", REDIS_SCHEMES, "redis://host:6379/0")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "emoflix_site.cache.ForgivingRedisCache", "LOCATION": REDIS_URL}}
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"  # the database has the last word

# --- imports ----------------------------------------------------------------------------------------

IMPORTS_DIR = Path(env.text("IMPORTS_DIR", str(VAR / "imports")))
CELERY_BROKER_URL = env.address("CELERY_BROKER_URL", BROKER_SCHEMES, "redis://host:6379/1")
CELERY_TASK_ALWAYS_EAGER = not CELERY_BROKER_URL
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker for as long as it takes
IMPORT_LOOK_SECONDS = env.seconds("IMPORT_LOOK_SECONDS", 15.0, least=1.0)
CELERY_TASK_IGNORE_RESULT = True  # an import's row says how it went
CELERY_WORKER_PREFETCH_MULTIPLIER = 1  # an import may take hours: none waits behind another's worker
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

INDEX_DIR = "" if env.is_empty("INDEX_DIR") else str(env.folder("INDEX_DIR", VAR / "index"))

# --- people -----------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: it turns away who tried too often
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_REDIRECT_URL = "emotions:check_in"
ACCOUNT_SIGNUP_REDIRECT_URL = "taste:posters"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = True
# an open browser is not enough to have letters sent elsewhere
ACCOUNT_REAUTHENTICATION_REQUIRED = True
TRUSTED_PROXIES = env.whole("TRUSTED_PROXIES", 0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
STAFF_NEEDS_SECOND_FACTOR = env.switch("STAFF_NEEDS_SECOND_FACTOR", not LOCAL)
MFA_ADAPTER = "emoflix_site.log_in.EncryptedFactors"
MFA_TOTP_ISSUER = "EmoFlix"
MFA_TOTP_TOLERANCE = 1  # a code typed at the end of its half minute is still good (RFC 6238, 5.2)
# what allauth counts is in the cache, which a worker may have to itself; axes counts in the database
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # nobody can lock somebody else out from elsewhere
AXES_RESET_ON_SUCCESS = True
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip"
}  # allauth's own limit by name alone would let anybody shut anybody out
AXES_DISABLE_ACCESS_LOG = True  # who logged in when is nobody's business
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "password", "email"]
AXES_USERNAME_CALLABLE = "emoflix_site.log_in.typed_name"
AXES_CLIENT_IP_CALLABLE = "emoflix_site.log_in.client_address"
AXES_LOCKOUT_CALLABLE = "emoflix_site.log_in.locked_out"
# a letter on the console is a letter in the log, with its reader's address and a link that opens the account
_EMAIL = env.letters("EMAIL_URL", "consolemail://" if LOCAL else "dummymail://")
EMAIL_BACKEND = _EMAIL["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _EMAIL["EMAIL_HOST"] or "localhost", _EMAIL["EMAIL_PORT"] or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _EMAIL["EMAIL_HOST_USER"] or "", _EMAIL["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = _EMAIL.get("EMAIL_USE_TLS", False), _EMAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = env.sender("EMAIL_FROM", "EmoFlix <webmaster@localhost>")

# --- language and time ------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# --- files ------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    # the live reading runs in the browser what the server runs: the same files, not copies of them
    ("models/face", BASE_DIR / "ml" / "artifacts" / "face"),
    ("models/detector", BASE_DIR / "ml" / "artifacts" / "detector"),
]
STATIC_ROOT = env.folder("STATIC_ROOT", VAR / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "emoflix_site.static_files.PackedStaticFiles"
        if not LOCAL
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = LOCAL
WHITENOISE_MAX_AGE = 0 if LOCAL else 60  # seconds; what is packed says itself how long it lasts

# A picture or a voice lives in memory and dies with its request: no temporary file, no media folder.
FILE_UPLOAD_HANDLERS = ["emotions.uploads.BoundedMemoryUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

WEBHOOK_PRIVATE_HOSTS = env.matching("WEBHOOK_PRIVATE_HOSTS", [], HOST, "host names such as hooks.internal")
DECODERS = env.whole("DECODERS", 2)
HEAVY_AT_ONCE = env.whole("HEAVY_AT_ONCE", 3, least=1)
# of gunicorn.conf.py, which cannot ask here; what cannot be meant is told with all the rest
WEB_CONCURRENCY = env.whole("WEB_CONCURRENCY", len(os.sched_getaffinity(0)), least=1)
WEB_THREADS = env.whole("WEB_THREADS", 4, least=1)
WEB_TIMEOUT = env.whole("WEB_TIMEOUT", 30, least=1)

# --- safety -----------------------------------------------------------------------------------------

REMOTE_POSTER_HOSTS = env.matching(
    "REMOTE_POSTER_HOSTS", [], HOST_OF_PICTURES, "host names such as images.example"
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "blob:", "data:", *(f"https://{host}" for host in REMOTE_POSTER_HOSTS)],
        "media-src": [SELF, "blob:"],
        "script-src": [SELF],
        "style-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "upgrade-insecure-requests": not LOCAL,
    },
}
PERMISSIONS_POLICY = {"camera": "self", "microphone": "self", "geolocation": [], "payment": [], "usb": []}
X_FRAME_OPTIONS = "DENY"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
if not LOCAL:
    SECURE_SSL_REDIRECT = env.switch("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# --- API --------------------------------------------------------------------------------------------

API_RATE = env.rate("API_RATE", "120/min")
API_ADDRESS_RATE = env.rate("API_ADDRESS_RATE", "600/min")
WRITING_RATE = env.rate("WRITING_RATE", "60/min")
WRITING_ADDRESS_RATE = env.rate("WRITING_ADDRESS_RATE", "300/min")
REST_FRAMEWORK = {
    # no passwords: they would go round the limits and the second factor of the one log-in
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "emoflix_site.api.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["emoflix_site.api.rendering.ProblemRenderer"],
    "EXCEPTION_HANDLER": "emoflix_site.api.refusals.handler",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "emotions.paging.Newest",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["emoflix_site.api.quotas.Quota"],
    "DEFAULT_THROTTLE_RATES": {"user": API_RATE, "face-reading": "40/min"},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "EmoFlix API",
    "DESCRIPTION": "Say how you feel in words, a picture or a voice; get a mood and ten films with reasons.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "emoflix_site.api.schema.complete",
    ],
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {"EmotionEnum": "emotions.models.EMOTION_CHOICES"},
}

# --- seeing inside ----------------------------------------------------------------------------------

METRICS_TOKEN = env.text("METRICS_TOKEN")
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request": {"()": "emoflix_site.logs.NameRequest"},
        "address": {"()": "emoflix_site.logs.DropAddresses"},
    },
    "formatters": {
        "plain": {"format": "{levelname} {name}: {message}", "style": "{"},
        "json": {"()": "emoflix_site.logs.Lines"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.one_of("LOG_FORMAT", "plain" if LOCAL else "json", ("plain", "json")),
            "filters": ["request", "address"],
        }
    },
    "root": {
        "handlers": ["console"],
        "level": env.one_of("LOG_LEVEL", "WARNING" if LOCAL else "INFO", _LEVELS),
    },
    "loggers": {"django": {"handlers": []}},  # Django's own would write addresses
}

env.insist()
for folder in (VAR, STATIC_ROOT):
    folder.mkdir(parents=True, exist_ok=True)
