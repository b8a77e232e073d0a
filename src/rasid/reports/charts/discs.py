"""Where the nodes of a picture stand: each group a disc, discs in rows, kinds side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

_TURN = pi * (3 - sqrt(5))
"""The golden angle, by which seeds of a sunflower follow each other (Vogel 1979)."""

_SPREAD = 0.62
_AIR = 1.6
_LARGEST = 4.0
_BETWEEN = 0.3
_SLENDER = 0.8

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Disc:
    """A group's disc: its middle, its radius, and where each of its nodes stands."""

    x: float
    y: float
    radius: float
    points: Sequence[Point]


def sunflower(nodes: int) -> Sequence[Point]:
    """Return places around a middle, the first in it; neighbours are about 1 apart."""
    return [
        (_SPREAD * sqrt(n) * cos(n * _TURN), _SPREAD * sqrt(n) * sin(n * _TURN))
        for n in range(nodes)
    ]


def columns(kinds: Sequence[Sequence[int]]) -> Sequence[Sequence[Disc]]:
    """Return the discs of each kind by how many nodes each of its groups has.

    Kinds stand in columns from left to right. One with fewer nodes has them further apart, so that
    it is about as high as the others; all columns have their middle at y = 0.
    """
    packed = [_packed(sizes) for sizes in kinds]
    highest = max((height for _, _, height in packed), default=0.0)
    placed: list[Sequence[Disc]] = []
    left = 0.0
    for discs, width, height in packed:
        scale = min(_LARGEST, highest / height) if height else 1.0
        placed.append([_moved(disc, scale, left, -height * scale / 2) for disc in discs])
        left += width * scale + _BETWEEN * highest
    return placed


def _packed(sizes: Sequence[int]) -> tuple[Sequence[Disc], float, float]:
    """Return discs in rows, the width and the height of them all."""
    radii = [_SPREAD * sqrt(size) + _AIR for size in sizes]
    widest = max(2 * max(radii, default=0.0), _SLENDER * sqrt(sum(4 * r * r for r in radii)))
    discs: list[Disc] = []
    x = y = high = width = 0.0
    for size, radius in zip(sizes, radii, strict=True):
        if x and x + 2 * radius > widest:
            x, y, high = 0.0, y + high, 0.0
        high = max(high, 2 * radius)
        discs.append(Disc(x + radius, y + radius, radius, sunflower(size)))
        x += 2 * radius
        width = max(width, x)
    return discs, width, y + high


def _moved(disc: Disc, scale: float, left: float, top: float) -> Disc:
    x, y = left + disc.x * scale, top + disc.y * scale
    points = [(x + px * scale, y + py * scale) for px, py in disc.points]
    return Disc(x, y, disc.radius * scale, points)
