from rasid.tables import campaigns, evidence
from rasid.tables.contract import Column, Table

CHANGES = ("appeared", "grew", "shrank", "merged", "split", "withdrawn")

_ANALYSIS = (
    Column(
        "analysis",
        "BIGINT",
        "which analysis changed it: 1, 2, 3 …; one that finds the same is none",
    ),
    Column("analysed_at", "TIMESTAMP", "when that was"),
)

CAMPAIGN_HISTORY = Table(
    name="campaign_history",
    grain="one thing that an analysis changed about a campaign",
    key=("analysis", "campaign_id", "change", "other_id"),
    columns=(
        *_ANALYSIS,
        Column("campaign_id", "VARCHAR", "the campaign that changed"),
        Column("change", "VARCHAR", "one of CHANGES"),
        Column(
            "other_id",
            "VARCHAR",
            "the campaign that it merged into, or that events came from or went to",
        ),
        Column("sessions", "BIGINT", "sessions that came, went or moved"),
        Column("events", "BIGINT", "hostile events that came, went or moved"),
        Column("reason", "VARCHAR", "why, in words"),
    ),
)

LINEAGE = Table(
    name="lineage",
    grain="one event that is a campaign's or was in an earlier analysis",
    key=("event_uid",),
    columns=(
        Column("event_uid", "VARCHAR", "the event"),
        Column("campaign_id", "VARCHAR", "whose it was last by the evidence, before any decision"),
    ),
)

PAST_ANALYSES = Table(
    name="past_analyses",
    grain="one analysis that found something else than the one before",
    key=("analysis",),
    columns=(
        *_ANALYSIS,
        Column("start_at", "TIMESTAMP", "where its window begins"),
        Column("end_at", "TIMESTAMP", "where it ends; this moment is not in it"),
        Column("version", "VARCHAR", "of rasid"),
    ),
)

PAST_CAMPAIGNS = Table(
    name="past_campaigns",
    grain="one campaign as an analysis found it",
    key=("analysis", "campaign_id"),
    columns=(
        *_ANALYSIS,
        *campaigns.CAMPAIGNS.columns,
        Column("by_category", "VARCHAR", "its four numbers of each category, as JSON"),
        Column("confirmed_by", "VARCHAR", "the analyst who confirmed it; null where none did"),
    ),
)

PAST_EVIDENCE = Table(
    name="past_evidence",
    grain="one reason for or against a candidate actor as an analysis found it",
    key=("analysis", "campaign_id", "subject", "family"),
    columns=(*_ANALYSIS, *evidence.EVIDENCE.columns),
)

PAST_ATTRIBUTIONS = Table(
    name="past_attributions",
    grain="one candidate actor of a campaign as an analysis found it",
    key=("analysis", "campaign_id", "actor"),
    columns=(*_ANALYSIS, *evidence.ATTRIBUTIONS.columns),
)
