from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from rasid.detections import (
    read_suppressions,
    suppress,
    suppressions_in_force,
    undo_suppression,
)
from rasid.errors import UsageError

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
UNTIL = date(2026, 6, 1)


@pytest.fixture
def ledger(either_ledger: Engine) -> Engine:
    return either_ledger


def test_suppression_is_kept(ledger: Engine) -> None:
    made = suppress(
        ledger, "mine", until=UNTIL, why=" a test ", by="Ada", now=NOW, account="Bo@X.y"
    )

    assert [made] == read_suppressions(ledger)
    assert "signals of mine of bo@x.y before 2026-06-01" == made.describe()
    assert "suppression 1 by Ada: a test" == made.signed()


def test_undone_suppression_stays_on_record(ledger: Engine) -> None:
    made = suppress(ledger, "mine", until=UNTIL, why="a test", by="Ada", now=NOW)
    undone = undo_suppression(ledger, made.number, why="it was over", by="Bo", now=NOW)

    assert [made, undone] == read_suppressions(ledger)
    assert [] == suppressions_in_force(read_suppressions(ledger))
    with pytest.raises(UsageError, match="no suppression 1 that holds; known: none holds"):
        undo_suppression(ledger, made.number, why="again", by="Bo", now=NOW)


@pytest.mark.parametrize(("why", "by"), [(" ", "Ada"), ("a test", "")])
def test_nobody_suppresses_without_a_reason(ledger: Engine, why: str, by: str) -> None:
    with pytest.raises(UsageError, match="a suppression needs who made it and why"):
        suppress(ledger, "mine", until=UNTIL, why=why, by=by, now=NOW)


def test_ledger_refuses_to_forget_one(ledger: Engine) -> None:
    suppress(ledger, "mine", until=UNTIL, why="a test", by="Ada", now=NOW)

    with pytest.raises(IntegrityError, match="only ever added"), ledger.begin() as connection:
        connection.exec_driver_sql("DELETE FROM suppressions")
