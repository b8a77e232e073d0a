"""Layers of groups and the flows between them: as wide as they are heavy, in a fixed frame."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from rasid.reports.charts.svg import element, label
from rasid.visible_text import isolated

WIDTH = 1000
_BAR = 12
_LEAST = 22.0
"""A group's height, so that its name fits beside it."""

_GAP = 12.0
_TOP = 30.0
_FLOWS = 300.0
"""The height that all flows of the heaviest layer share."""

_SIDE = 235


_End = tuple[int, str, bool]
"""Where a flow ends: the layer, the node, and whether it begins there."""


@dataclass(frozen=True, slots=True)
class Node:
    """A group as it is drawn: its key, its weight, two texts, and where it leads, if anywhere."""

    key: str
    weight: int
    name: str
    told: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """Groups above one another; `kind` is their class."""

    kind: str
    title: str
    nodes: Sequence[Node]


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow from a node of a layer, by its place, to one of the next."""

    layer: int
    start: str
    end: str
    weight: int
    told: str


@dataclass(frozen=True, slots=True)
class _Box:
    top: float
    height: float
    weight: int


def flow_chart(
    layers: Sequence[Layer], between: Sequence[Flow], title: str, *, mirrored: bool
) -> Markup:
    """Draw layers from the left to the right, or mirrored, with a text for each part."""
    most = max((sum(one.weight for one in layer.nodes) for layer in layers), default=0)
    scale = _FLOWS / most if most else 0.0
    boxes = [_stacked(layer, scale) for layer in layers]
    bottoms = [box.top + box.height for column in boxes for box in column.values()]
    height = max(bottoms, default=_TOP) + _GAP
    step = (WIDTH - 2 * _SIDE - _BAR) / max(len(layers) - 1, 1)
    lefts = [_SIDE + place * step for place in range(len(layers))]
    if mirrored:
        lefts = [WIDTH - left - _BAR for left in lefts]
    drawn = [
        *_ribbons(between, boxes, lefts),
        *(
            part
            for place, layer in enumerate(layers)
            for part in _column(
                layer, boxes[place], lefts[place], "end" if (place == 0) != mirrored else "start"
            )
        ),
    ]
    return element(
        "svg",
        element("title", label(title)),
        *drawn,
        class_="flows",
        viewBox=f"0 0 {WIDTH} {height:.0f}",
        role="group",  # its links are parts of it; within "img" they would be hidden
        aria_label=title,
    )


def _stacked(layer: Layer, scale: float) -> dict[str, _Box]:
    top, found = _TOP, {}
    for node in layer.nodes:
        height = max(_LEAST, node.weight * scale)
        found[node.key] = _Box(top, height, node.weight)
        top += height + _GAP
    return found


def _ribbons(
    between: Sequence[Flow], boxes: Sequence[Mapping[str, _Box]], lefts: Sequence[float]
) -> list[Markup]:
    """Draw flows as ribbons; at each end they share the box's height by their weights."""
    taken: dict[_End, float] = {}
    sums: dict[_End, int] = {}
    for flow in between:
        for end in _ends(flow):
            sums[end] = sums.get(end, 0) + flow.weight
    places = {
        (at, key): place for at, column in enumerate(boxes) for place, key in enumerate(column)
    }
    drawn = []
    for flow in sorted(
        between, key=lambda f: (f.layer, places[f.layer, f.start], places[f.layer + 1, f.end])
    ):
        spans = []
        for end in _ends(flow):
            box = boxes[end[0]][end[1]]
            wide = box.height * flow.weight / sums[end]
            spans.append((box.top + taken.get(end, 0.0), wide))
            taken[end] = taken.get(end, 0.0) + wide
        drawn.append(_ribbon(flow, spans, (lefts[flow.layer], lefts[flow.layer + 1])))
    return drawn


def _ends(flow: Flow) -> tuple[_End, _End]:
    return (flow.layer, flow.start, True), (flow.layer + 1, flow.end, False)


def _ribbon(flow: Flow, ends: Sequence[tuple[float, float]], lefts: tuple[float, float]) -> Markup:
    (top, wide), (other_top, other_wide) = ends
    start = lefts[0] + (_BAR if lefts[0] < lefts[1] else 0)
    end = lefts[1] + (0 if lefts[0] < lefts[1] else _BAR)
    middle = (start + end) / 2
    path = (
        f"M{start:.0f} {top:.1f}C{middle:.0f} {top:.1f} {middle:.0f} {other_top:.1f} "
        f"{end:.0f} {other_top:.1f}V{other_top + other_wide:.1f}C{middle:.0f} "
        f"{other_top + other_wide:.1f} {middle:.0f} {top + wide:.1f} {start:.0f} {top + wide:.1f}Z"
    )
    return element("path", element("title", label(flow.told)), d=path, class_="flow")


def _column(layer: Layer, boxes: Mapping[str, _Box], left: float, anchor: str) -> list[Markup]:
    x = left - 7 if anchor == "end" else left + _BAR + 7
    head = element(
        "text", label(layer.title), x=left + _BAR / 2, y=16, class_="head", text_anchor="middle"
    )
    return [
        head,
        *(_node(node, boxes[node.key], left, (x, anchor), layer.kind) for node in layer.nodes),
    ]


def _node(node: Node, box: _Box, left: float, text: tuple[float, str], kind: str) -> Markup:
    x, anchor = text
    middle = box.top + box.height / 2
    parts = [
        element("title", label(f"{node.name}: {node.told}")),
        element("rect", x=left, y=box.top, width=_BAR, height=box.height, rx=2, class_=kind),
        element("text", _apart(node.name), x=x, y=middle - 2, text_anchor=anchor),
        element("text", _apart(node.told), x=x, y=middle + 11, text_anchor=anchor, class_="small"),
    ]
    return element("a", *parts, href=node.href) if node.href else element("g", *parts)


def _apart(text: str) -> Markup:
    """Return text that runs as its own letters do, whatever the direction of the picture."""
    return label(isolated(text))
