"""Google's activities: which are one event, and what tells them apart."""

import json
from pathlib import Path

from sources.log_home import Site

Record = dict[str, object]


def _activity(application: str, name: str, time: str, qualifier: str) -> Record:
    """Return an activity of one account, as Google's Reports API gives it."""
    return {
        "id": {"time": time, "uniqueQualifier": qualifier, "applicationName": application},
        "actor": {"email": "ada@contoso.example"},
        "ipAddress": "192.0.2.1",
        "events": [{"name": name}],
    }


def _taken(site: Site, folder: Path, *activities: Record) -> list[tuple[str, ...]]:
    """Import one page of activities; return the events' ids and actions."""
    file = folder / "page.json"
    file.write_text(json.dumps({"items": activities}), encoding="utf-8")
    site.take(file)
    return sorted(site.events("event_uid", "action"))


def test_sign_ins_of_an_account_have_ids_of_their_own(site: Site, tmp_path: Path) -> None:
    """Their qualifier is the same at each, and so may the time be of what one sign-in wrote."""
    taken = _taken(
        site,
        tmp_path,
        _activity("login", "login_success", "2026-01-05T10:00:00.119Z", "722534617001"),
        _activity("login", "login_verification", "2026-01-05T10:00:00.119Z", "722534617001"),
        _activity("login", "login_success", "2026-01-06T10:00:00.119Z", "722534617001"),
    )

    assert ["signin", "mfa", "signin"] == [action for _, action in taken]
    assert 3 == len({uid for uid, _ in taken})


def test_what_two_applications_tell_is_one_event(site: Site, tmp_path: Path) -> None:
    """A change of one's own account is logged as of `login` and as of `user_accounts`."""
    told = ("2sv_enroll", "2026-01-05T10:00:00.119Z", "8958327431473786420")
    taken = _taken(site, tmp_path, _activity("login", *told), _activity("user_accounts", *told))

    assert [("8958327431473786420", "mfa_change")] == taken
