// Answers cases of the rules, as JSON from the standard input to the standard output: tests/test_js_rules.py compares.

import { readFileSync } from "node:fs";

import { fewWords, proposeResult } from "../../kedr/journal/static/journal/proposals.js";
import { counted, isMark, level } from "../../kedr/journal/static/journal/rules.js";

const cases = JSON.parse(readFileSync(0, "utf8"));
const answers = cases.map(({ marks, until, thresholds, scale, levels, enough, attended }) => {
  const said = marks.map(([value, weight, due]) => [counted(value, due, until, scale), weight]);
  const proposal = proposeResult(said, attended, { scale, thresholds, enough });
  const may = marks.filter(([value]) => value).map(([value]) => isMark(value, scale, true));
  return [proposal.mean, proposal.value, proposal.marks, fewWords(proposal), level(proposal.value, scale, levels), may];
});
process.stdout.write(JSON.stringify(answers));
