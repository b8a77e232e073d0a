"""Correlations as SQL over sliding windows: what other rules match, counted or in order.

A correlation's *input* are the matches of the rules that it refers to, each with its time and its
*occasion*, the values of the fields that it groups by. It *hits* at each input whose window, the
timespan that ends there, fulfils the condition, and it tells the inputs that lie in such a window.
Windows are window functions, so that the time grows as sorting does, however long the timespan.
An order is found by the latest start of a chain that ends at an input: that start is the largest
one of a chain of one rule less that ended before.

Where the condition has a NOT, what must not happen comes after: windows begin at the inputs that
must, and only those are judged that end before the log does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sigma.correlations import (
    SigmaCorrelationConditionOperator,
    SigmaCorrelationRule,
    SigmaExtendedCorrelationCondition,
    SigmaRuleReference,
)

from rasid.detections.sigma.asked import (
    aliases,
    boolean,
    has_not,
    orders,
    refused,
    share,
    value_field,
)
from rasid.detections.sigma.source import Kind, Source

_LONGEST = 100 * 366 * 24 * 3600
"""Seconds; engines hold no window that goes much further."""
_SEPARATOR = "chr(31)"
_OPERATORS = {
    SigmaCorrelationConditionOperator.LT: "<",
    SigmaCorrelationConditionOperator.LTE: "<=",
    SigmaCorrelationConditionOperator.GT: ">",
    SigmaCorrelationConditionOperator.GTE: ">=",
    SigmaCorrelationConditionOperator.EQ: "=",
    SigmaCorrelationConditionOperator.NEQ: "<>",
}
_METRICS = {
    "event_count": "count(*) OVER {window}",
    "value_count": "count(DISTINCT lower(CAST(v AS VARCHAR))) OVER {window}",
    "value_sum": "sum(TRY_CAST(v AS DOUBLE)) OVER {window}",
    "value_avg": "avg(TRY_CAST(v AS DOUBLE)) OVER {window}",
    "value_median": "quantile_cont(TRY_CAST(v AS DOUBLE), 0.5) OVER {window}",
    "value_percentile": "quantile_cont(TRY_CAST(v AS DOUBLE), {share!r}) OVER {window}",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a rule of single events came to; it matches where any of its conditions is true."""

    source: Source
    conditions: tuple[str, ...]

    @property
    def condition(self) -> str:
        """All conditions as one."""
        return " OR ".join(f"({one})" for one in self.conditions)


def correlated(rule: SigmaCorrelationRule, plans: Mapping[int, Plan]) -> str:
    """Return the SELECT of the events that a correlation tells; `plans` are by a rule's `id()`."""
    query = _Query(plans)
    told = query.told(query.node(rule, ()))
    steps = ",\n".join(f"{name} AS ({sql})" for name, sql in query.steps.items())
    return f"WITH {steps}\nSELECT occasion, hit_at, {', '.join(query.event)} FROM {told}"


@dataclass(frozen=True, slots=True)
class _Node:
    """A correlation's steps: all its inputs, by `name`, and those judged; `children` by slot."""

    rule: SigmaCorrelationRule
    name: str
    children: dict[int, "_Node"]


