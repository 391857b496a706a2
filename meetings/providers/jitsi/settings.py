"""Jitsi: the operator's own server."""

from environ import Env


def read(env: Env, *, production: bool) -> dict[str, object]:
    """The settings of this provider, from the environment."""
    return {"JITSI_URL": env.str("JITSI_URL", default="" if production else "https://meet.example.org/")}
