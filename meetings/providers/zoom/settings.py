"""Settings for Zoom: a server-to-server app in the club's own account."""

from django.core.exceptions import ImproperlyConfigured
from environ import Env


def read(env: Env, *, production: bool) -> dict[str, object]:
    """Read this provider's settings from the environment.

    Raises:
        ImproperlyConfigured: some are missing, or an address is not https in production.
    """
    values = {
        "ZOOM_ACCOUNT_ID": env.str("ZOOM_ACCOUNT_ID", default=""),
        "ZOOM_CLIENT_ID": env.str("ZOOM_CLIENT_ID", default=""),
        "ZOOM_CLIENT_SECRET": env.str("ZOOM_CLIENT_SECRET", default=""),
    }
    hosts = env.list("ZOOM_HOSTS", default=["me"])
    url = env.str("ZOOM_URL", default="https://api.zoom.us/v2").rstrip("/")
    oauth_url = env.str("ZOOM_OAUTH_URL", default="https://zoom.us/oauth/token")
    if values["ZOOM_ACCOUNT_ID"] and not all(values.values()):
        raise ImproperlyConfigured("ZOOM_ACCOUNT_ID needs ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET of the same app.")
    if not hosts:
        raise ImproperlyConfigured("ZOOM_HOSTS names the Zoom users who hold the meetings, separated by commas.")
    if production and not (url.startswith("https://") and oauth_url.startswith("https://")):
        raise ImproperlyConfigured("ZOOM_URL and ZOOM_OAUTH_URL begin with https://.")
    return values | {"ZOOM_HOSTS": hosts, "ZOOM_URL": url, "ZOOM_OAUTH_URL": oauth_url}
