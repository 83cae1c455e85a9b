"""The staff stream from SQLite, in plain Python: extract.py DATABASE QUERY-FILE"""

import json
import sqlite3
import sys

database, query = sys.argv[1:]
with open(query, encoding="utf-8") as text:
    cursor = sqlite3.connect(f"file:{database}?mode=ro", uri=True).execute(text.read().rstrip().rstrip(";"))
keys = [column[0].lower() for column in cursor.description]
records = 0
for row in cursor:
    sys.stdout.write(json.dumps(dict(zip(keys, row)), ensure_ascii=False, separators=(",", ":")) + "\n")
    records += 1
sys.stdout.write('{"end":{"records":%d}}\n' % records)
