"""The base class of every domain error."""


class Refused(Exception):
    """A rule forbids it. The message is translated and safe to show to the person who asked."""

    @property
    def message(self) -> str:
        return str(self.args[0]) if self.args else ""
