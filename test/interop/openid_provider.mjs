// SPDX-License-Identifier: BSL-1.0
// Starts the certified provider of the npm package oidc-provider on a free loopback port, with the people given as JSON.
//
// usage: node openid_provider.mjs PEOPLE.json REDIRECT_URI
// Prints "READY <issuer>" when it listens, and ends with SIGTERM. PEOPLE.json maps a user's name to the user's claims.
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const [peopleFile, redirectUri] = process.argv.slice(2);
if (!redirectUri) {
  console.error('usage: node openid_provider.mjs PEOPLE.json REDIRECT_URI');
  process.exit(2);
}
const people = JSON.parse(readFileSync(peopleFile, 'utf8'));
const claimNames = [...new Set(Object.values(people).flatMap((claims) => Object.keys(claims)))];

// The issuer holds the port, so the port comes first.
const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
const provider = new Provider(issuer, {
  clients: [{
    client_id: 'rowclaim-demo',
    client_secret: 'demo-secret-for-loopback-only-0123456789',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code'],
    response_types: ['code'],
  }],
  jwks: { keys: [{ ...key, use: 'sig', alg: 'RS256', kid: 'demo-rsa' }] },
  claims: { openid: ['sub', ...claimNames] },
  conformIdTokenClaims: false, // the claims go into the ID token, not only to userinfo
  findAccount: (ctx, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
  cookies: { keys: ['for-loopback-only'] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true } },
  ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 600, Grant: 600 },
});
server.on('request', provider.callback());
console.log(`READY ${issuer}`);

process.on('SIGTERM', () => {
  server.closeAllConnections();
  server.close(() => process.exit(0));
});
