from rasid.tables.contract import Column, Table

COVERAGE = Table(
    name="coverage",
    grain="what the imported logs hold and lack, counted once; there is one at most",
    key=("state",),
    columns=(
        Column(
            "state",
            "VARCHAR",
            "SHA-256 over the names, sizes and footers of the parts that were counted, "
            "and over how rasid counts them; what is of another state counts for nothing",
        ),
        Column("told", "VARCHAR", "what `show coverage --json` is made of, a JSON object"),
    ),
)
