"""P1ProfileBasic.csv from an extract, with DuckDB: transform_duckdb.py EXTRACT P1 MARK THREADS

The same tests of every row as sfe-transform but those for control characters.
"""

import sys

import duckdb

extract, output, mark, threads = sys.argv[1:]
TEXT = "email_addr teachernumber home_phone first_name last_name calendar".split()
NUMBERS = "homeschoolid schoolid status users_dcid contractemp".split()
columns = ", ".join([f"{name}: 'VARCHAR'" for name in TEXT] + [f"{name}: 'BIGINT'" for name in NUMBERS])
empty = ", ".join(["''"] * 10)
duckdb.sql(f"SET threads = {int(threads)}")
duckdb.sql(f"""
COPY (
    WITH numbered AS (
        SELECT *, row_number() OVER () AS line
        FROM read_json('{extract}', format = 'newline_delimited', columns = {{{columns}}})
    ), passed AS (
        SELECT * FROM numbered
        WHERE schoolid = homeschoolid AND trim(first_name) <> '' AND trim(last_name) <> ''
            AND lower(trim(first_name)) NOT IN ('use', 'training1', 'trianing2', 'trianing3', 'trianing4', 'planning',
                'admin', 'nurse', 'user', 'payroll', 'human', 'benefits', 'test', 'testtt', 'do not', 'plugin', 'mba')
            AND lower(trim(last_name)) NOT IN ('use', 'training1', 'trianing2', 'trianing3', 'trianing4', 'planning',
                'admin', 'nurse', 'user', 'payroll', 'human', 'benefits', 'test', 'testtt', 'do not', 'plugin', 'mba')
            AND regexp_full_match(teachernumber, '[0-9]+')
        QUALIFY row_number() OVER (PARTITION BY users_dcid ORDER BY line) = 1
    ), judged AS (
        SELECT *, homeschoolid = 500 AS substitute, CAST(teachernumber AS BIGINT) AS access_id,
            CASE WHEN users_dcid <= {int(mark)} THEN 'C' ELSE 'A' END AS command,
            CASE WHEN status = 1 THEN 'Y' ELSE 'N' END AS active
        FROM passed
    )
    SELECT concat_ws('|', 'P', command, '1', access_id, coalesce(home_phone, ''), first_name, last_name,
        {empty}, coalesce(email_addr, ''),
        CASE WHEN substitute THEN 'N|N||||Y|' || active || '|' || CASE WHEN command = 'A' THEN 'Y' ELSE '' END
            ELSE 'Y|' || active || '|' || CASE WHEN trim(coalesce(calendar, '')) <> '' THEN calendar
                WHEN active = 'N' OR command = 'A' THEN '100' ELSE '' END || '|||||' END,
        {empty}, '', 'Y', '')
    FROM judged
    WHERE access_id BETWEEN 1 AND 999999999 AND (substitute OR contractemp IS DISTINCT FROM 1)
    ORDER BY line
) TO '{output}' (FORMAT csv, HEADER false, DELIMITER '\x01', QUOTE '', ESCAPE '')
""")
