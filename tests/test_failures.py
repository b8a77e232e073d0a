from dataclasses import dataclass

from rasid.failures import AT_ONCE, EACH_SECONDS, MOST_KEYS, Failures


@dataclass
class Clock:
    """A clock that a test sets, in seconds."""

    now: float = 0.0

    def __call__(self) -> float:
        """Return what it was set to."""
        return self.now


def failed(failures: Failures, key: tuple[str, str], times: int) -> None:
    for _ in range(times):
        failures.note(key)


def test_a_few_failures_cost_nothing() -> None:
    failures = Failures(Clock())
    failed(failures, ("a", "1"), AT_ONCE - 1)

    assert 0 == failures.wait(("a", "1"))


def test_more_failures_must_wait_and_are_forgiven() -> None:
    clock = Clock()
    failures = Failures(clock)
    failed(failures, ("a", "1"), AT_ONCE)

    assert EACH_SECONDS == failures.wait(("a", "1"))
    clock.now = EACH_SECONDS
    assert 0 == failures.wait(("a", "1"))
    failures.note(("a", "1"))
    assert EACH_SECONDS == failures.wait(("a", "1"))
    clock.now = 1_000.0
    failed(failures, ("a", "1"), AT_ONCE - 1)
    assert 0 == failures.wait(("a", "1"))


def test_one_key_holds_back_no_other() -> None:
    failures = Failures(Clock())
    failed(failures, ("a", "1"), 1_000)

    assert 0 == failures.wait(("a", "2")) == failures.wait(("b", "1"))


def test_what_is_remembered_is_bounded() -> None:
    failures = Failures(Clock())
    failed(failures, ("first", ""), AT_ONCE)
    for number in range(MOST_KEYS):
        failures.note((str(number), ""))

    assert 0 == failures.wait(("first", ""))
