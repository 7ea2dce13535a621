// SPDX-License-Identifier: BSL-1.0
// Starts the certified provider of the npm package oidc-provider on a loopback port with everything on that it can do.
//
// usage: node certified_provider.mjs < CONFIGURATION
// CONFIGURATION is JSON: {port, tls: {key, cert}, generation, people, clients}; the texts of key and cert are PEM. A port of 0 takes a
// free one. The same generation gives the same names of keys, another one other keys: a restart with another generation is a rotation.
// Prints "READY <issuer>" when it listens, and ends with SIGTERM.
import { generateKeyPairSync } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { Provider } from 'oidc-provider';

const chosen = JSON.parse(await text(process.stdin));
const server = chosen.tls
  ? createHttpsServer({ ...chosen.tls, requestCert: true, rejectUnauthorized: false })
  : createHttpServer();
await new Promise((listening) => server.listen(chosen.port ?? 0, '127.0.0.1', listening));
const issuer = `${chosen.tls ? 'https' : 'http'}://127.0.0.1:${server.address().port}`;

const key = (type, options, members) => ({
  ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }),
  ...members,
  kid: `${members.alg}-${chosen.generation ?? 1}`,
});
const claimNames = [...new Set(Object.values(chosen.people).flatMap((claims) => Object.keys(claims)))];
const provider = new Provider(issuer, {
  clients: chosen.clients,
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
    ...(chosen.tls ? ['self_signed_tls_client_auth'] : []),
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
server.on('request', provider.callback());
console.log(`READY ${issuer}`);

process.on('SIGTERM', () => {
  server.closeAllConnections();
  server.close(() => process.exit(0));
});
