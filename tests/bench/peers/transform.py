"""P1ProfileBasic.csv from an extract, in plain Python: transform.py EXTRACT P1 MARK

The same tests of every row and the same bytes as sfe-transform; no W2, no E1, no warnings, no test that the
stream is whole, nothing synced to the disk.
"""

import json
import sys

BAD_NAMES = set(
    "use training1 trianing2 trianing3 trianing4 planning admin nurse user payroll human benefits test testtt"
    " plugin mba".split()
) | {"do not"}


def text(value):
    return "" if value is None or not str(value).strip() else str(value)


def line(row, mark, seen):
    """The row's line, or None."""
    if row["schoolid"] is None or row["schoolid"] != row["homeschoolid"]:
        return None
    first, last = text(row["first_name"]), text(row["last_name"])
    if not first or not last or first.strip().lower() in BAD_NAMES or last.strip().lower() in BAD_NAMES:
        return None
    access_id = text(row["teachernumber"]).strip()
    if not (access_id.isascii() and access_id.isdigit()) or row["users_dcid"] in seen:
        return None
    seen.add(row["users_dcid"])
    substitute = row["homeschoolid"] == 500
    if not 1 <= int(access_id) <= 999_999_999 or (not substitute and row["contractemp"] == 1):
        return None
    command = "C" if row["users_dcid"] <= mark else "A"
    active = "Y" if row["status"] == 1 else "N"
    if substitute:
        who = ["N", "N", "", "", "", "Y", active, "Y" if command == "A" else ""]
    else:
        calendar = text(row["calendar"]) or ("100" if active == "N" or command == "A" else "")
        who = ["Y", active, calendar, "", "", "", "", ""]
    fields = ["P", command, "1", str(int(access_id)), text(row["home_phone"]), first, last, *[""] * 10]
    fields += [text(row["email_addr"]), *who, *[""] * 11, "Y", ""]
    printed = "|".join(fields)
    return printed if printed.count("|") == 38 and printed.isprintable() else None


def main():
    extract, output, mark = sys.argv[1], sys.argv[2], int(sys.argv[3])
    seen = set()
    with open(extract, encoding="utf-8") as rows, open(output, "w", encoding="utf-8", newline="\n") as out:
        for row in map(json.loads, rows):
            if "end" not in row and (printed := line(row, mark, seen)):
                out.write(printed + "\n")


main()
