// SPDX-License-Identifier: BSL-1.0
// Signs and encrypts with the npm package jose, by every algorithm that it and rowclaim have; prints keys and tokens as one JSON object.
import * as jose from 'jose';

const text = (content) => new TextEncoder().encode(content);
const contents = ['A128GCM', 'A192GCM', 'A256GCM', 'A128CBC-HS256', 'A192CBC-HS384', 'A256CBC-HS512'];
const made = { own: [], published: [], secrets: [], encrypted: [], signed: [] };

// A key pair, whose halves go where each belongs.
async function pair(alg, options) {
  const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true, ...options });
  const kid = `${alg} ${options?.crv ?? ''}`;
  return {
    kid,
    publicKey,
    privateKey,
    publicJwk: { ...(await jose.exportJWK(publicKey)), kid, alg },
    privateJwk: { ...(await jose.exportJWK(privateKey)), kid, alg },
  };
}

async function encrypt(key, kid, alg, enc, parameters) {
  const plaintext = `${alg} ${enc} ${kid}`;
  const writer = new jose.CompactEncrypt(text(plaintext)).setProtectedHeader({ alg, enc, kid });
  if (parameters) writer.setKeyManagementParameters(parameters);
  made.encrypted.push({ token: await writer.encrypt(key), plaintext });
}

const agreements = ['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A192KW', 'ECDH-ES+A256KW'];
const pairs = ['RSA-OAEP', 'RSA-OAEP-256'].map((alg) => [alg, { modulusLength: 2048 }]);
for (const alg of agreements) for (const crv of ['P-256', 'P-384', 'P-521', 'X25519']) pairs.push([alg, { crv }]);
for (const [alg, options] of pairs) {
  const { kid, publicKey, privateJwk } = await pair(alg, options);
  made.own.push(privateJwk);
  for (const enc of contents) await encrypt(publicKey, kid, alg, enc);
  if (options.crv) await encrypt(publicKey, kid, alg, 'A128GCM', { apu: text('Alice'), apv: text('Bob') });
}

async function secret(kid, bytes, alg) {
  const key = crypto.getRandomValues(new Uint8Array(bytes));
  const jwk = { kty: 'oct', k: jose.base64url.encode(key), kid, alg };
  return { key, jwk };
}

for (const bits of [128, 192, 256])
  for (const alg of [`A${bits}KW`, `A${bits}GCMKW`]) {
    const { key, jwk } = await secret(alg, bits / 8, alg);
    made.own.push(jwk);
    for (const enc of contents) await encrypt(key, alg, alg, enc);
  }
for (const [enc, bytes] of contents.map((enc, i) => [enc, [16, 24, 32, 32, 48, 64][i]])) {
  const { key, jwk } = await secret(`dir ${enc}`, bytes, 'dir');
  made.own.push(jwk);
  await encrypt(key, jwk.kid, 'dir', enc);
}

async function sign(key, kid, alg) {
  const payload = `${alg} ${kid}`;
  made.signed.push({ token: await new jose.CompactSign(text(payload)).setProtectedHeader({ alg, kid }).sign(key), payload });
}

for (const alg of ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']) {
  const { kid, privateKey, publicJwk } = await pair(alg, /^[RP]S/.test(alg) ? { modulusLength: 2048 } : {});
  made.published.push(publicJwk);
  await sign(privateKey, kid, alg);
}
for (const [alg, bytes] of [['HS256', 32], ['HS384', 48], ['HS512', 64]]) {
  const { key, jwk } = await secret(alg, bytes, alg);
  made.secrets.push(jwk);
  await sign(key, alg, alg);
}
process.stdout.write(JSON.stringify(made));
