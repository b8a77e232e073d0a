-- What each party is recognised by, as the number of a look: most come again and again with the
-- same account, place and client, and what is asked of that is asked once. The lengths keep what is
-- put together apart.
CREATE OR REPLACE TEMP TABLE party_looks AS
SELECT
    party,
    day,
    entered,
    md5_number(
        concat_ws(
            chr(31), length(account), length(address), length(network), length(country),
            length(client), account, address, network, country, client, device
        )
    ) AS mark
FROM parties
