from rasid.tables.contract import Column, Table

EVIDENCE = Table(
    name="evidence",
    grain="one reason for one judgement",
    key=("campaign_id", "subject", "session_id", "account", "family"),
    columns=(
        Column("campaign_id", "VARCHAR", "the campaign judged"),
        Column("subject", "VARCHAR", "`visit`, `campaign`, or `actor:NAME`"),
        Column("session_id", "VARCHAR", "for visits: the session, else empty"),
        Column("account", "VARCHAR", "for visits: the account, else empty"),
        Column("family", "VARCHAR", "which kind of evidence; each family is capped"),
        Column("bits", "DOUBLE", "log2 of the likelihood ratio, after the cap"),
        Column("reason", "VARCHAR", "the reason in words, with its numbers"),
    ),
)

ATTRIBUTIONS = Table(
    name="attributions",
    grain="one candidate actor of one campaign",
    key=("campaign_id", "actor"),
    columns=(
        Column("campaign_id", "VARCHAR", "the campaign judged"),
        Column("actor", "VARCHAR", "the intrusion set's name as imported; `unknown`, `new group`"),
        Column("bits", "DOUBLE", "sum of the evidence, prior included"),
        Column("probability", "DOUBLE", "share among all candidates"),
        Column("wording", "VARCHAR", "the ICD 203 phrase of that probability"),
    ),
)
