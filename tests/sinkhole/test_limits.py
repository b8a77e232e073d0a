from rasid.sinkhole.limits import AnswerLimit, Gate


def test_a_network_gets_so_many_answers_and_every_other_empty_one() -> None:
    """A burst of two seconds' worth, then a slip and a drop in turns."""
    limit = AnswerLimit(per_second=2)
    told = [limit.ask(f"192.0.2.{n}", 0.0) for n in range(8)]

    assert ["answer"] * 4 + ["slip", "drop", "slip", "drop"] == told
    assert "answer" == limit.ask("192.0.2.9", 0.5)
    assert "slip" == limit.ask("192.0.2.9", 0.5)


def test_networks_do_not_pay_for_each_other() -> None:
    limit = AnswerLimit(per_second=1)
    for _ in range(5):
        limit.ask("192.0.2.1", 0.0)
        limit.ask("2001:db8:0:aa::1", 0.0)

    assert "answer" == limit.ask("192.0.3.1", 0.0)
    assert "answer" == limit.ask("2001:db8:0:100::1", 0.0)
    assert "answer" != limit.ask("2001:db8:0:ff::1", 0.0)


def test_memory_of_networks_is_bounded() -> None:
    """The one that was not heard of for longest is forgotten."""
    limit = AnswerLimit(per_second=1, most_prefixes=2)
    for _ in range(3):
        limit.ask("192.0.2.1", 0.0)
    limit.ask("192.0.3.1", 0.0)
    limit.ask("192.0.4.1", 0.0)

    assert "answer" == limit.ask("192.0.2.1", 0.0)


def test_gate_counts_all_and_each() -> None:
    gate = Gate(most=3, most_of_one=2)

    assert [True, True, False] == [gate.enter("2001:db8::1") for _ in range(3)]
    assert gate.enter("192.0.2.1")
    assert not gate.enter("192.0.2.2")
    gate.leave("2001:db8::2")
    assert gate.enter("192.0.2.2")
