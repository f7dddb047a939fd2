"""Django's settings. Whatever differs between machines comes from the environment: docs/settings.md lists it."""

from datetime import timedelta

from csp.constants import NONE, SELF
from environs import validate

from pomost.conf.database import database, replica
from pomost.conf.environment import REPOSITORY, env, home_folder, secret_key
from pomost.conf.media import media
from pomost.conf.time_zones import time_zones

POMOST_HOME = home_folder()
SECRET_KEY = secret_key(POMOST_HOME)
DEBUG = False

# --- Where the site stands

ALLOWED_HOSTS = env.list("POMOST_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
WAGTAILADMIN_BASE_URL = env.str("POMOST_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = WAGTAILADMIN_BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL]
BEHIND_PROXY = env.bool("POMOST_BEHIND_PROXY", False)
ROOT_URLCONF = "pomost.conf.urls"
WSGI_APPLICATION = "pomost.conf.wsgi.application"

# --- Rooms and libraries

INSTALLED_APPS = [
    "pomost.demo",
    "pomost.desk",
    "pomost.website",
    "pomost.register",
    "pomost.places",
    "pomost.languages",
    "pomost.conf",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "csp",
    "django_tasks_db",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pomost.conf.security.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "pomost.conf.locale.AddressLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "pomost.desk.login.middleware.SessionMiddleware",
    "pomost.desk.login.middleware.SecondFactorMiddleware",
    "pomost.desk.reports.ReportsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it puts the page for who is locked out in the place of any other
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["pomost.languages.templatetags.languages"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- Data

DATABASES = {"default": database(env.str("DATABASE_URL", ""), POMOST_HOME)}
if replica_url := env.str("DATABASE_REPLICA_URL", ""):
    DATABASES["replica"] = replica(replica_url, DATABASES["default"])
    DATABASE_ROUTERS = ["pomost.conf.replica.Router"]
    MIDDLEWARE.insert(0, "pomost.conf.replica.ReplicaMiddleware")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = POMOST_HOME / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = POMOST_HOME / "static"
STATIC_URL = "/static/"
STORAGES = {
    "default": media(env.str("POMOST_MEDIA_URL", "")),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
FILE_UPLOAD_PERMISSIONS = 0o640
POMOST_PAGE_CACHE_MB = env.int("POMOST_PAGE_CACHE_MB", 64, validate=validate.Range(min=0))
POMOST_SEVERAL_MACHINES = env.bool("POMOST_SEVERAL_MACHINES", False)
REDIS_URL = env.str("REDIS_URL", "")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# --- Background work

# Wagtail's own jobs (search index, references) use the default: done at once, or pages would be missing from the
# search until a worker comes by. What may wait for `manage.py work` names the alias "background".
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "background": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

# --- Languages and time

LANGUAGES = [
    ("pl", "polski"),
    ("en", "English"),
    ("de", "Deutsch"),
    ("nl", "Nederlands"),
    ("fr", "français"),
]
LANGUAGE_CODE = "pl"
# Asked in this order, and before what the libraries bring; makemessages writes into the first.
LOCALE_PATHS = [REPOSITORY / "pomost" / "locale", REPOSITORY / "pomost" / "wagtail_texts"]
USE_I18N = True
FORMAT_MODULE_PATH = ["pomost.languages.date_formats"]
USE_TZ = True
TIME_ZONE = env.str("POMOST_TIME_ZONE", "Europe/Warsaw")
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES

# --- The office's workplace

WAGTAIL_SITE_NAME = "Pomost"
WAGTAIL_ENABLE_UPDATE_CHECK = False  # would ask a server elsewhere
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # likewise
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # embeds would load from elsewhere
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# Saving is something an officer does, so that every version in the history has an author who meant it.
WAGTAIL_AUTOSAVE_INTERVAL = 0
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "ods", "docx", "xlsx", "txt", "csv"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif"]
WAGTAIL_USAGE_COUNT_ENABLED = True
WAGTAIL_USER_TIME_ZONES = time_zones(TIME_ZONE)

# --- People

POMOST_KEEP_FORMER_CONTACTS_MONTHS = env.int("POMOST_KEEP_FORMER_CONTACTS_MONTHS", 12, validate=validate.Range(min=0))
POMOST_KEEP_MESSAGES_MONTHS = env.int("POMOST_KEEP_MESSAGES_MONTHS", 12, validate=validate.Range(min=1))

# --- Mail

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(POMOST_HOME / "mail")
if mail_url := env.str("POMOST_MAIL_URL", ""):
    _mail = env.dj_email_url("POMOST_MAIL_URL", mail_url)
    EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
    EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 20  # seconds: a server that says nothing holds nobody up for longer
DEFAULT_FROM_EMAIL = env.str("POMOST_MAIL_FROM", "pomost@localhost")

# --- Signing in: desk.login

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "pomost.desk.accounts.DeskBackend"]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
WAGTAILADMIN_USER_LOGIN_FORM = "pomost.desk.login.forms.SignInForm"
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "pomost.desk.login.forms.PasswordResetForm"  # noqa: S105 -- a form, no password
# An account is invited and its password reset by its e-mail address: nobody gives themselves somebody else's.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
PASSWORD_RESET_TIMEOUT = int(timedelta(days=3).total_seconds())
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
POMOST_REQUIRE_SECOND_FACTOR = env.bool("POMOST_REQUIRE_SECOND_FACTOR", False)
OTP_TOTP_ISSUER = WAGTAIL_SITE_NAME

_positive = validate.Range(min=1)
AXES_HANDLER = "pomost.desk.login.throttle.LoginThrottle"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_FAILURE_LIMIT = env.int("POMOST_LOGIN_ATTEMPTS", 5, validate=_positive)
POMOST_LOGIN_ATTEMPTS_PER_ADDRESS = env.int("POMOST_LOGIN_ATTEMPTS_PER_ADDRESS", 50, validate=_positive)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("POMOST_LOGIN_WAIT_MINUTES", 15, validate=_positive))
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the page says when to try again, and that holds
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "pomost.conf.visitors.network_address"
AXES_LOCKOUT_CALLABLE = "pomost.desk.login.throttle.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # who came when is nobody's business once they are in
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "csrfmiddlewaretoken"]

SESSION_ENGINE = "pomost.desk.login.sessions"
SESSION_COOKIE_AGE = 60 * env.int("POMOST_SESSION_IDLE_MINUTES", 120, validate=_positive)
POMOST_SESSION_HOURS = env.int("POMOST_SESSION_HOURS", 12, validate=_positive)

# --- Safety

BASKET_COOKIE_NAME = "basket"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail lifts it for its own previews, and the policy below with it
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True

# The public site may load from itself only. Wagtail's editor needs inline scripts and styles: see conf.security.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- Logs

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"refusals": {"()": "pomost.conf.logs.RefusalsInOneLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]}},
    "root": {"handlers": ["stderr"], "level": env.str("POMOST_LOG_LEVEL", "WARNING")},
}
