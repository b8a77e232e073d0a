from rasid.tables.contract import Column, Table

SIGHTING_KINDS = ("certificate", "registration", "passive_dns", "query", "url", "listed")
STANDINGS = ("", "labelled", "popular", "parked", "dynamic DNS", "sinkholed")
TRAIT_KINDS = (
    *("page title", "favicon", "page form", "page comment", "page body", "tracker"),
    "page words",
)
LEVELS = ("flagged", "look", "")

DOMAIN_FILES = Table(
    name="domain_files",
    grain="one imported file of domains, by its content",
    key=("raw_file",),
    columns=(
        Column("raw_file", "VARCHAR", "SHA-256 of the file as it was given"),
        Column("name", "VARCHAR", "the name it was last given under"),
        Column("format", "VARCHAR", "the format that most of its records have"),
        Column("lines", "BIGINT", "records read: lines of text, rows of CSV, items of an array"),
        Column("rejected", "BIGINT", "records that went to `domain_rejects`"),
    ),
)

DOMAIN_REJECTS = Table(
    name="domain_rejects",
    grain="one record of a file of domains that could not be read",
    key=("raw_file", "raw_line"),
    columns=(
        Column("raw_file", "VARCHAR", "SHA-256 of the file"),
        Column("raw_line", "BIGINT", "line of the file, or item of an array, from 1"),
        Column("reason", "VARCHAR", "what was wrong, one clause"),
        Column("excerpt", "VARCHAR", "the first 200 characters, control characters escaped"),
    ),
)

SIGHTINGS = Table(
    name="sightings",
    grain="one host that one record of a file of domains tells of",
    key=("raw_file", "raw_line", "host"),
    columns=(
        Column("domain", "VARCHAR", "the registered domain, lower-case ASCII (A-labels)"),
        Column("host", "VARCHAR", "the host as seen, lower-case ASCII (A-labels)"),
        Column("kind", "VARCHAR", "what kind of record tells of it, one of SIGHTING_KINDS"),
        Column("seen_at", "TIMESTAMP", "when it was first seen, UTC; null where not told"),
        Column("until_at", "TIMESTAMP", "when it was last seen, UTC; null where not told"),
        Column("registered_at", "TIMESTAMP", "when the domain was registered, UTC; null: not told"),
        Column("registrar", "VARCHAR", "who registered it, as told; empty where not told"),
        Column("addresses", "VARCHAR[]", "addresses that it had, canonical text form"),
        Column("name_servers", "VARCHAR[]", "hosts of its name servers"),
        Column("certificate", "VARCHAR", "the certificate's fingerprint, else its serial number"),
        Column("source", "VARCHAR", "who tells of it, as imported"),
        Column("hostile", "BOOLEAN", "labelled as bait, as honest; null where it was only seen"),
        Column("ascribed_to", "VARCHAR", "the group that a label names; else empty"),
        Column("known_at", "TIMESTAMP", "since when the label is known, UTC; null: no label"),
        Column("raw_file", "VARCHAR", "SHA-256 of the file"),
        Column("raw_line", "BIGINT", "line of the file, or item of an array, from 1"),
    ),
)

PAGE_TRAITS = Table(
    name="page_traits",
    grain="one thing that a page of a domain shows: an attached one, or one that a record tells of",
    key=("raw_file", "raw_line", "domain", "kind", "shared"),
    columns=(
        Column("domain", "VARCHAR", "the registered domain, lower-case ASCII (A-labels)"),
        Column("kind", "VARCHAR", "what it is, one of TRAIT_KINDS"),
        Column("shared", "VARCHAR", "the thing itself; of `page words` a hash of four in a row"),
        Column("seen_at", "TIMESTAMP", "when it was first seen, UTC; null where not told"),
        Column("until_at", "TIMESTAMP", "when it was last seen, UTC; null where not told"),
        Column("raw_file", "VARCHAR", "SHA-256 of the file of domains, or of the attached page"),
        Column("raw_line", "BIGINT", "line of the file, or item of an array; null: the whole page"),
    ),
)

WEBSITES = Table(
    name="websites",
    grain="one registered domain that was seen, as it is judged",
    key=("domain",),
    columns=(
        Column("domain", "VARCHAR", "the registered domain, lower-case ASCII (A-labels)"),
        Column("shown", "VARCHAR", "the domain in the script that people read"),
        Column("notices", "VARCHAR[]", "what is odd about its letters: mixed scripts …"),
        Column("first_seen", "TIMESTAMP", "UTC; null where no record tells"),
        Column("last_seen", "TIMESTAMP", "UTC; null where no record tells"),
        Column("registered_at", "TIMESTAMP", "UTC; null where no record tells"),
        Column("sightings", "BIGINT", "records that tell of it"),
        Column("standing", "VARCHAR", "what sets it apart, one of STANDINGS"),
        Column("labelled_as", "VARCHAR", "the group that a label names; else empty"),
        Column("bits", "DOUBLE", "how much likelier its name is as bait than as an honest name"),
        Column("honest_share", "DOUBLE", "share of honest names with at least as many bits"),
        Column("tie_bits", "DOUBLE", "evidence of its strongest tie to a labelled domain"),
        Column("tied_to", "VARCHAR", "that labelled domain; else empty"),
        Column("level", "VARCHAR", "one of LEVELS, by name and ties together"),
        Column("group_name", "VARCHAR", "the group that it is ascribed to; empty: nobody said"),
        Column("group_probability", "DOUBLE", "how likely that is; of the likeliest where empty"),
        Column("likeliest_group", "VARCHAR", "the likeliest group, ascribed or not"),
    ),
)

WEBSITE_TIES = Table(
    name="website_ties",
    grain="one thing that a seen domain shares with a labelled one",
    key=("domain", "other", "kind", "shared"),
    columns=(
        Column("domain", "VARCHAR", "the seen domain"),
        Column("other", "VARCHAR", "the labelled domain"),
        Column("other_group", "VARCHAR", "the group that the label names; may be empty"),
        Column("kind", "VARCHAR", "address, name server, certificate, page, favicon …"),
        Column("shared", "VARCHAR", "what they share"),
        Column("sharing", "BIGINT", "how many domains share it"),
        Column("days_apart", "DOUBLE", "days between the two; 0 where they overlap; null: unknown"),
        Column(
            "bits", "DOUBLE", "evidence: log2 of domains over those that share it, less by time"
        ),
    ),
)
