// SPDX-License-Identifier: BSL-1.0
// What the engines have in common: the cases, the conditions of a policy file in an engine's own words, and the clock.
import { readFileSync } from 'node:fs';

// The cases that the benchmark program wrote: a policy file, users with their roles, rows, and what rowclaim answers for pairs of them.
export const cases = JSON.parse(readFileSync(process.argv[2], 'utf8'));
export const [[, table]] = Object.entries(cases.policy.tables);

// Says a condition of a policy file in another language. `words` are its `and(parts)` and its `compare(column, operator, values)`, where
// a set of values is the operator `in`.
export function translate(condition, words) {
  if (condition.and) return words.and(condition.and.map((part) => translate(part, words)));
  if ('op' in condition) return words.compare(condition.column, condition.op, [condition.value]);
  if (condition.or || condition.not) throw new Error('the cases have conditions that nobody has translated');
  const parts = Object.entries(condition).map(([column, value]) =>
    Array.isArray(value) ? words.compare(column, 'in', value) : words.compare(column, '==', [value]),
  );
  return words.and(parts);
}

// The module, or the end of the program with the reason why this engine is left out.
export async function load(name) {
  try {
    return await import(name);
  } catch (failure) {
    console.log(JSON.stringify({ left_out: `the npm package ${name} is not installed (${failure.code ?? failure.message})` }));
    process.exit(0);
  }
}

// Checks the engine's answers, which warms it up too, then times nothing but its calls: the median over rounds of all decisions. A round's
// time is that on the wall or that of this process, whichever is less: the one has other programs in it, the other Node.js's own helpers.
// `requests` are made beforehand, one for each pair; `decide` turns one into true or false.
export function measure(engine, requests, decide) {
  const disagreements = cases.pairs.filter((pair, i) => decide(requests[i]) !== pair.visible);
  const round = () => {
    let shown = 0;
    const start = { wall: performance.now(), own: process.cpuUsage() };
    for (const request of requests) if (decide(request)) ++shown;
    const own = process.cpuUsage(start.own);
    const took = Math.min(1e6 * (performance.now() - start.wall), 1e3 * (own.user + own.system)) / requests.length;
    if (disagreements.length === 0 && shown !== cases.pairs.filter((pair) => pair.visible).length)
      throw new Error('the engine has changed its mind');
    return took;
  };
  const repeat = (seconds, least) => {
    const times = [];
    for (const end = performance.now() + 1000 * seconds; times.length < least || performance.now() < end; ) times.push(round());
    return times;
  };
  repeat(0.5, 1);
  const times = repeat(1.5, 3).sort((a, b) => a - b);
  const nanoseconds = times[Math.floor(times.length / 2)];
  console.log(JSON.stringify({ engine, nanoseconds, rounds: times.length, decisions: requests.length, disagreements }));
}
