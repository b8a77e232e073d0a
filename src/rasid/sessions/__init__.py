"""Events to sessions and visits, and who is at home where."""

from rasid.sessions.build import (
    build_sessions,
    forget_events,
    forget_homes,
    take_over,
    weigh_homes,
)

__all__ = ["build_sessions", "forget_events", "forget_homes", "take_over", "weigh_homes"]
