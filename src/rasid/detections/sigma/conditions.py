"""Conditions of Sigma rules as SQL that is true or not true for each record.

A field that a record does not have matches nothing, so NOT of it is true: what is negated is
first made false where it is NULL. That and nothing else keeps SQL's third truth value out.
"""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.conversion.base import Backend
from sigma.conversion.state import ConversionState
from sigma.exceptions import SigmaFeatureNotSupportedByBackendError, SigmaRegularExpressionError
from sigma.types import (
    CompareOperators,
    SigmaBool,
    SigmaCasedString,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaFieldReference,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
    SigmaTimestampPart,
    SigmaType,
)

from rasid.detections.sigma.literals import compare_text, literal, parts_of, why_no_pattern
from rasid.detections.sigma.networks import in_network
from rasid.detections.sigma.source import Column, Kind, Source

FALSE = "false"
_OPERATORS = {
    CompareOperators.LT: "<",
    CompareOperators.LTE: "<=",
    CompareOperators.GT: ">",
    CompareOperators.GTE: ">=",
    CompareOperators.NEQ: "<>",
}

Of = ConditionFieldEqualsValueExpression
Value = TypeVar("Value", bound=SigmaType)


class Conditions(Backend):
    """The part of the backend that turns conditions into SQL."""

    explicit_not_exists_expression: ClassVar[bool] = True
    source: Source

    def convert_condition_or(self, cond: ConditionOR, state: ConversionState) -> str:
        """Return true where any is; plain alternatives of one field are looked up together."""
        listed: dict[str, list[str]] = {}
        rest: list[Any] = []
        for arg in cond.args:
            if plain := self._plain_value(arg):
                listed.setdefault(plain[0], []).append(plain[1])
            else:
                rest.append(arg)
        several = [f"{sql} IN ({', '.join(values)})" for sql, values in listed.items()]
        told = [self.convert_condition(arg, state) for arg in rest]
        return "(" + " OR ".join([*several, *(sql for sql in told if sql is not None)]) + ")"

    def convert_condition_and(self, cond: ConditionAND, state: ConversionState) -> str:
        """Return true where all are."""
        told = [self.convert_condition(arg, state) for arg in cond.args]
        return "(" + " AND ".join(sql for sql in told if sql is not None) + ")"

    def _plain_value(self, arg: object) -> tuple[str, str] | None:
        """Return a field and a value, both as SQL, where the condition is that they are equal."""
        if not isinstance(arg, ConditionFieldEqualsValueExpression):
            return None
        column, value = self._column(arg.field), arg.value
        if column.kind is not Kind.TEXT:
            return None
        if isinstance(value, SigmaNumber):
            return column.sql, literal(str(value.number))
        if not isinstance(value, SigmaString) or isinstance(value, SigmaCasedString):
            return None
        words = [one for one in value.s if isinstance(one, str)]
        if not words or len(words) < len(value.s):
            return None
        return f"lower({column.sql})", f"lower({literal(''.join(words))})"

    def convert_condition_not(self, cond: ConditionNOT, state: ConversionState) -> str:
        """Return true where it is false or not known."""
        return f"NOT coalesce({self.convert_condition(cond.args[0], state)}, false)"

    def convert_condition_as_in_expression(
        self, cond: ConditionOR | ConditionAND, state: ConversionState
    ) -> str:
        """Return the same as without: the engine finds for itself that values are alternatives."""
        raise NotImplementedError

    def convert_condition_field_eq_val_str(self, cond: Of, state: ConversionState) -> str:
        """Compare text, large and small letters alike."""
        return self._text(cond, state)

    def convert_condition_field_eq_val_str_case_sensitive(
        self, cond: Of, state: ConversionState
    ) -> str:
        """Compare text as it is written."""
        return self._text(cond, state)

    def _text(self, cond: Of, _state: ConversionState) -> str:
        value = _as(cond.value, SigmaString)
        cased = isinstance(value, SigmaCasedString)
        return self._each(cond.field, lambda sql: compare_text(sql, value, cased=cased))

    def convert_condition_field_eq_val_num(self, cond: Of, state: ConversionState) -> str:
        """Compare a number, which a record may hold as a number or as text."""
        number = _as(cond.value, SigmaNumber).number
        if self._column(cond.field).kind is Kind.NUMBER:
            return f"{self._column(cond.field).sql} = {number!r}"
        return self._each(cond.field, lambda sql: f"{sql} = {literal(str(number))}")

    def convert_condition_field_eq_val_bool(self, cond: Of, state: ConversionState) -> str:
        """Compare a truth value, which a record may hold as text."""
        word = str(bool(_as(cond.value, SigmaBool))).lower()
        if self._column(cond.field).kind is Kind.BOOLEAN:
            return f"{self._column(cond.field).sql} = {word}"
        return self._each(cond.field, lambda sql: f"lower({sql}) = '{word}'")

    def convert_condition_field_eq_val_timestamp_part(
        self, cond: Of, state: ConversionState
    ) -> str:
        """Compare the minute, hour, day, ISO week, month or year of a time, in UTC."""
        value = _as(cond.value, SigmaTimestampPart)
        part = value.timestamp_part.name.lower()
        return self._each(
            cond.field,
            lambda sql: f"extract({part} FROM TRY_CAST({sql} AS TIMESTAMP)) = {value.number!r}",
        )

    def convert_condition_field_eq_val_re(self, cond: Of, state: ConversionState) -> str:
        """Search for a regular expression (RE2)."""
        pattern = _pattern(_as(cond.value, SigmaRegularExpression))
        return self._each(cond.field, lambda sql: f"regexp_matches({sql}, {pattern})")

    def convert_condition_field_eq_val_cidr(self, cond: Of, state: ConversionState) -> str:
        """Tell the addresses of a network of either family."""
        network = _as(cond.value, SigmaCIDRExpression).network
        return self._each(cond.field, lambda sql: in_network(sql, network))

    def convert_condition_field_compare_op_val(self, cond: Of, state: ConversionState) -> str:
        """Compare the size of a number; what is none is neither larger nor smaller."""
        value = _as(cond.value, SigmaCompareExpression)
        compared = f"{_OPERATORS[value.op]} {value.number.number!r}"
        return self._each(cond.field, lambda sql: f"TRY_CAST({sql} AS DOUBLE) {compared}")

    def convert_condition_field_eq_field(self, cond: Of, state: ConversionState) -> str:
        """Compare two fields of a record, large and small letters alike."""
        value = _as(cond.value, SigmaFieldReference)
        other = f"lower({self._plain(value.field)})"
        compare = "{} = {}"
        if value.starts_with or value.ends_with:
            compare = "starts_with({}, {})" if value.starts_with else "ends_with({}, {})"
        if value.starts_with and value.ends_with:
            compare = "contains({}, {})"
        return self._each(cond.field, lambda sql: compare.format(f"lower({sql})", other))

    def convert_condition_field_eq_val_null(self, cond: Of, state: ConversionState) -> str:
        """Tell the records that do not have the field."""
        return f"{self._column(cond.field).sql} IS NULL"

    def convert_condition_field_exists(self, cond: Of, state: ConversionState) -> str:
        """Tell the records that have the field."""
        return f"{self._column(cond.field).sql} IS NOT NULL"

    def convert_condition_field_not_exists(self, cond: Of, state: ConversionState) -> str:
        """Tell the records that do not have the field."""
        return f"{self._column(cond.field).sql} IS NULL"

    def convert_condition_field_eq_query_expr(self, cond: Of, state: ConversionState) -> str:
        """Refuse a piece of some query language."""
        raise SigmaFeatureNotSupportedByBackendError("pieces of a query language are not run.")

    def convert_condition_query_expr(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> str:
        """Refuse a piece of some query language."""
        raise SigmaFeatureNotSupportedByBackendError("pieces of a query language are not run.")

    def convert_condition_val_str(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> str:
        """Search a keyword in all that a record says."""
        value = _as(cond.value, SigmaString)
        cased = isinstance(value, SigmaCasedString)
        return compare_text(self._all_text(), value, cased=cased, anywhere=True)

    def convert_condition_val_num(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> str:
        """Search a number as it is written in all that a record says."""
        return f"contains({self._all_text()}, {literal(str(cond.value))})"

    def convert_condition_val_re(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> str:
        """Search a regular expression in all that a record says."""
        pattern = _pattern(_as(cond.value, SigmaRegularExpression))
        return f"regexp_matches({self._all_text()}, {pattern})"

    def _column(self, field: str) -> Column:
        found = self.source.column(field)
        if found is None:
            raise SigmaFeatureNotSupportedByBackendError(
                f"the field `{field}` is none of this log source."
            )
        return found

    def _plain(self, field: str) -> str:
        """Return a column as text."""
        column = self._column(field)
        if column.kind is Kind.LIST:
            raise SigmaFeatureNotSupportedByBackendError(
                f"the field `{field}` is a list, which no other field is compared to."
            )
        return column.sql if column.kind is Kind.TEXT else f"CAST({column.sql} AS VARCHAR)"

    def _each(self, field: str, condition: Callable[[str], str]) -> str:
        """Return a condition on a field's text; on any element's where it is a list."""
        column = self._column(field)
        if column.kind is not Kind.LIST:
            return condition(self._plain(field))
        return f"length(list_filter({column.sql}, lambda one: {condition('one')})) > 0"

    def _all_text(self) -> str:
        if self.source.text is None:
            raise SigmaFeatureNotSupportedByBackendError(
                "keywords are searched in all that a record says, which is not had here."
            )
        return self.source.text


def _pattern(value: SigmaRegularExpression) -> str:
    """Return a regular expression as a literal, its flags within it; only RE2's are run."""
    parts_of(value.regexp)
    text = value.regexp.to_plain_regex()
    flags = "".join(sorted(value.sigma_to_re_flag[flag] for flag in value.flags))
    pattern = f"(?{flags}){text}" if flags else text
    said = why_no_pattern(pattern)
    if said:
        raise SigmaRegularExpressionError(said)
    return literal(pattern)


def _as(value: SigmaType, kind: type[Value]) -> Value:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
