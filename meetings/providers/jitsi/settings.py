"""Settings for Jitsi on the operator's own server."""

from environ import Env


def read(env: Env, *, production: bool) -> dict[str, object]:
    """Read this provider's settings from the environment."""
    return {"JITSI_URL": env.str("JITSI_URL", default="" if production else "https://meet.example.org/")}
