"""The staff stream by python-oracledb, as ps-extract writes it: extract.py CONNECT QUERY-FILE [ROWS-PER-FETCH]

The user and the password are those of ps-extract. Nothing is rounded: numbers keep their digits as text.
"""

import datetime
import decimal
import json
import os
import sys

import oracledb

dsn, query, *size = sys.argv[1:]
oracledb.defaults.fetch_lobs = False
oracledb.defaults.fetch_decimals = True
connection = oracledb.connect(
    user=os.environ["POWERSCHOOL_READ_USER"], password=os.environ["POWERSCHOOL_DB_PASSWORD"], dsn=dsn
)
cursor = connection.cursor()
if size:
    cursor.arraysize = int(size[0])
    cursor.prefetchrows = int(size[0]) + 1


def written(value, column):
    if isinstance(value, decimal.Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, datetime.datetime):
        fraction = f".{value.microsecond:06}".rstrip("0").rstrip(".")
        # The driver leaves out the zone, which is UTC in what it is tried with.
        zone = "+00:00" if column.type_code == oracledb.DB_TYPE_TIMESTAMP_TZ else ""
        return f'"{value:%Y-%m-%dT%H:%M:%S}{fraction}{zone}"'
    return json.dumps(value, ensure_ascii=False)


with open(query, encoding="utf-8") as text:
    cursor.execute(text.read().rstrip().rstrip(";"))
keys = [json.dumps(column[0].lower(), ensure_ascii=False) for column in cursor.description]
records = 0
for row in cursor:
    pairs = (key + ":" + written(*pair) for key, *pair in zip(keys, row, cursor.description))
    sys.stdout.write("{" + ",".join(pairs) + "}\n")
    records += 1
sys.stdout.write('{"end":{"records":%d}}\n' % records)
connection.close()
