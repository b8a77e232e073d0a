"""Events to sessions and visits, and who is at home where."""

from rasid.sessions.build import HOME_BITS, build_sessions, weigh_homes

__all__ = ["HOME_BITS", "build_sessions", "weigh_homes"]
