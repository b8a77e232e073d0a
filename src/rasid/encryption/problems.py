"""Why what is encrypted cannot be read or written."""

from sqlalchemy.exc import DontWrapMixin

from rasid.errors import UsageError


class KeyProblem(DontWrapMixin, UsageError):  # noqa: N818 - it is told as one sentence, not as an error
    """A key is missing, is another one, or opens a text no more; SQLAlchemy lets it through."""
