"""What an account may do: each role all that the one before it may."""

from enum import IntEnum
from typing import Self

from rasid.errors import UsageError


class Role(IntEnum):
    """Roles by what they may do; NOBODY is whoever has not signed in."""

    NOBODY = 0
    VIEWER = 1
    ANALYST = 2
    APPROVER = 3
    ADMIN = 4

    @property
    def label(self) -> str:
        """Its name as it is written."""
        return self.name.lower()

    @classmethod
    def named(cls, text: str) -> Self:
        """Return a role that an account can have; UsageError for another name."""
        for role in cls:
            if role and role.label == text.strip().lower():
                return role
        known = ", ".join(role.label for role in cls if role)
        raise UsageError(f"--role got {text!r}, expected one of: {known}.")
