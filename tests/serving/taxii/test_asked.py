from http import HTTPStatus

import pytest
from starlette.datastructures import QueryParams

from rasid.serving.failure import Failure
from rasid.serving.taxii.asked import MOST_OBJECTS, OF_COLLECTION, OF_VERSIONS, Asked, read_asked


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("", Asked()),
        ("limit=7", Asked(limit=7)),
        ("limit=100000000000000000000", Asked(limit=MOST_OBJECTS)),
        ("added_after=2026-04-01T00:00:00Z", Asked(after="2026-04-01T00:00:00.000000Z")),
        ("added_after=2026-04-01T02:00:00.5%2B02:00", Asked(after="2026-04-01T00:00:00.500000Z")),
        (
            "added_after=2026-04-01T00:00:00Z&next=2026-04-02T00:00:00.000001Z",
            Asked(after="2026-04-02T00:00:00.000001Z"),
        ),
        ("match[id]=a,b&match[type]=c", Asked(ids=("a", "b"), types=("c",))),
        ("match[spec_version]=2.0,2.1", Asked(spec_versions=("2.0", "2.1"))),
        ("match[version]=first,all", Asked(versions=("first", "all"))),
        (
            "match[version]=2026-04-01T00:00:00Z",
            Asked(versions=("2026-04-01T00:00:00.000000Z", "2026-04-01T00:00:00.000Z")),
        ),
        ("unknown=1&unknown=2", Asked()),
    ],
)
def test_a_query_is_read(query: str, asked: Asked) -> None:
    assert asked == read_asked(QueryParams(query), OF_COLLECTION)


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("limit=0", "limit is no number from 1 on"),
        ("limit=-1", "limit is no number"),
        ("limit=٣", "limit is no number"),
        ("limit=", "limit is no number"),
        ("limit=1e3", "limit is no number"),
        ("limit=1&limit=2", "limit is given twice"),
        ("added_after=yesterday", "added_after is no timestamp"),
        ("added_after=0001-01-01T00:00:00%2B14:00", "added_after is no timestamp"),
        ("next=' OR 1=1 --", "next is no timestamp"),
        ("match[version]=newest", "is no timestamp"),
        ("match[name]=x", "is no filter here"),
    ],
)
def test_what_cannot_be_understood_is_told(query: str, why: str) -> None:
    with pytest.raises(Failure, match=why) as refused:
        read_asked(QueryParams(query), OF_COLLECTION)
    assert HTTPStatus.BAD_REQUEST == refused.value.status


def test_each_address_has_its_filters() -> None:
    with pytest.raises(Failure, match="is no filter here"):
        read_asked(QueryParams("match[version]=all"), OF_VERSIONS)
