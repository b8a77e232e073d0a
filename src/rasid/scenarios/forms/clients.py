"""What vendors make out of a user agent: the browser, and the system it runs on."""

import re
from functools import cache
from typing import NamedTuple


class Program(NamedTuple):
    """A browser by name and version, and its system; empty where a vendor would not know."""

    browser: str
    version: str
    system: str


_BROWSERS = (
    ("Edge", r"Edg/([\d.]+)"),
    ("Opera", r"OPR/([\d.]+)"),
    ("Samsung Browser", r"SamsungBrowser/([\d.]+)"),
    ("Firefox", r"Firefox/([\d.]+)"),
    ("Chrome", r"(?<!Headless)Chrome/([\d.]+)"),
    ("Safari", r"Version/([\d.]+)"),
)
_SYSTEMS = (
    ("Windows 10", "Windows NT 10.0"),
    ("iOS", "iPhone|iOS"),
    ("Android", "Android"),
    ("Mac OS X", "Macintosh"),
    ("Linux", "Linux"),
)


@cache
def program(user_agent: str) -> Program:
    """Return what a user agent tells."""
    browser, version = "", ""
    for name, pattern in _BROWSERS:
        if match := re.search(pattern, user_agent):
            browser, version = name, match[1]
            break
    system = next((name for name, text in _SYSTEMS if re.search(text, user_agent)), "")
    return Program(browser, version, system)
