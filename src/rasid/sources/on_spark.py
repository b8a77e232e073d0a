"""Which formats Spark reads as DuckDB does: those whose every case gives equal rows on both."""

from collections.abc import Iterable

from rasid.errors import UsageError

READ_BY_SPARK = frozenset(
    {
        "azure_activity",
        "azure_activity_api",
        "azure_activity_loganalytics",
        "defender",
        "defender_streaming",
        "entra_audit_diagnostic",
        "entra_audit_eventhub",
        "entra_audit_graph",
        "entra_diagnostic",
        "entra_eventhub",
        "entra_graph",
        "entra_hunting",
        "entra_loganalytics",
        "entra_powershell",
        "entra_risk_diagnostic",
        "entra_risk_graph",
        "entra_risk_loganalytics",
        "entra_snake",
        "forgerock_loganalytics",
        "graph_activity",
        "graph_activity_loganalytics",
        "ocsf",
        "okta",
        "okta_elastic",
        "okta_eventbridge",
        "okta_loganalytics",
        "okta_lowercase",
        "okta_sentinel",
        "perimeter81_loganalytics",
        "salesforce",
        "salesforce_loganalytics",
        "salesforce_lowercase",
        "windows_security",
    }
)


def require_read_by_spark(names: Iterable[str]) -> None:
    """Raise UsageError for a format that only DuckDB reads."""
    for name in names:
        if name not in READ_BY_SPARK:
            raise UsageError(
                f'engine = "spark" does not read the format {name}; RASID_ENGINE=duckdb reads it.'
            )
