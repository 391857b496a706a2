"""Sessions in the database, which don't take a database that is down for a session that was deleted meanwhile."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError


class SessionStore(db.SessionStore):
    """Django's own makes any error while it saves an `UpdateError`: the reader would be told of a bad request (400)."""

    def save(self, must_create: bool = False) -> None:  # as in Django
        try:
            super().save(must_create)
        except UpdateError as error:
            failure = error.__context__
            if failure is not None and failure.__cause__ is not None:  # the driver's, not an update of no row
                raise failure from failure.__cause__
            raise
