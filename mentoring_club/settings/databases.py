"""PostgreSQL, Redis, sessions."""

from django.core.exceptions import ImproperlyConfigured

from core.redis_urls import RedisURL
from mentoring_club.settings.environment import PRODUCTION, address, env

if PRODUCTION and not env.str("DATABASE_URL", default=""):
    raise ImproperlyConfigured("Set DATABASE_URL: postgres://user:password@host/name, PostgreSQL 15 or newer.")
if PRODUCTION and not env.str("REDIS_URL", default=""):
    raise ImproperlyConfigured("Set REDIS_URL: redis://:password@host:6379/0.")
DATABASES = {"default": address("DATABASE_URL", env.db, default="postgres:///club")}
if DATABASES["default"].get("ENGINE") != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL names a PostgreSQL: postgres://user:password@host/name.")
if PRODUCTION and not DATABASES["default"]["NAME"]:
    raise ImproperlyConfigured("DATABASE_URL ends with the name of the database: postgres://user:password@host/name.")
DATABASES["default"] |= {
    "PASSWORD": DATABASES["default"]["PASSWORD"] or env.str("POSTGRES_PASSWORD", default=""),
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    # Compiling a query takes PostgreSQL longer than running any of a page.
    "OPTIONS": {"options": "-c jit=off"} | DATABASES["default"].get("OPTIONS", {}),
    "TEST": {"NAME": "test_club" + env.str("TEST_DB_SUFFIX", default="")},
}
MIGRATION_LOCK_SECONDS = env.float("MIGRATION_LOCK_SECONDS", default=5.0)
BACKUP_FOLDER = env.str("BACKUP_FOLDER", default="")
BACKUP_KEY = env.str("BACKUP_KEY", default="")
if BACKUP_KEY and len(BACKUP_KEY) < 20:
    raise ImproperlyConfigured("BACKUP_KEY is too weak: use at least 20 random characters.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_CA = env.str("REDIS_CA", default="")


def redis_url(name: str, text: str, *, password: str = "") -> RedisURL:
    """Parse the URL in the variable `name`; the server's certificate must be signed by `REDIS_CA`, if set."""
    try:
        return RedisURL.parse(text, password=password, ca=REDIS_CA)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} names a Redis, redis://:password@host:6379/0: {error}.") from error


broker = redis_url(
    "REDIS_URL",
    env.str("REDIS_URL", default="redis://localhost:6379/0"),
    password=env.str("REDIS_PASSWORD", default=""),
)
REDIS_URL = broker.for_redis()
CELERY_BROKER_URL = broker.for_kombu()
own_cache = env.str("CACHE_URL", default="")
CACHE_URL = (redis_url("CACHE_URL", own_cache) if own_cache else broker.beside()).for_redis()
CACHES = {
    "default": {
        "BACKEND": "core.cache.ForgivingRedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": env.str("CACHE_PREFIX", default="club"),
        "OPTIONS": {
            "serializer": "core.cache.Serializer",
            "socket_timeout": 0.3,
            "socket_connect_timeout": 0.3,
            "retry": None,
        },
    }
}
SESSION_ENGINE = "core.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
