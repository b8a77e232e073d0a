"""pySigma's backend for DuckDB: a rule becomes one SELECT of the events that it matches.

Rules that count or order other rules' matches (correlations) are told over true sliding windows.
The SQL keeps to what sqlglot carries over to Spark. Each SELECT has the columns `occasion` (what
matches of one rule belong together: its group, empty for a single event's), `hit_at`, the time, and
those of its source's events.
"""

from typing import Any, ClassVar

from sigma.conversion.state import ConversionState
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaConversionError, SigmaError
from sigma.processing.pipeline import ProcessingPipeline
from sigma.rule import SigmaRule

from rasid.detections.sigma.conditions import Conditions
from rasid.detections.sigma.correlations import Plan, correlated
from rasid.detections.sigma.source import Source, Sources


class DuckDBBackend(Conditions):
    """Turns rules into SELECTs over what `sources` says they read."""

    name: ClassVar[str] = "DuckDB"
    formats: ClassVar[dict[str, str]] = {"default": "one SELECT for each rule"}
    correlation_methods: ClassVar[dict[str, str]] = {"default": "sliding windows"}
    # With `generate`, a rule that is correlated has an output of its own too.
    finalize_correlation_subqueries = True

    def __init__(
        self,
        sources: Sources,
        processing_pipeline: ProcessingPipeline | None = None,
        collect_errors: bool = False,
    ) -> None:
        super().__init__(processing_pipeline, collect_errors)
        self._sources = sources
        self._plans: dict[int, Plan] = {}

    def plans(self, rule: SigmaRule | SigmaCorrelationRule) -> tuple[Plan, ...]:
        """Return what a rule, or each of those that it refers to, asks of its records."""
        rules = rule.flatten_rules() if isinstance(rule, SigmaCorrelationRule) else [rule]
        return tuple(plan for one in rules if (plan := self._plans.get(id(one))))

    def convert_rule(self, rule: SigmaRule, *args: Any, **more: Any) -> list[Any]:
        """Compile a rule of single events, over its own source."""
        try:
            self.source = self._sources(rule)
        except SigmaError as error:
            if not self.collect_errors:
                raise
            self.errors.append((rule, error))
            return []
        return super().convert_rule(rule, *args, **more)

    def convert_correlation_rule(
        self,
        rule: SigmaCorrelationRule,
        *args: Any,
        **more: Any,
    ) -> list[Any]:
        """Compile a correlation; what is wrong with it is collected as a rule's is."""
        try:
            return super().convert_correlation_rule(rule, *args, **more)
        except SigmaConversionError as error:
            if not self.collect_errors:
                raise
            self.errors.append((rule, error))  # type: ignore[arg-type]
            return []

    def finish_query(
        self, rule: SigmaRule | SigmaCorrelationRule, query: str, state: ConversionState
    ) -> str:
        """Keep what a rule matches for those that refer to it."""
        if isinstance(rule, SigmaRule):
            before = self._plans.get(id(rule))
            either = [*before.conditions, query] if before else [query]
            self._plans[id(rule)] = Plan(self.source, tuple(either))
        return query

    def finalize_query_default(
        self,
        rule: SigmaRule | SigmaCorrelationRule,
        query: str,
        index: int,
        state: ConversionState,
    ) -> str:
        """Return the SELECT of the events that a condition is true of."""
        if isinstance(rule, SigmaCorrelationRule):
            return query
        source: Source = self._plans[id(rule)].source
        columns = ", ".join(source.event)
        return (
            f"SELECT '' AS occasion, {source.time} AS hit_at, {columns} "
            f"FROM {source.relation} WHERE {query}"
        )

    def _correlated(
        self,
        rule: SigmaCorrelationRule,
        output_format: str | None = None,
        method: str = "default",
    ) -> list[str]:
        return [correlated(rule, self._plans)]

    convert_correlation_event_count_rule = _correlated
    convert_correlation_value_count_rule = _correlated
    convert_correlation_value_sum_rule = _correlated
    convert_correlation_value_avg_rule = _correlated
    convert_correlation_value_median_rule = _correlated
    convert_correlation_value_percentile_rule = _correlated
    convert_correlation_temporal_rule = _correlated
    convert_correlation_temporal_ordered_rule = _correlated
    convert_correlation_extended_temporal_rule = _correlated
    convert_correlation_extended_temporal_ordered_rule = _correlated
