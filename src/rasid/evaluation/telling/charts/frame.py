"""A drawing with a square or a broad field in it, its axis from 0 to 1.

Colours are chosen by whoever shows it, light or dark; without a preference they fit white.
"""

from dataclasses import dataclass

from markupsafe import Markup

from rasid.reports.charts import element, label

_STYLE = """
text { font: 12px system-ui, sans-serif; fill: #43474e }
.rule { stroke: #d5d8dd; stroke-width: 1; fill: none }
.first { fill: #0b62a8; stroke: #0b62a8 }
.second { fill: #b3470b; stroke: #b3470b }
.faint { opacity: .35 }
@media (prefers-color-scheme: dark) {
text { fill: #c3c8d0 }
.rule { stroke: #454b55 }
.first { fill: #6cb2f0; stroke: #6cb2f0 }
.second { fill: #f2a069; stroke: #f2a069 }
}
"""

TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Field:
    """The part of a drawing that data is drawn in; lengths are pixels."""

    left: float
    top: float
    width: float
    height: float

    def x(self, share: float) -> float:
        """Return where a share from 0 to 1 is across."""
        return self.left + share * self.width

    def y(self, share: float) -> float:
        """Return where a share from 0 to 1 is, counted from below."""
        return self.top + (1.0 - share) * self.height

    def ticks_across(self) -> list[Markup]:
        """Return upright rules, each with its share below."""
        bottom = self.top + self.height
        return [
            part
            for share in TICKS
            for part in (
                rule(self.x(share), self.top, self.x(share), bottom),
                text(f"{share:g}", self.x(share), bottom + 16, anchor="middle"),
            )
        ]

    def ticks_up(self) -> list[Markup]:
        """Return level rules, each with its share to the left."""
        return [
            part
            for share in TICKS
            for part in (
                rule(self.left, self.y(share), self.left + self.width, self.y(share)),
                text(f"{share:g}", self.left - 6, self.y(share) + 4, anchor="end"),
            )
        ]


def drawing(title: str, width: float, height: float, parts: list[Markup]) -> str:
    """Return a whole SVG file."""
    return str(
        element(
            "svg",
            element("title", label(title)),
            element("style", label(_STYLE)),
            *parts,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {width:g} {height:g}",
            width=width,
            height=height,
            role="img",
        )
    )


def text(words: str, x: float, y: float, *, anchor: str = "start") -> Markup:
    """Return one line of text."""
    return element("text", label(words), x=x, y=y, text_anchor=anchor)


def rule(x1: float, y1: float, x2: float, y2: float) -> Markup:
    """Return a thin line."""
    return element("line", class_="rule", x1=x1, y1=y1, x2=x2, y2=y2)


def dot(x: float, y: float, radius: float, kind: str, said: str) -> Markup:
    """Return a dot that says something when it is pointed at."""
    return element("circle", element("title", label(said)), class_=kind, cx=x, cy=y, r=radius)


def key(names: tuple[str, str], x: float, y: float) -> list[Markup]:
    """Return what the two colours stand for."""
    return [
        part
        for place, (name, kind) in enumerate(zip(names, ("first", "second"), strict=True))
        for part in (
            dot(x + place * 130, y - 4, 4, kind, name),
            text(name, x + place * 130 + 10, y),
        )
    ]
