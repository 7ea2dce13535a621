// SPDX-License-Identifier: BSL-1.0
// The certified relying party of the npm package openid-client, as `./run conformance --rp` wants a relying party to be:
// told by the environment what to do, it signs in once and says by its exit status what came of it.
//
// usage: NODE_EXTRA_CA_CERTS=$RP_CA_FILE node openid_client.mjs
// 0: signed in (and refreshed, or logged out, where that is asked for); 1: refused; 77: openid-client has no such thing; else broken.
import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import * as client from 'openid-client';

const REFUSED = 1;
const NOT_SUPPORTED = 77;
const BROKEN = 3;

const wanted = {
  issuer: process.env.RP_ISSUER,
  clientId: process.env.RP_CLIENT_ID,
  clientSecret: process.env.RP_CLIENT_SECRET,
  redirectUri: process.env.RP_REDIRECT_URI,
  responseType: process.env.RP_RESPONSE_TYPE ?? 'code',
  responseMode: process.env.RP_RESPONSE_MODE ?? 'default',
  requestType: process.env.RP_REQUEST_TYPE ?? 'plain_http_request',
  registration: process.env.RP_CLIENT_REGISTRATION ?? 'static_client',
  authentication: process.env.RP_CLIENT_AUTH_TYPE ?? 'client_secret_basic',
  needs: new Set((process.env.RP_NEEDS ?? '').split(' ')),
  jwks: process.env.RP_JWKS,
  requestUri: process.env.RP_REQUEST_URI,
  certificateFile: process.env.RP_CERTIFICATE_FILE,
  certificateKeyFile: process.env.RP_CERTIFICATE_KEY_FILE,
  postLogoutRedirectUri: process.env.RP_POST_LOGOUT_REDIRECT_URI,
};
if (!wanted.issuer || !wanted.redirectUri) {
  console.error('RP_ISSUER and RP_REDIRECT_URI are not set');
  process.exit(2);
}
function notSupported(what) {
  console.log(`not supported: ${what}`);
  process.exit(NOT_SUPPORTED);
}

const authentications = {
  none: () => client.None(),
  client_secret_basic: () => client.ClientSecretBasic(wanted.clientSecret),
  client_secret_post: () => client.ClientSecretPost(wanted.clientSecret),
  client_secret_jwt: () => client.ClientSecretJwt(wanted.clientSecret),
  private_key_jwt: (key) => client.PrivateKeyJwt(key),
};
const missing = ['aggregated_claims', 'distributed_claims', 'back_channel_logout', 'front_channel_logout', 'op_initiated_logout',
  'session_management', 'initiated_sign_in', 'client_certificate', 'userinfo_by_form', 'webfinger:acct', 'webfinger:url',
  'request_object_alg:none'];

if (!authentications[wanted.authentication]) notSupported(`client authentication ${wanted.authentication}`);
if (!['code', 'id_token', 'code id_token'].includes(wanted.responseType)) notSupported(`response type ${wanted.responseType}`);
for (const feature of missing) if (wanted.needs.has(feature)) notSupported(feature);

