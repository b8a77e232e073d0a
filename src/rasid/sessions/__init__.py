"""Events to sessions and visits, and who is at home where."""

from rasid.sessions.build import build_sessions, take_over, weigh_homes

__all__ = ["build_sessions", "take_over", "weigh_homes"]
