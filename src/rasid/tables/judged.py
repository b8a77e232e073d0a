from rasid.tables.contract import Column, Table

STEPS = ("member", "unlikely", "weighed", "unsought", "innocent", "slip", "unsampled")

JUDGED = Table(
    name="judged",
    grain="one suspect visit, or one that only a slip, a decision or a sample set aside, and what "
    "became of it",
    key=("session_id", "account"),
    order=("account", "session_id"),
    columns=(
        Column("session_id", "VARCHAR", "the session"),
        Column("account", "VARCHAR", "the account"),
        Column(
            "step",
            "VARCHAR",
            "`member`: a campaign's; `unlikely`: of a candidate that is judged to be none; "
            "`weighed`: too light for any; `unsought`: there was no candidate; `innocent`: by a "
            "decision; `slip`: a misspelt address; `unsampled`: plain, others were weighed",
        ),
        Column(
            "candidate",
            "VARCHAR",
            "the campaign that it was weighed for, the one it speaks for most; `unlikely-N` for a "
            "candidate that is none; else empty",
        ),
        Column("bits", "DOUBLE", "the evidence for that, prior included; null where not weighed"),
        Column("needed", "DOUBLE", "a member has more bits than this; null where not weighed"),
        Column("tactic", "VARCHAR", "what was tried, in words"),
        Column("protected", "BOOLEAN", "whether the account was on the roster then"),
        Column(
            "chance",
            "DOUBLE",
            "share of such tries by others that hit a protected person; null where it was no try "
            "by a stranger",
        ),
        Column("attempts", "BIGINT", "what it adds to the number; null where not near a campaign"),
        Column("identified", "BOOLEAN", "whether it identifies the account; null likewise"),
        Column("attacked", "BOOLEAN", "whether it attacks the account; null likewise"),
        Column("compromised", "BOOLEAN", "whether it compromises the account; null likewise"),
        Column(
            "source", "VARCHAR", "the source of background crime that it is part of; else empty"
        ),
        Column("decision", "BIGINT", "the decision that called it innocent; else null"),
        Column("meant", "VARCHAR", "of a slip: the address that was meant; else empty"),
    ),
)

LEFT_OUT = Table(
    name="left_out",
    grain="one reason why a suspect visit is no campaign's, or why a candidate is none",
    key=("candidate", "subject", "session_id", "account", "family"),
    order=("account", "session_id", "candidate", "subject", "family"),
    columns=(
        Column("candidate", "VARCHAR", "the campaign or candidate that it was weighed for"),
        Column("subject", "VARCHAR", "`visit` or `candidate`"),
        Column("session_id", "VARCHAR", "for visits: the session, else empty"),
        Column("account", "VARCHAR", "for visits: the account, else empty"),
        Column("family", "VARCHAR", "which kind of evidence; each family is capped"),
        Column("bits", "DOUBLE", "log2 of the likelihood ratio, after the cap"),
        Column("reason", "VARCHAR", "the reason in words, with its numbers"),
    ),
)
