// The staff stream by node-oracledb, as ps-extract writes it: extract.js CONNECT QUERY-FILE
// The user and the password are those of ps-extract. Numbers come as text, so that they keep their digits.
"use strict";
const fs = require("fs");
const oracledb = require("oracledb");

const numbers = [oracledb.DB_TYPE_NUMBER];
const times = [oracledb.DB_TYPE_DATE, oracledb.DB_TYPE_TIMESTAMP];

// "1E-38", ".5" and "-.5" without exponent, with a digit before the point.
function plain(text) {
  const [, sign, whole, , fraction = "", exponent = "0"] = /^(-?)(\d*)(\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  const point = whole.length + Number(exponent);
  const digits = whole + fraction;
  const padded = "0".repeat(Math.max(0, 1 - point)) + digits + "0".repeat(Math.max(0, point - digits.length));
  const at = Math.max(1, point);
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, "");
  const right = padded.slice(at).replace(/0+$/, "");
  return sign + left + (right ? "." + right : "");
}

// A driver of JavaScript has dates of milliseconds, in the local zone, which scripts/witnesses sets to UTC.
function iso(date) {
  const two = (number) => String(number).padStart(2, "0");
  const day = `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const fraction = date.getMilliseconds() ? ("." + String(date.getMilliseconds()).padStart(3, "0")).replace(/0+$/, "") : "";
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}${fraction}`;
}

async function main() {
  const [connectString, query] = process.argv.slice(2);
  oracledb.fetchAsString = [oracledb.NUMBER, oracledb.CLOB];
  const connection = await oracledb.getConnection({
    user: process.env.POWERSCHOOL_READ_USER,
    password: process.env.POWERSCHOOL_DB_PASSWORD,
    connectString,
  });
  const sql = fs.readFileSync(query, "utf8").trimEnd().replace(/;$/, "");
  const result = await connection.execute(sql, [], { maxRows: 0, fetchArraySize: 1000 });
  const written = (value, { dbType }) => {
    if (value === null) return "null";
    if (numbers.includes(dbType)) return plain(value);
    if (dbType === oracledb.DB_TYPE_TIMESTAMP_TZ) return JSON.stringify(`${iso(value)}+00:00`);
    return JSON.stringify(times.includes(dbType) ? iso(value) : value);
  };
  const columns = result.metaData;
  const lines = result.rows.map((row) => {
    const pairs = row.map((value, at) => `${JSON.stringify(columns[at].name.toLowerCase())}:${written(value, columns[at])}`);
    return `{${pairs.join(",")}}\n`;
  });
  process.stdout.write(lines.join("") + `{"end":{"records":${lines.length}}}\n`);
  await connection.close();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