async function signingKey() {
  const jwk = JSON.parse(wanted.jwks).keys.find((key) => key.kty === 'RSA' && key.use !== 'enc');
  const key = await webcrypto.subtle.importKey('jwk', { ...jwk, alg: undefined, use: undefined, key_ops: undefined },
    { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, true, ['sign']);
  const { kty, n, e, kid } = jwk;
  return { key, kid, public: { kty, n, e, kid, use: 'sig', alg: 'RS256' } };
}

// To which ID tokens are encrypted.
async function openingKey() {
  const { alg, use, ...jwk } = JSON.parse(wanted.jwks).keys.find((key) => key.use === 'enc') ?? notSupported('encryption without a key in RP_JWKS');
  const key = await webcrypto.subtle.importKey('jwk', jwk, { name: 'RSA-OAEP', hash: 'SHA-1' }, false, ['decrypt']);
  return { key, alg, kid: jwk.kid };
}

// Which has no unsigned ones.
const idTokenAlgorithm = [...wanted.needs].find((word) => /^id_token_alg:(?!none)/.test(word))?.slice(13) ?? 'RS256';

async function configured(key) {
  const authentication = () => authentications[wanted.authentication](key && { key: key.key, kid: key.kid });
  const options = { execute: [client.allowInsecureRequests], timeout: 5 };
  const metadata = {
    id_token_signed_response_alg: idTokenAlgorithm,
    ...(wanted.needs.has('signed_userinfo') && { userinfo_signed_response_alg: 'RS256' }),
  };
  let config;
  if (wanted.registration === 'static_client') {
    config = await client.discovery(new URL(wanted.issuer), wanted.clientId, { ...metadata, client_secret: wanted.clientSecret },
      authentication(), options);
  } else {
    const hasCode = wanted.responseType.includes('code');
    const registered = {
      ...metadata,
      redirect_uris: [wanted.redirectUri],
      response_types: [wanted.responseType],
      grant_types: [...(hasCode ? ['authorization_code', 'refresh_token'] : []), ...(wanted.responseType === 'code' ? [] : ['implicit'])],
      token_endpoint_auth_method: wanted.authentication,
      post_logout_redirect_uris: [wanted.postLogoutRedirectUri],
      ...(key && { jwks: { keys: [key.public] } }),
      ...(wanted.requestType !== 'plain_http_request' && { request_object_signing_alg: 'RS256' }),
      ...(wanted.requestType === 'request_uri' && { request_uris: [wanted.requestUri] }),
    };
    // The secret comes with the answer.
    config = await client.dynamicClientRegistration(new URL(wanted.issuer), registered,
      wanted.authentication.startsWith('client_secret') ? undefined : authentication(), options);
    if (wanted.authentication.startsWith('client_secret')) {
      wanted.clientSecret = config.clientMetadata().client_secret;
      config = new client.Configuration(config.serverMetadata(), config.clientMetadata().client_id, config.clientMetadata(),
        authentication());
      client.allowInsecureRequests(config);
    }
  }
  client.enableNonRepudiationChecks(config);
  if (wanted.needs.has('encrypted_id_token')) client.enableDecryptingResponses(config, ['A256GCM'], await openingKey());
  if (wanted.needs.has('signed_response')) client.useJwtResponseMode(config);
  if (wanted.responseType === 'id_token') client.useIdTokenResponseType(config);
  if (wanted.responseType === 'code id_token') client.useCodeIdTokenResponseType(config);
  return config;
}

function unescaped(text) {
  return text.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (entity, name) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name] ?? "'");
}

// What a browser does: it follows the provider back, or posts the form of the page that the provider shows.
async function browser(url) {
  const answer = await fetch(url, { redirect: 'manual' });
  if (answer.status >= 300 && answer.status < 400) return new URL(answer.headers.get('location'), url);
  const page = await answer.text();
  const action = /<form[^>]*\baction="([^"]*)"/i.exec(page);
  if (answer.status !== 200 || !action) throw new Error(`the provider answered ${answer.status}: ${page.slice(0, 300)}`);
  const form = new URLSearchParams();
  for (const [input] of page.matchAll(/<input\b[^>]*>/gi)) {
    const name = /\bname="([^"]*)"/i.exec(input);
    const value = /\bvalue="([^"]*)"/i.exec(input);
    if (name) form.append(unescaped(name[1]), unescaped(value?.[1] ?? ''));
  }
  return new Request(unescaped(action[1]), { method: 'POST', body: form });
}

