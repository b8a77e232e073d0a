from rasid.tables.contract import Column, Table

ANALYSES = Table(
    name="analyses",
    grain="the analysis that the tables behind the events come from; there is one at most",
    key=("start_at", "end_at"),
    columns=(
        Column("start_at", "TIMESTAMP", "where the window begins"),
        Column("end_at", "TIMESTAMP", "where it ends; this moment is not in it"),
        Column("logs", "VARCHAR", "SHA-256 over the list of imported files"),
        Column("roster", "VARCHAR", "SHA-256 over the roster"),
        Column("actors", "VARCHAR", "SHA-256 over the actors"),
        Column("decisions", "VARCHAR", "SHA-256 over the decisions that hold"),
        Column("rules", "VARCHAR", "SHA-256 over the rules and the suppressions that hold"),
    ),
)
