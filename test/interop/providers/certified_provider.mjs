// SPDX-License-Identifier: BSL-1.0
// Starts the certified provider of the npm package oidc-provider on a loopback port with everything on that it can do.
//
// usage: node certified_provider.mjs < CONFIGURATION
// CONFIGURATION is JSON: {port, tls: {key, cert}, client_ca, storage, generation, people, clients}; the texts of key, cert and client_ca are
// PEM. A port of 0 takes a free one. The same generation gives the same names of keys, another one other keys: a restart with another
// generation is a rotation. What was given out is in the file `storage`, where there is one, and outlives a restart.
// With tls, clients show their certificates at another port, which mtls_endpoint_aliases names; nobody is asked for one at the first.
// Prints "READY <issuer>" when it listens, and ends with SIGTERM.
import { generateKeyPairSync } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { Provider } from 'oidc-provider';

const chosen = JSON.parse(await text(process.stdin));
const server = chosen.tls ? createHttpsServer(chosen.tls) : createHttpServer();
await new Promise((listening) => server.listen(chosen.port ?? 0, '127.0.0.1', listening));
const aliased = chosen.tls
  && createHttpsServer({ ...chosen.tls, ca: chosen.client_ca, requestCert: true, rejectUnauthorized: false });
if (aliased) await new Promise((listening) => aliased.listen(0, '127.0.0.1', listening));
const issuer = `${chosen.tls ? 'https' : 'http'}://127.0.0.1:${server.address().port}`;

const key = (type, options, members) => ({
  ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }),
  ...members,
  kid: `${members.alg}-${chosen.generation ?? 1}`,
});
// Everything in one file, written at each change.
class Stored {
  static kept = chosen.storage && existsSync(chosen.storage) ? JSON.parse(readFileSync(chosen.storage, 'utf8')) : {};

  static find(has) { return Object.values(Stored.kept).find(({ until, payload }) => until > Date.now() && has(payload))?.payload; }

  static change(how) {
    how(Stored.kept);
    writeFileSync(chosen.storage, JSON.stringify(Stored.kept));
  }

  constructor(kind) { this.key = (id) => `${kind}:${id}`; }

  async upsert(id, payload, expiresIn) {
    Stored.change((kept) => { kept[this.key(id)] = { payload, until: Date.now() + (expiresIn ?? 3600) * 1000 }; });
  }

  async find(id) {
    const found = Stored.kept[this.key(id)];
    return found && found.until > Date.now() ? found.payload : undefined;
  }

  async findByUid(uid) { return Stored.find((payload) => payload.kind === 'Session' && payload.uid === uid); }

  async findByUserCode(userCode) { return Stored.find((payload) => payload.userCode === userCode); }

  async consume(id) { Stored.change((kept) => { kept[this.key(id)].payload.consumed = Math.floor(Date.now() / 1000); }); }

  async destroy(id) { Stored.change((kept) => { delete kept[this.key(id)]; }); }

  async revokeByGrantId(grantId) {
    Stored.change((kept) => {
      for (const [key, { payload }] of Object.entries(kept)) if (payload.grantId === grantId) delete kept[key];
    });
  }
}