// Serves the Request Object where the provider will look for it, for as long as it takes.
async function servingRequestObject(url, then) {
  const at = new URL(wanted.requestUri);
  const given = new URL(url);
  const object = given.searchParams.get('request');
  const shown = { cert: readFileSync(wanted.certificateFile), key: readFileSync(wanted.certificateKeyFile) };
  const server = createServer(shown, (request, response) => {
    response.writeHead(200, { 'content-type': 'application/oauth-authz-req+jwt' }).end(object);
  });
  await new Promise((listening) => server.listen(Number(at.port), at.hostname, listening));
  given.searchParams.delete('request');
  given.searchParams.set('request_uri', wanted.requestUri);
  try {
    return await then(given);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

// One key for all that a sign-in's tokens are used for.
const boundTo = wanted.needs.has('dpop') ? await client.randomDPoPKeyPair('ES256') : undefined;
const withProof = (config) => boundTo && { DPoP: client.getDPoPHandle(config, boundTo) };

async function signIn(config, key) {
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const nonce = client.randomNonce();
  const age = [...wanted.needs].find((word) => word.startsWith('max_age:'));
  const maxAge = age && Number(age.slice(8));
  const mode = wanted.responseMode === 'form_post' ? { response_mode: 'form_post' } : {};
  const parameters = {
    redirect_uri: wanted.redirectUri,
    scope: wanted.needs.has('refresh_token') ? 'openid profile offline_access' : 'openid profile email',
    state,
    nonce,
    ...mode,
    ...(wanted.responseType.includes('code') && {
      code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
    }),
    ...(wanted.needs.has('refresh_token') && { prompt: 'consent' }),
    ...(wanted.needs.has('prompt_none') && { prompt: 'none' }),
    ...(maxAge !== undefined && { max_age: String(maxAge) }),
  };
  const proof = withProof(config);
  let back;
  if (wanted.needs.has('pushed_request')) {
    back = await browser(await client.buildAuthorizationUrlWithPAR(config, parameters, proof));
  } else if (wanted.requestType === 'plain_http_request') {
    back = await browser(client.buildAuthorizationUrl(config, parameters));
  } else {
    const url = await client.buildAuthorizationUrlWithJAR(config, parameters, { key: key.key, kid: key.kid });
    back = wanted.requestType === 'request_object' ? await browser(url) : await servingRequestObject(url, browser);
  }
  if (wanted.responseType === 'id_token') {
    const claims = await client.implicitAuthentication(config, back, nonce, { expectedState: state, maxAge });
    return { claims };
  }
  const tokens = await client.authorizationCodeGrant(config, back,
    { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true, maxAge }, undefined, proof);
  // A module that is about refreshes has the resource asked, below.
  if (!wanted.needs.has('refresh_twice')) await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub, proof);
  return { claims: tokens.claims(), tokens };
}

// The resource, and again after a refresh, until it answers.
async function refreshUntilAnswered(config, signedIn) {
  let { tokens } = signedIn;
  const url = new URL(`${wanted.issuer.replace(/\/$/, '')}/resource`);
  for (let round = 0; ; ++round) {
    try {
      const answer = await client.fetchProtectedResource(config, tokens.access_token, url, 'GET', undefined, undefined, withProof(config));
      if (answer.status === 200) return;
      if (answer.status !== 401 || round === 2) throw new Error(`the resource answered ${answer.status}`);
    } catch (refusal) {
      // How openid-client tells of a 401 with a challenge.
      if (refusal.status !== 401 || round === 2) throw refusal;
    }
    const newer = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, withProof(config));
    tokens = { access_token: newer.access_token, refresh_token: newer.refresh_token ?? tokens.refresh_token };
  }
}

async function refresh(config, signedIn) {
  const refreshed = await client.refreshTokenGrant(config, signedIn.tokens.refresh_token, undefined, withProof(config));
  const { sub } = signedIn.claims;
  // openid-client does not know what it signed in before.
  if (refreshed.claims() && refreshed.claims().sub !== sub) throw new Error('the refreshed ID token is about somebody else');
  await client.fetchUserInfo(config, refreshed.access_token, sub, withProof(config));
}

async function logOut(config, signedIn) {
  const state = client.randomState();
  const url = client.buildEndSessionUrl(config, {
    post_logout_redirect_uri: wanted.postLogoutRedirectUri,
    id_token_hint: signedIn.tokens?.id_token ?? signedIn.idToken ?? '',
    state,
  });
  const back = await browser(url);
  // With another state the return is not followed; the person is logged out all the same.
  return back instanceof URL && back.searchParams.get('state') === state;
}

async function run() {
  const needsKey = wanted.authentication === 'private_key_jwt' || wanted.requestType !== 'plain_http_request';
  if (needsKey && !wanted.jwks) notSupported('signing without RP_JWKS');
  const key = needsKey ? await signingKey() : undefined;
  const config = await configured(key);
  const signedIn = await signIn(config, key);
  if (wanted.needs.has('second_sign_in')) {
    // openid-client looks for new keys once a minute, and the second sign-in does not wait: it is that of a client which has just started.
    await signIn(await configured(key), key);
  }
  if (wanted.needs.has('refresh_twice')) await refreshUntilAnswered(config, signedIn);
  else if (wanted.needs.has('refresh_token')) await refresh(config, signedIn);
  if (wanted.needs.has('rp_initiated_logout')) {
    if (!signedIn.tokens) notSupported('an ID token as a hint, which is not handed out for this response type');
    await logOut(config, signedIn);
  }
}

try {
  await run();
  process.exit(0);
} catch (refusal) {
  console.log(`refused: ${refusal.code ?? refusal.name}: ${refusal.message}${refusal.cause?.message ? `: ${refusal.cause.message}` : ''}`);
  const isOurs = !(refusal instanceof TypeError || refusal instanceof ReferenceError) || refusal.code;
  process.exit(isOurs ? REFUSED : BROKEN);
}
