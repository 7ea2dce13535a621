// SPDX-License-Identifier: BSL-1.0
// Cedar: a permit for each role, parsed beforehand; the user with the roles as parents and the row go with each request.
import { load, cases, measure, table, translate } from './measure.mjs';

const { default: cedar } = await load('@cedar-policy/cedar-wasm/nodejs');

const compare = (column, operator, values) =>
  operator === 'in' ? `${JSON.stringify(values)}.contains(resource.${column})` : `resource.${column} ${operator} ${JSON.stringify(values[0])}`;
const words = { compare, and: (parts) => parts.join(' && ') };

const policies = Object.entries(table.restrictions).map(
  ([role, condition]) => `permit (principal in Role::"${role}", action, resource) when { ${translate(condition, words)} };`,
);
const parsed = cedar.preparsePolicySet('policy', { staticPolicies: policies.join('\n') });
if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed.errors));

const requests = cases.pairs.map((pair) => {
  const { name, roles } = cases.users[pair.user];
  const principal = { type: 'User', id: name };
  const resource = { type: 'Row', id: String(pair.row) };
  return {
    principal,
    action: { type: 'Action', id: 'read' },
    resource,
    context: {},
    preparsedPolicySetId: 'policy',
    entities: [
      { uid: principal, attrs: {}, parents: roles.map((role) => ({ type: 'Role', id: role })) },
      { uid: resource, attrs: cases.rows[pair.row], parents: [] },
    ],
  };
});
measure(`Cedar ${cedar.getCedarVersion()} (WebAssembly), statefulIsAuthorized`, requests, (request) => {
  const answer = cedar.statefulIsAuthorized(request);
  if (answer.type !== 'success' || answer.response.diagnostics.errors.length !== 0) throw new Error(JSON.stringify(answer));
  return answer.response.decision === 'allow';
});
