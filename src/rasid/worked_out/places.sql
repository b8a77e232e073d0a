-- Which accounts were at which address.
SELECT DISTINCT source_ip, account FROM stays
