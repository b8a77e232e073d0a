"""Events to sessions and visits, and who is at home where."""

from rasid.sessions.build import build_sessions, weigh_homes

__all__ = ["build_sessions", "weigh_homes"]