@dataclass(slots=True)
class _Query:
    plans: Mapping[int, Plan]
    steps: dict[str, str] = field(default_factory=dict)
    event: tuple[str, ...] = ()
    open: list[SigmaCorrelationRule] = field(default_factory=list)
    nodes: int = 0

    def node(self, rule: SigmaCorrelationRule, wanted: tuple[str, ...]) -> _Node:
        """Add the steps of a correlation; `wanted` are fields that are asked of its hits."""
        if any(one is rule for one in self.open):
            raise refused(rule, "it refers to itself")
        if rule.timespan.seconds > _LONGEST:
            raise refused(rule, f"its timespan {rule.timespan.spec} is longer than any log")
        self.open.append(rule)
        self.nodes += 1
        name, children = f"r{self.nodes}", dict[int, _Node]()
        groups, value = tuple(rule.group_by or ()), value_field(rule)
        slots = len(rule.referenced_rules)
        branches = []
        for slot, reference in enumerate(rule.referenced_rules):
            names = aliases(rule, reference)
            fields = [names.get(one, one) for one in (*groups, *([value] if value else []))]
            passed = [names.get(one, one) for one in wanted]
            if isinstance(reference.rule, SigmaCorrelationRule):
                child = self.node(reference.rule, tuple(dict.fromkeys([*fields, *passed])))
                children[slot] = child
                branches.append(self._of_child(slot, child, fields, passed, bool(value)))
            else:
                branches.append(self._of_events(slot, rule, reference, fields, passed, bool(value)))
        by_slot = _kind(rule).startswith("temporal") or bool(children)
        if not by_slot and slots > 1:
            branches = [
                branch.replace(f"SELECT {n} AS", "SELECT 0 AS", 1)
                for n, branch in enumerate(branches)
            ]
        union = " UNION ALL " if by_slot or slots == 1 else " UNION "
        self.steps[name] = union.join(branches)
        self._judge(rule, name)
        self.open.pop()
        return _Node(rule, name, children)

    def _of_events(
        self,
        slot: int,
        rule: SigmaCorrelationRule,
        reference: SigmaRuleReference,
        fields: list[str],
        passed: list[str],
        valued: bool,
    ) -> str:
        plan = self.plans.get(id(reference.rule))
        if plan is None:
            raise refused(rule, f"the rule `{reference.reference}` could not be compiled")
        if self.event and plan.source.event != self.event:
            raise refused(rule, "its rules read sources whose events are told differently")
        self.event = plan.source.event
        told = [_text(plan.source, one, rule) for one in fields]
        own = [_text(plan.source, one, rule) for one in passed]
        groups = told[:-1] if valued else told
        present = "".join(f" AND {one} IS NOT NULL" for one in groups)
        return (
            f"SELECT {slot} AS slot, {plan.source.time} AS ts, {_occasion(groups)} AS occasion, "
            f"{told[-1] if valued else 'NULL'} AS v, '' AS child{_named(own)}, "
            f"{', '.join(self.event)} FROM {plan.source.relation} "
            f"WHERE ({plan.condition}) AND {plan.source.time} IS NOT NULL{present}"
        )

    def _of_child(
        self,
        slot: int,
        child: _Node,
        fields: list[str],
        passed: list[str],
        valued: bool,
    ) -> str:
        asked = list(dict.fromkeys([*fields, *passed]))
        told = [f"w{asked.index(one)}" for one in fields]
        own = [f"w{asked.index(one)}" for one in passed]
        groups = told[:-1] if valued else told
        guard = " AND ".join(["hit IS NOT NULL", *(f"{one} IS NOT NULL" for one in groups)])
        nothing = ", ".join(f"NULL AS {one}" for one in self.event)
        return (
            f"SELECT DISTINCT {slot} AS slot, hit AS ts, {_occasion(groups)} AS occasion, "
            f"{told[-1] if valued else 'NULL'} AS v, occasion AS child{_named(own)}, {nothing} "
            f"FROM {child.name}_judged WHERE {guard}"
        )

    def _judge(self, rule: SigmaCorrelationRule, name: str) -> None:
        """Add the step that tells of each input whether the rule hits there, and when next."""
        span = f"INTERVAL {rule.timespan.seconds} SECOND"
        back = f"RANGE BETWEEN {span} PRECEDING AND CURRENT ROW"
        ahead = f"RANGE BETWEEN CURRENT ROW AND {span} FOLLOWING"
        each, forward = "PARTITION BY occasion ORDER BY ts", has_not(rule)
        measured, condition = self._condition(rule, name, f"({each} {ahead if forward else back})")
        hit, aside = "ts", f"min(hit) OVER ({each} {ahead})"
        if forward:
            hit, aside = f"ts + {span}", f"max(hit) OVER ({each} {back})"
            condition = f"({condition}) AND {hit} <= ({self._end(rule)})"
        if value_field(rule):
            aside = f"CASE WHEN v IS NOT NULL THEN {aside} END"
        self.steps[f"{name}_hits"] = (
            f"SELECT *, CASE WHEN {condition} THEN {hit} END AS hit FROM {measured}"
        )
        self.steps[f"{name}_judged"] = f"SELECT *, {aside} AS hit_at FROM {name}_hits"

    def _condition(self, rule: SigmaCorrelationRule, name: str, window: str) -> tuple[str, str]:
        """Return the step that holds what is measured, and the condition on it."""
        kind, asked = _kind(rule), rule.condition
        if kind == "temporal_ordered":
            return self._in_order(rule, name)
        if isinstance(asked, SigmaExtendedCorrelationCondition):
            seen = {ref.reference: n for n, ref in enumerate(rule.referenced_rules)}
            return self._seen(rule, name, window), boolean(asked.parsed, seen, rule)
        limit = f"{_OPERATORS[asked.op]} {asked.count!r}"
        if kind == "temporal":
            flags = " + ".join(f"s{n}" for n in range(len(rule.referenced_rules)))
            return self._seen(rule, name, window), f"{flags} {limit}"
        part = share(rule) if kind == "value_percentile" else 0.0
        metric = _METRICS[kind].format(window=window, share=part)
        self.steps[f"{name}_measured"] = f"SELECT *, {metric} AS metric FROM {name}"
        return f"{name}_measured", f"metric {limit}"

    def _seen(self, rule: SigmaCorrelationRule, name: str, window: str) -> str:
        """Add the step that tells which rules matched in each window: s0, s1, …, 1 or 0."""
        flags = ", ".join(
            f"max(CASE WHEN slot = {n} THEN 1 ELSE 0 END) OVER {window} AS s{n}"
            for n in range(len(rule.referenced_rules))
        )
        self.steps[f"{name}_measured"] = f"SELECT *, {flags} FROM {name}"
        return f"{name}_measured"

    def _in_order(self, rule: SigmaCorrelationRule, name: str) -> tuple[str, str]:
        """Add the steps that follow chains of matches, each after the one before."""
        before = (
            "OVER (PARTITION BY occasion ORDER BY ts "
            "RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 MICROSECOND PRECEDING)"
        )
        last, ends = name, []
        for number, order in enumerate(orders(rule)):
            for place, slot in enumerate(order):
                chain = f"c{number}_{place}"
                start = f"max(c{number}_{place - 1}) {before}" if place else "ts"
                step = f"{name}_{chain}"
                self.steps[step] = (
                    f"SELECT *, CASE WHEN slot = {slot} THEN {start} END AS {chain} FROM {last}"
                )
                last = step
            ends.append(f"{chain} >= ts - INTERVAL {rule.timespan.seconds} SECOND")
        return last, " OR ".join(ends)

    def _end(self, rule: SigmaCorrelationRule) -> str:
        """Return the time of the last record that any of its rules could have matched."""
        ends = {
            source.end or f"SELECT max({source.time}) FROM {source.relation}"
            for one in rule.flatten_rules()
            if (plan := self.plans.get(id(one)))
            for source in [plan.source]
        }
        each = " UNION ALL ".join(f"SELECT ({end}) AS ts" for end in sorted(ends))
        return f"SELECT max(ts) FROM ({each}) AS ends"

    def told(self, node: _Node) -> str:
        """Add the steps of the events that a correlation tells, and return the last one's name."""
        columns = ", ".join(self.event)
        picked = f"{node.name}_picked"
        self.steps[picked] = (
            f"SELECT slot, ts, child, occasion AS told, hit_at, {columns} "
            f"FROM {node.name}_judged WHERE hit_at IS NOT NULL"
        )
        parts = list(self._events_of(node, picked))
        if node.children:
            among = " UNION ALL ".join(parts)
            earliest = f"SELECT occasion, min(hit_at) AS hit_at, {columns} FROM ({among}) AS parts"
            parts = [f"{earliest} GROUP BY occasion, {columns}"]
        self.steps[f"{node.name}_told"] = parts[0]
        return f"{node.name}_told"

    def _events_of(self, node: _Node, picked: str) -> Iterator[str]:
        """Yield queries of the events among picked inputs, and of those behind other hits."""
        columns = ", ".join(self.event)
        own = [n for n in range(len(node.rule.referenced_rules)) if n not in node.children]
        if own:
            among = f" WHERE slot IN ({', '.join(map(str, own))})" if node.children else ""
            yield f"SELECT told AS occasion, hit_at, {columns} FROM {picked}{among}"
        for slot, child in node.children.items():
            yield from self._events_of(child, self._pick(child, slot, picked))

    def _pick(self, child: _Node, slot: int, picked: str) -> str:
        """Add the step of a correlation's inputs that lie in the window of one of its picked hits.

        Hits and inputs are sorted together, so that long windows take no more time than short ones.
        """
        step, columns = f"{picked}_{slot}", ", ".join(self.event)
        inputs = ", ".join(f"one.{column}" for column in self.event)
        nothing = ", ".join(f"NULL AS {column}" for column in self.event)
        self.steps[f"{step}_hits"] = (
            f"SELECT child AS occasion, told, ts, hit_at FROM {picked} WHERE slot = {slot}"
        )
        self.steps[f"{step}_mixed"] = (
            "SELECT one.occasion, pair.told, one.ts, NULL AS hit_at, one.slot, one.child, "
            f"{inputs} FROM {child.name} AS one JOIN "
            f"(SELECT DISTINCT occasion, told FROM {step}_hits) AS pair "
            "ON one.occasion = pair.occasion UNION ALL "
            f"SELECT occasion, told, ts, hit_at, -1 AS slot, '' AS child, {nothing} "
            f"FROM {step}_hits"
        )
        window = (
            "PARTITION BY occasion, told ORDER BY ts RANGE BETWEEN CURRENT ROW AND "
            f"INTERVAL {child.rule.timespan.seconds} SECOND FOLLOWING"
        )
        self.steps[f"{step}_marked"] = (
            f"SELECT slot, ts, child, told, min(hit_at) OVER ({window}) AS hit_at, {columns} "
            f"FROM {step}_mixed"
        )
        self.steps[step] = f"SELECT * FROM {step}_marked WHERE slot >= 0 AND hit_at IS NOT NULL"
        return step


def _kind(rule: SigmaCorrelationRule) -> str:
    return rule.type.name.lower()


def _text(source: Source, name: str, rule: SigmaCorrelationRule) -> str:
    column = source.column(name)
    if column is None:
        raise refused(rule, f"the field `{name}` is none of the log source of its rules")
    if column.kind is Kind.LIST:
        raise refused(rule, f"the field `{name}` is a list, which nothing is grouped by")
    return column.sql if column.kind is Kind.TEXT else f"CAST({column.sql} AS VARCHAR)"


def _occasion(groups: list[str]) -> str:
    """Return the values that inputs are grouped by as one text, large and small letters alike."""
    each = (f"lower({one})" for one in groups)
    return f"concat_ws({_SEPARATOR}, {', '.join(each)})" if groups else "''"


def _named(columns: list[str]) -> str:
    return "".join(f", {one} AS w{n}" for n, one in enumerate(columns))
