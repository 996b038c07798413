// Answers cases of the rules, as JSON from the standard input to the standard output: tests/test_js_rules.py compares.

import { readFileSync } from "node:fs";

import { counted, isMark, level, mean, propose } from "../../kedr/journal/static/journal/rules.js";

const cases = JSON.parse(readFileSync(0, "utf8"));
const answers = cases.map(({ marks, until, thresholds, scale, levels }) => {
  const found = mean(marks.map(([value, weight, due]) => [counted(value, due, until, scale), weight]));
  const result = propose(found, thresholds, scale);
  const may = marks.filter(([value]) => value).map(([value]) => isMark(value, scale, true));
  return [found, result, level(result, scale, levels), may];
});
process.stdout.write(JSON.stringify(answers));
