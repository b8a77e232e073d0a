import pytest

from rasid.sharing.guard import guard_of

GUARD = guard_of(
    [
        *("Ada Example", "آرش فرحزاده", "P0001", "ada@mail.example", "X", "f.zade@x.example"),
        *("José Ibáñez Cruz", "مُحمّد سَعيد"),
    ]
)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Mozilla/5.0 (X11; Linux)", False),
        ("tool for ADA  example", True),
        ("tool/ada-example", True),
        ("حمله به آرش فرحزاده", True),
        ("seen-P0001", True),
        ("x_p0001_y", True),
        ("P00012", False),
        ("adaexample", False),
        ("someone@other.example", True),
        ("tool/1 (F.Zade)", True),
        ("ada", False),
        ("Example, Ada", True),
        ("CRUZ Jose Ibanez/2", True),
        ("tool of محمد سعيد", True),
        ("آرش\u200cفرحزاده", True),
        ("آرش فرح\u200cزاده", True),
        ("tool?u=ali%40other.example", True),
        ("ali%2540other.example", True),
        ("100%40", False),
        ("", False),
    ],
)
def test_a_text_that_tells_of_a_person_is_refused(text: str, refused: bool) -> None:  # noqa: FBT001
    """Names are found whatever their case and what joins their words."""
    assert refused == (GUARD.refusal(text) != "")
