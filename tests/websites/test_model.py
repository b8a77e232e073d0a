from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from rasid.errors import UsageError
from rasid.websites.learning import Knowledge, learn
from rasid.websites.letters import key_of
from rasid.websites.model import ANY_HABIT, PAGE_HABIT, Model, Rate
from rasid.websites.named import Named
from rasid.websites.naming import named
from rasid.websites.visited import packed, unpacked
from websites.conftest import ACCOUNT_WORDS

BAIT = named("verify-accountz9.test")
HONEST = named("river-bread77.example")


def bits(model: Model, *names: Named) -> list[float]:
    return [float(one) for one in model.score(names).bits]


def test_bait_has_more_bits(model: Model) -> None:
    """A new name in a known habit speaks for bait, a new honest one against it."""
    bait, honest = bits(model, BAIT, HONEST)

    assert honest < 0 < bait


def test_words_never_labelled_tell_by_their_field(model: Model) -> None:
    """A name in other words of the same fields is bait, and how many they are is a reason."""
    unseen = named("confirm-members.test")
    (reasons,) = model.explain([unseen])

    assert bits(model, unseen)[0] > bits(model, named("river-bread.test"))[0] + 6
    assert "2 of 2 words" in [one.text for one in reasons if one.kind == "account words"]


def test_account_page_in_other_words_than_the_labelled_is_bait(knowledge: Knowledge) -> None:
    """Names of account words are bait where no labelled name has any, and one such word is not."""
    labelled = [one for one in knowledge.labelled if one.group == "Group B"]
    words = {word: 1.0 if word in ACCOUNT_WORDS else 1e5 for word in knowledge.words}
    model = learn(replace(knowledge, labelled=labelled, words=words), date(2019, 1, 1))
    pure, one_word, honest = bits(
        model, named("confirm-members.test"), named("confirm-river.test"), named("river-bread.test")
    )

    assert pure > one_word + 3
    assert pure > honest + 3


def test_unseen_ending_keeps_the_habit(model: Model) -> None:
    """The words of a habit tell under an ending that it never had."""
    assert bits(model, named("verify-account.example"))[0] > bits(model, HONEST)[0]


def test_reasons_add_up(model: Model) -> None:
    """The bits of a name are the sum of its reasons, and a word is one of them."""
    for name in (BAIT, HONEST, named("com-session.invalid"), named("xn--fcebank-2fg.example")):
        (reasons,) = model.explain([name])
        assert bits(model, name)[0] == pytest.approx(sum(one.bits for one in reasons), abs=1e-3)
    words = {one.text for one in next(model.explain([BAIT])) if one.kind == "word"}
    assert "verify" in words


def test_ending_that_is_weighed_is_the_one_that_is_told(model: Model) -> None:
    """Of a name below a company's ending the reason is that of the company's own name."""
    (reasons,) = model.explain([named("verify-river.blogspot.com")])

    assert ["com"] == [one.text for one in reasons if one.kind == "ending"]


def test_reasons_are_the_same_however_many_are_asked(model: Model) -> None:
    """Reasons of names that are explained together are those of each alone, to the bit."""
    names = [BAIT, HONEST, named("com-session.invalid"), named("xn--fcebank-2fg.example"), BAIT]

    assert [next(model.explain([name])) for name in names] == list(model.explain(names))


def test_habit_is_its_group_s(model: Model) -> None:
    """Each group's names are in its own habit."""
    assert (ANY_HABIT, PAGE_HABIT, "Group A", "Group B") == model.habits
    scores = model.score([BAIT, named("com-session7.invalid")])
    first, second = scores.habits

    assert [0, 1] == scores.close.tolist()
    assert first[2] > first[3]
    assert second[3] > second[2]


def test_rate_falls_as_bits_rise(model: Model) -> None:
    """The share of honest names is 1 for the least bits and falls from there."""
    shares = model.rate.of(np.linspace(-40, 40, 200))

    assert 1.0 == shares[0]
    assert (np.diff(shares) <= 0).all()


def test_rate_and_threshold_agree() -> None:
    """The threshold of a share is where that share is reached."""
    rate = Rate(np.array([0.0, 4.0, 8.0]), np.array([1.0, 0.1, 0.001]))

    assert 0.1 == pytest.approx(float(rate.of(np.array([rate.threshold(0.1)]))[0]))


def test_order_and_company_change_nothing(model: Model) -> None:
    """A name has the same bits alone and among others, whatever their lengths."""
    names = [BAIT, HONEST, named("a.example"), named(f"{'x' * 63}.test")]

    alone = [bits(model, name)[0] for name in names]

    assert alone == pytest.approx(bits(model, *names), abs=1e-4)
    assert alone[::-1] == pytest.approx(bits(model, *names[::-1]), abs=1e-4)


def test_disguise_is_bait(model: Model) -> None:
    """A popular label in letters of another script is bait, whatever else it is."""
    plain, disguised = named("facebank.example"), named("xn--fcebank-2fg.example")

    assert "facebank" == disguised.label
    assert bits(model, disguised)[0] > bits(model, plain)[0] + 10


def test_list_of_honest_names_speaks_for_what_is_on_it(knowledge: Knowledge) -> None:
    """A name on that list counts as visited, and nothing else changes: rates are as without it."""
    every = [(key_of(one.name.label) + key_of(one.name.suffix)) for one in knowledge.honest[::2]]
    key = key_of(BAIT.label) + key_of(BAIT.suffix)
    known = replace(knowledge, visited=unpacked(packed([one % 2**64 for one in every])))
    without, listing = (
        learn(one, date(2019, 1, 1))
        for one in (known, replace(known, listed=unpacked(packed([key % 2**64]))))
    )
    (reasons,) = listing.explain([BAIT])

    assert any(one.kind == "visited" and one.bits < 0 for one in reasons)
    assert bits(listing, BAIT)[0] < bits(without, BAIT)[0]
    assert bits(without, HONEST) == bits(listing, HONEST)
    assert without.rate.threshold(0.01) == listing.rate.threshold(0.01)


def test_past_knows_no_later_label(knowledge: Knowledge) -> None:
    """What was labelled later is neither learnt from nor a habit."""
    past = knowledge.as_of(date(2018, 10, 1))

    assert (ANY_HABIT, PAGE_HABIT, "Group A") == learn(past, date(2018, 10, 1)).habits


def test_nothing_labelled_is_told(knowledge: Knowledge) -> None:
    """Without a labelled name there is nothing to learn."""
    with pytest.raises(UsageError, match="no domain was labelled as bait by 2001-01-01"):
        learn(knowledge.as_of(date(2001, 1, 1)), date(2001, 1, 1))


def test_kept_model_is_the_same(model: Model, tmp_path: Path) -> None:
    """A model read from its file scores as it did."""
    model.save(tmp_path / "model.npz")
    kept = Model.load(tmp_path / "model.npz", model.lexicon)

    assert bits(model, BAIT, HONEST) == bits(kept, BAIT, HONEST)
    assert model.habits == kept.habits


def test_learning_again_is_the_same(knowledge: Knowledge, model: Model) -> None:
    """The same knowledge gives the same bits."""
    assert bits(model, BAIT, HONEST) == bits(learn(knowledge, date(2019, 1, 1)), BAIT, HONEST)
