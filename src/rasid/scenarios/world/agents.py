"""Client software: user agents and TLS fingerprints, a few shared by thousands, many rare."""

from dataclasses import dataclass
from random import Random
from typing import Literal

from rasid.scenarios.chance import hexadecimal, pick, weighted

Kind = Literal["desktop", "phone", "app", "mail", "script"]


@dataclass(frozen=True, slots=True)
class Agent:
    """One client program; `user_agent` is empty where the protocol has none."""

    kind: Kind
    user_agent: str
    ja4: str


@dataclass(frozen=True, slots=True)
class Agents:
    """What people run, by kind, popular first; `rare` holds the long tail of browsers."""

    common: dict[Kind, tuple[Agent, ...]]
    newer: dict[Agent, Agent]
    rare: tuple[Agent, ...]

    def draw(self, rng: Random, kind: Kind) -> Agent:
        """Draw one as people choose them; one browser in forty is an odd one."""
        if kind == "desktop" and rng.random() < 0.025:
            return rng.choice(self.rare)
        return pick(rng, self.common[kind])


_DESKTOP = (
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
        " Chrome/{v}.0.0.0 Safari/537.36"
    ),
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)"
        " Chrome/{v}.0.0.0 Safari/537.36"
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
        " Chrome/{v}.0.0.0 Safari/537.36 Edg/{v}.0.0.0"
    ),
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{v}.0) Gecko/20100101 Firefox/{v}.0",
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
        " Version/18.{m} Safari/605.1.15"
    ),
    "Mozilla/5.0 (X11; Linux x86_64; rv:{v}.0) Gecko/20100101 Firefox/{v}.0",
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
        " Chrome/{v}.0.0.0 Safari/537.36 OPR/{m}.0.0.0"
    ),
)
_PHONE = (
    (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
        " Chrome/{v}.0.0.0 Mobile Safari/537.36"
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_{m} like Mac OS X) AppleWebKit/605.1.15"
        " (KHTML, like Gecko) Version/18.{m} Mobile/15E148 Safari/604.1"
    ),
    (
        "Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 (KHTML, like Gecko)"
        " SamsungBrowser/27.{m} Chrome/{v}.0.0.0 Mobile Safari/537.36"
    ),
    "Mozilla/5.0 (Android 14; Mobile; rv:{v}.0) Gecko/{v}.0 Firefox/{v}.0",
)
_APP = ("PostApp/7.{m} (Android 14)", "PostApp/7.{m} (iOS 18)", "PostApp/6.{m} (Android 11)")
_SCRIPT = (
    "python-requests/2.{v}", "Go-http-client/2.0", "curl/8.{m}.0", "okhttp/4.{m}.0",
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
        " HeadlessChrome/{v}.0.0.0 Safari/537.36"
    ),
)  # fmt: skip
_PATTERNS: dict[Kind, tuple[str, ...]] = {"desktop": _DESKTOP, "phone": _PHONE, "app": _APP}
_ENGINES = ("Edg/", "Firefox/", "SamsungBrowser/", "OPR/", "Chrome/", "Version/", "PostApp/")


def draw_agents(rng: Random) -> Agents:
    """Draw the versions and fingerprints of this month's programs."""
    newest = rng.randint(128, 146)
    fingerprints = {engine: _ja4(rng) for engine in _ENGINES}
    common: dict[Kind, tuple[Agent, ...]] = {}
    newer: dict[Agent, Agent] = {}
    for kind, patterns in _PATTERNS.items():
        agents: list[Agent] = []
        for pattern in patterns:
            now, old = _versions(kind, pattern, newest, fingerprints)
            newer[old] = now
            agents += [old, now]
        common[kind] = tuple(agents)
    common["mail"] = tuple(Agent("mail", "", _ja4(rng)) for _ in range(6))
    common["script"] = tuple(
        Agent("script", text.format(v=newest - 100, m=rng.randint(4, 12)), _ja4(rng))
        for text in _SCRIPT
    )
    return Agents(common, newer, tuple(_rare(rng, newest) for _ in range(rng.randint(50, 90))))


def _versions(
    kind: Kind, pattern: str, newest: int, fingerprints: dict[str, str]
) -> tuple[Agent, Agent]:
    """Return a program's new and last version; an update rarely changes how it speaks TLS."""
    ja4 = next(fingerprints[engine] for engine in _ENGINES if engine in pattern)
    new, old = (pattern.format(v=newest - age, m=newest - age - 124) for age in (0, 1))
    return Agent(kind, new, ja4), Agent(kind, old, ja4)


def _rare(rng: Random, newest: int) -> Agent:
    pattern = rng.choice(_DESKTOP)
    age = rng.randint(6, 60)
    return Agent("desktop", pattern.format(v=newest - age, m=rng.randint(0, 4)), _ja4(rng))


def _ja4(rng: Random) -> str:
    protocol = weighted(rng, {"t13d": 8, "t12d": 1, "q13d": 1})
    shape = f"{rng.randint(9, 19):02}{rng.randint(8, 18):02}{rng.choice(('h2', 'h1', '00'))}"
    return f"{protocol}{shape}_{hexadecimal(rng, 12)}_{hexadecimal(rng, 12)}"
