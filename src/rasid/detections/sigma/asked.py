"""What a correlation asks of its rules' matches: which fields, which orders, which combinations."""

from collections.abc import Mapping
from itertools import combinations

from sigma.correlations import (
    CorrelationConditionAND,
    CorrelationConditionItem,
    CorrelationConditionNOT,
    SigmaCorrelationConditionOperator,
    SigmaCorrelationRule,
    SigmaExtendedCorrelationCondition,
    SigmaRuleReference,
)
from sigma.exceptions import SigmaConversionError

_MOST_ORDERS = 64

Asked = CorrelationConditionItem | SigmaRuleReference


def value_field(rule: SigmaCorrelationRule) -> str | None:
    """Return the field whose values are counted, if any."""
    named = getattr(rule.condition, "fieldref", None)
    if isinstance(named, list):
        raise refused(rule, "it counts values of several fields together")
    return named


def share(rule: SigmaCorrelationRule) -> float:
    """Return the percentile that is asked for as a share."""
    percentile = getattr(rule.condition, "percentile", None)
    if percentile is None or not 0 <= percentile <= 100:
        raise refused(rule, "a percentile is a number from 0 to 100")
    return float(percentile) / 100.0


def aliases(rule: SigmaCorrelationRule, reference: SigmaRuleReference) -> dict[str, str]:
    """Return the field of a referenced rule that each alias stands for."""
    known = {reference.reference, reference.rule.name, str(reference.rule.id)}
    return {
        alias.alias: name
        for alias in rule.aliases
        for target, name in alias.mapping.items()
        if target.reference in known
    }


def has_not(rule: SigmaCorrelationRule) -> bool:
    """Tell whether something must not happen."""

    def within(node: Asked) -> bool:
        if isinstance(node, SigmaRuleReference):
            return False
        return isinstance(node, CorrelationConditionNOT) or any(map(within, node.args))

    asked = rule.condition
    return isinstance(asked, SigmaExtendedCorrelationCondition) and within(asked.parsed)


def boolean(
    node: Asked,
    seen: Mapping[str, int],
    rule: SigmaCorrelationRule,
) -> str:
    """Return an extended condition over which rules matched; a window begins with one that must."""

    def told(part: Asked) -> str:
        if isinstance(part, SigmaRuleReference):
            return f"s{seen[part.reference]} = 1"
        if isinstance(part, CorrelationConditionNOT):
            return f"NOT ({told(part.args[0])})"
        word = " AND " if isinstance(part, CorrelationConditionAND) else " OR "
        return "(" + word.join(map(told, part.args)) + ")"

    must = sorted({seen[name] for name in _positive(node)})
    if not must:
        raise refused(rule, "its condition only says what must not happen")
    return f"slot IN ({', '.join(map(str, must))}) AND {told(node)}"


def _positive(node: Asked, *, negated: bool = False) -> list[str]:
    if isinstance(node, SigmaRuleReference):
        return [] if negated else [node.reference]
    turned = negated != isinstance(node, CorrelationConditionNOT)
    return [name for arg in node.args for name in _positive(arg, negated=turned)]


def orders(rule: SigmaCorrelationRule) -> list[tuple[int, ...]]:
    """Return the orders of slots any of which fulfils a condition."""
    slots, asked = range(len(rule.referenced_rules)), rule.condition
    if isinstance(asked, SigmaExtendedCorrelationCondition):
        if has_not(rule):
            raise refused(rule, "an order has no place for what must not happen")
        seen = {ref.reference: n for n, ref in enumerate(rule.referenced_rules)}
        found = [tuple(seen[name] for name in clause) for clause in _clauses(asked.parsed)]
    else:
        operators = SigmaCorrelationConditionOperator
        if asked.op not in (operators.GTE, operators.GT, operators.EQ):
            raise refused(rule, "an order is asked for with at least so many rules")
        least = int(asked.count) + (asked.op is operators.GT)
        found = list(combinations(slots, max(least, 1)))
    if not found or len(found) > _MOST_ORDERS:
        raise refused(rule, f"its condition stands for {len(found)} orders of its rules")
    return found


def _clauses(node: Asked) -> list[tuple[str, ...]]:
    """Return the alternatives of a condition without NOT, each as the names that must match."""
    if isinstance(node, SigmaRuleReference):
        return [(node.reference,)]
    parts = [_clauses(arg) for arg in node.args]
    if not isinstance(node, CorrelationConditionAND):
        return [clause for part in parts for clause in part]
    found: list[tuple[str, ...]] = [()]
    for part in parts:
        found = [(*left, *right) for left in found for right in part]
    return found


def refused(rule: SigmaCorrelationRule, why: str) -> SigmaConversionError:
    """Return the error that says why a correlation is not run."""
    return SigmaConversionError(rule, rule.source, f"the correlation cannot be run: {why}.")
