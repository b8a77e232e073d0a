"""Passkeys in a real browser, with the authenticator that Chromium can play; axe-core looks on."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession, Page

from console.browser import Served, served
from console.homes import home_of, whole_month
from console.test_arriving import GOOD, Ada
from console.tour import CHROMIUM, STANDARDS, Tour, browsing, touring
from rasid.accounts import passwords, read_audit, read_passkeys, site_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Walk:
    """A window on a console at its own name, and a device with passkeys in it."""

    def __init__(self, tour: Tour, desk: Served, driver: CDPSession, device: str) -> None:
        self.tour, self.desk, self._driver, self._device = tour, desk, driver, device

    @property
    def page(self) -> Page:
        """What the window shows."""
        return self.tour.page

    def verifies(self, *, told: bool) -> None:
        """Say whether the device finds that its person is who they are."""
        asked = {"authenticatorId": self._device, "isUserVerified": told}
        self._driver.send("WebAuthn.setUserVerified", asked)

    def leave(self) -> None:
        """Leave, and go to the locked page."""
        self.page.click(".leave button")
        self.tour.go("/", "en")

    def done(self) -> list[str]:
        """Return what the last three deeds were."""
        return [one.what for one in read_audit(self.desk.desk.store)[-3:]]


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Return a window on a console whose name is localhost."""
    home = home_of(whole_month(), tmp_path_factory.mktemp("keys") / "home")
    with (
        pytest.MonkeyPatch.context() as patch,
        served(home, site=site_of("http://localhost")) as desk,
        browsing() as context,
    ):
        for name, value in (("PASSES", 1), ("LANES", 1), ("KIB", 8)):
            patch.setattr(passwords, name, value)
        url = desk.url.replace("127.0.0.1", "localhost")
        desk.desk.site = site_of(url)
        tour = touring(context, url, home)
        driver = context.new_cdp_session(tour.page)
        driver.send("WebAuthn.enable")
        made = driver.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        yield Walk(tour, desk, driver, made["authenticatorId"])


def test_a_passkey_is_made_used_and_removed(walk: Walk) -> None:
    """By its person alone: made with password and code, then in place of both, and of the code."""
    page, ada = walk.page, Ada(walk.desk)
    walk.tour.go("/account", "en")
    page.fill("[name=name]", ada.name)
    page.fill("[name=password]", GOOD)
    page.fill("[name=code]", ada.code())
    page.click("form[action='/sign-in'] .main")
    page.wait_for_selector("#passkeys")

    making = page.locator("form[action='/account/passkeys']")
    making.locator("[name=name]").fill("Blue key")
    making.locator("[name=old]").fill(GOOD)
    making.locator("[name=code]").fill(ada.code())
    making.locator("[data-passkey=make]").click()
    page.wait_for_selector("text=Blue key")
    faults = [walk.tour.judged(runOnly=STANDARDS)]
    walk.leave()
    assert ["signed in", "passkey added", "left"] == walk.done()

    faults.append(walk.tour.judged(runOnly=STANDARDS))
    page.click("[data-passkey=in]")
    page.wait_for_selector(".leave")
    walk.leave()
    assert ["left", "signed in", "left"] == walk.done()

    page.fill("[name=name]", ada.name)
    page.fill("[name=password]", GOOD)
    page.click("[data-passkey=code]")
    page.wait_for_selector("[data-done]:visible")
    page.click("form[action='/sign-in'] .main")
    page.wait_for_selector(".leave")
    assert "with the passkey Blue key" == read_audit(walk.desk.desk.store)[-1].why

    walk.tour.go("/account", "en")
    page.click("details.deed summary")
    removing = page.locator("details.deed form")
    removing.locator("[name=old]").fill(GOOD)
    removing.locator("[data-passkey=code]").click()
    removing.locator("[data-done]:visible").wait_for()
    removing.locator("button:has-text('Remove')").click()
    page.wait_for_selector("text=You have no passkey yet.")
    assert [] == read_passkeys(walk.desk.desk.store, ada.name.casefold())
    walk.leave()
    page.click("[data-passkey=in]")
    page.wait_for_selector("text=The passkey was not taken")
    assert [[], []] == faults


def test_who_is_not_verified_is_told_so(walk: Walk) -> None:
    """By the browser, which then gives no passkey; nothing is sent."""
    walk.verifies(told=False)
    walk.tour.go("/", "en")
    before = walk.done()
    walk.page.click("[data-passkey=in]")
    walk.page.wait_for_selector("[data-failed]:visible")
    walk.verifies(told=True)

    assert before == walk.done()


def test_nothing_complained_of_the_script(walk: Walk) -> None:
    """Stands last: no policy was broken on the way, and nobody else was asked."""
    said = [one for one in walk.tour.said if not one.startswith("verbose")]
    assert [] == [one for one in said if "401" not in one]
    assert {walk.tour.url.split("/")[2]} == walk.tour.asked