const claimNames = [...new Set(Object.values(chosen.people).flatMap((claims) => Object.keys(claims)))];
const provider = new Provider(issuer, {
  clients: chosen.clients,
  ...(chosen.storage && { adapter: Stored }),
  ...(aliased && {
    discovery: {
      mtls_endpoint_aliases: Object.fromEntries(Object.entries({
        token: 'token', userinfo: 'me', introspection: 'token/introspection', revocation: 'token/revocation',
        pushed_authorization_request: 'request', device_authorization: 'device/auth',
      }).map(([name, path]) => [`${name}_endpoint`, `https://127.0.0.1:${aliased.address().port}/${path}`])),
    },
  }),
  jwks: {
    keys: [
      key('rsa', { modulusLength: 2048 }, { use: 'sig', alg: 'RS256' }),
      key('ec', { namedCurve: 'P-256' }, { use: 'sig', alg: 'ES256' }),
      key('ed25519', undefined, { use: 'sig', alg: 'EdDSA' }),
      key('rsa', { modulusLength: 2048 }, { use: 'enc', alg: 'RSA-OAEP-256' }),
    ],
  },
  claims: { openid: ['sub', 'acr', 'auth_time', ...claimNames] },
  conformIdTokenClaims: false, // the claims go into the ID token, not only to userinfo
  acrValues: ['one-factor'],
  scopes: ['openid', 'offline_access', 'api:read'],
  responseTypes: ['code', 'id_token', 'code id_token'],
  findAccount: (ctx, id) => chosen.people[id] && { accountId: id, claims: () => ({ sub: id, ...chosen.people[id] }) },
  cookies: { keys: ['for-loopback-only'] },
  rotateRefreshToken: true,
  pkce: { required: (ctx, client) => client.responseTypes.some((type) => type.includes('code')) },
  // The guard against requests to loopback would refuse the relying parties of the tests.
  fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),
  enabledJWA: {
    authorizationSigningAlgValues: ['RS256', 'ES256', 'EdDSA'],
    clientAuthSigningAlgValues: ['HS256', 'RS256', 'ES256', 'EdDSA'],
    idTokenSigningAlgValues: ['RS256', 'ES256', 'EdDSA', 'HS256'],
    idTokenEncryptionAlgValues: ['RSA-OAEP', 'RSA-OAEP-256', 'ECDH-ES', 'A128KW', 'dir'],
    requestObjectSigningAlgValues: ['RS256', 'ES256', 'EdDSA', 'HS256'],
    requestObjectEncryptionAlgValues: ['RSA-OAEP-256'],
    userinfoSigningAlgValues: ['RS256', 'ES256', 'EdDSA'],
    introspectionSigningAlgValues: ['RS256', 'ES256'],
    dPoPSigningAlgValues: ['ES256', 'EdDSA'],
  },
  clientAuthMethods: [
    'none', 'client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt',
    ...(chosen.tls ? ['self_signed_tls_client_auth', 'tls_client_auth'] : []),
  ],
  features: {
    devInteractions: { enabled: true },
    backchannelLogout: { enabled: true },
    claimsParameter: { enabled: true },
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 1), requireNonce: () => chosen.requiresNonce === true },
    encryption: { enabled: true },
    introspection: { enabled: true },
    jwtIntrospection: { enabled: true },
    jwtResponseModes: { enabled: true },
    jwtUserinfo: { enabled: true },
    mTLS: {
      enabled: Boolean(chosen.tls),
      certificateBoundAccessTokens: true,
      selfSignedTlsClientAuth: true,
      tlsClientAuth: true,
      certificateAuthorized: (ctx) => ctx.req.socket.authorized,
      certificateSubjectMatches: (ctx, property, expected) =>
        property === 'tls_client_auth_subject_dn' && ctx.req.socket.getPeerX509Certificate().subject === expected,
      getCertificate: (ctx) => ctx.req.socket.getPeerX509Certificate?.(),
    },
    pushedAuthorizationRequests: { enabled: true },
    registration: { enabled: true },
    registrationManagement: { enabled: true },
    requestObjects: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => undefined,
      useGrantedResource: () => true,
      getResourceServerInfo: (ctx, audience) =>
        ({ scope: 'api:read', audience, accessTokenTTL: 600, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } }),
    },
    revocation: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    userinfo: { enabled: true },
  },
  ttl: {
    AccessToken: 600, AuthorizationCode: 60, ClientCredentials: 600, DeviceCode: 300, Grant: 3600, IdToken: 600, Interaction: 600,
    RefreshToken: 3600, Session: 3600,
  },
});
for (const event of ['grant.error', 'authorization.error', 'userinfo.error', 'server_error', 'backchannel.error'])
  provider.on(event, (ctx, failure) => console.error(event, failure.message, failure.error_detail ?? failure.error_description ?? ''));
for (const each of [server, aliased]) each?.on('request', provider.callback());
console.log(`READY ${issuer}`);

process.on('SIGTERM', () => {
  for (const each of [server, aliased]) each?.closeAllConnections();
  aliased?.close();
  server.close(() => process.exit(0));
});
