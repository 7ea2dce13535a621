// SPDX-License-Identifier: BSL-1.0
// casbin: roles by its role manager, a policy line for each role with the condition as a rule that `eval` evaluates.
import { createRequire } from 'node:module';
import { cases, load, measure, table, translate } from './measure.mjs';

const casbin = await load('casbin');
const { version } = createRequire(import.meta.url)('casbin/package.json');

const model = casbin.newModelFromString(`
[request_definition]
r = sub, row
[policy_definition]
p = role, rule
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = g(r.sub, p.role) && eval(p.rule)
`);

// One comparison for each value of a set: `eval` does not read casbin's own "in (...)".
const compare = (column, operator, values) => {
  const one = (value) => `r.row.${column} ${operator === 'in' ? '==' : operator} ${typeof value === 'string' ? `'${value}'` : value}`;
  return values.length === 1 ? one(values[0]) : `(${values.map(one).join(' || ')})`;
};
const words = { compare, and: (parts) => parts.join(' && ') };

const enforcer = await casbin.newEnforcer(model);
const lines = Object.entries(table.restrictions).map(([role, condition]) => [role, translate(condition, words)]);
await enforcer.addPolicies(lines);
await enforcer.addGroupingPolicies(cases.users.flatMap((user) => user.roles.map((role) => [user.name, role])));

const requests = cases.pairs.map((pair) => [cases.users[pair.user].name, cases.rows[pair.row]]);
measure(`casbin ${version}, enforceSync`, requests, ([name, row]) => enforcer.enforceSync(name, row));
