# P1ProfileBasic.csv from an extract: jq -nr --argjson mark MARK -f transform.jq EXTRACT
#
# The same tests of every row as sfe-transform but those for control characters; names are not trimmed, and a
# person is known again only when the rows follow each other, as the query orders them: to keep all who were
# seen, jq copies them at every row.
def text: if . == null or (tostring | test("\\S") | not) then "" else tostring end;

(["use", "training1", "trianing2", "trianing3", "trianing4", "planning", "admin", "nurse", "user", "payroll",
  "human", "benefits", "test", "testtt", "do not", "plugin", "mba"] | map({(.): true}) | add) as $bad_names
| foreach inputs as $row ({};
    .line = null
    | if ($row | has("end")) or $row.schoolid == null or $row.schoolid != $row.homeschoolid then .
      else
        ($row.first_name | text) as $first
        | ($row.last_name | text) as $last
        | if $first == "" or $last == "" or $bad_names[$first | ascii_downcase] or $bad_names[$last | ascii_downcase]
            or ($row.teachernumber | text | test("^[0-9]+$") | not) or .seen == $row.users_dcid then .
          else
            .seen = $row.users_dcid
            | ($row.teachernumber | tonumber) as $access_id
            | ($row.homeschoolid == 500) as $substitute
            | if $access_id < 1 or $access_id > 999999999 or ($substitute | not) and $row.contractemp == 1 then .
              else
                (if $row.users_dcid <= $mark then "C" else "A" end) as $command
                | (if $row.status == 1 then "Y" else "N" end) as $active
                | ($row.calendar | text) as $calendar
                | (if $substitute then ["N", "N", "", "", "", "Y", $active, (if $command == "A" then "Y" else "" end)]
                   else ["Y", $active,
                         (if $calendar != "" then $calendar elif $active == "N" or $command == "A" then "100" else "" end),
                         "", "", "", "", ""]
                   end) as $who
                | .line = (["P", $command, "1", ($access_id | tostring), ($row.home_phone | text), $first, $last,
                            "", "", "", "", "", "", "", "", "", "", ($row.email_addr | text)]
                           + $who + ["", "", "", "", "", "", "", "", "", "", "", "Y", ""] | join("|"))
              end
          end
      end;
    .line | values)
