// Answers cases of the rules, as JSON from the standard input to the standard output: tests/test_js_rules.py compares.

import { readFileSync } from "node:fs";

import { counted, mean, propose } from "../../kedr/journal/static/journal/rules.js";

const cases = JSON.parse(readFileSync(0, "utf8"));
const answers = cases.map(({ marks, until, thresholds }) => {
  const found = mean(marks.map(([value, weight, due]) => [counted(value, due, until), weight]));
  return [found, propose(found, thresholds)];
});
process.stdout.write(JSON.stringify(answers));
