// SPDX-License-Identifier: BSL-1.0
// The list of cases, looking a mode up in it, and writing it as a document.
#include "cases.hpp"

#include "words.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace mock_idp {
namespace {

constexpr known_case by_message[] = {
    {"time", "exp is missing", "rowclaim-exp-missing missing_expiry"},
    {"time", "exp is over", "rowclaim-exp-past expired_id_token"},
    {"time", "exp is a text", "rowclaim-exp-text"},
    {"time", "exp has a fraction", "rowclaim-exp-fraction"},
    {"time", "exp is too large", "rowclaim-exp-overflow"},
    {"time", "nbf is in the future", "rowclaim-nbf-future not_yet_valid"},
    {"time", "iat is in the future", "rowclaim-iat-future issued_in_future"},
    {"time", "iat is a week old", "fapi1-advanced-final-client-test-iat-is-week-in-past"},
    {"time", "auth_time is older than max_age", "rowclaim-auth-time-old rowclaim-auth-time-missing stale_authentication"},
    {"time", "the clocks differ by a little", "rowclaim-clock-ahead"},
    {"time", "exp or iat of another type",
     "rowclaim-exp-null rowclaim-exp-true rowclaim-exp-negative rowclaim-iat-text missing_issued_at"},
    {"audience", "an array of one", "rowclaim-aud-array-of-one"},
    {"audience", "a second audience without azp", "rowclaim-aud-foreign-second additional_audience"},
    {"audience", "a second audience with azp", "rowclaim-aud-foreign-second-with-azp"},
    {"audience", "azp is another client", "rowclaim-azp-other wrong_authorized_party"},
    {"audience", "an object, a number, null, an empty array or one with a number in it",
     "rowclaim-aud-object rowclaim-aud-number rowclaim-aud-null rowclaim-aud-empty-array rowclaim-aud-mixed-array"},
    {"audience", "the client_id in another case or with a slash", "rowclaim-aud-other-case rowclaim-aud-trailing-slash"},
    {"issuer", "a slash at its end", "rowclaim-iss-trailing-slash"},
    {"issuer", "upper case, another host or another scheme",
     "rowclaim-iss-other-case rowclaim-iss-other-host rowclaim-iss-other-scheme"},
    {"issuer", "its port spelt otherwise", "rowclaim-iss-default-port"},
    {"issuer", "a template for tenants", "rowclaim-iss-template"},
    {"issuer", "another provider's token, or one with its key",
     "rowclaim-token-of-another-provider rowclaim-key-of-another-provider"},
    {"issuer", "missing, or of another type", "rowclaim-iss-missing rowclaim-iss-array rowclaim-iss-nul missing_issuer"},
    {"subject", "empty, too long, of another type, with control characters, or missing",
     "rowclaim-sub-empty rowclaim-sub-too-long rowclaim-sub-number rowclaim-sub-nul rowclaim-sub-control missing_subject"},
    {"response", "state is missing", "rowclaim-state-missing rowclaim-state-empty missing_state"},
    {"response", "state is wrong: another sign-in's, browser's or provider's", "rowclaim-state-wrong wrong_state"},
    {"response", "a parameter comes twice", "rowclaim-state-twice rowclaim-code-twice rowclaim-response-iss-twice"},
    {"response", "it comes in another mode than was asked for", "rowclaim-response-in-the-query rowclaim-response-in-the-fragment"},
    {"response", "code and error together", "rowclaim-code-and-error"},
    {"response", "an error, with and without state", "rowclaim-error rowclaim-error-without-state error_in_callback"},
    {"response", "a very long value",
     "rowclaim-state-huge rowclaim-code-huge rowclaim-response-iss-huge rowclaim-front-id-token-huge "
     "rowclaim-front-access-token-huge rowclaim-front-token-type-huge rowclaim-front-expires-in-huge rowclaim-session-state-huge "
     "rowclaim-error-huge rowclaim-error-description-huge"},
    {"response", "one for which nobody asked", "rowclaim-response-unsolicited"},
    {"response", "the same one twice", "rowclaim-response-twice"},
    {"response", "something is missing, or nobody asked for it",
     "rowclaim-code-missing rowclaim-response-empty rowclaim-id-token-missing rowclaim-access-token-missing "
     "rowclaim-unasked-id-token "
     "rowclaim-front-token-type-mac"},
    {"mix-up", "iss of the response is wrong", "rowclaim-response-iss-wrong rowclaim-response-iss-slash wrong_issuer_in_callback"},
    {"mix-up", "iss of the response is missing", "rowclaim-response-iss-missing missing_issuer_in_callback"},
    {"mix-up", "iss comes though it was not announced", "rowclaim-response-iss-not-announced"},
    {"mix-up", "iss of the response is the same URL in other words", "rowclaim-response-iss-default-port"},
    {"mix-up", "the metadata name another provider's token endpoint", "rowclaim-metadata-token-endpoint-of-another"},
    {"mix-up", "an error of another issuer", "rowclaim-error-of-another-issuer"},
    {"injection", "the access token is another one",
     "rowclaim-access-token-swapped rowclaim-front-access-token-swapped wrong_at_hash"},
    {"injection", "the code is another one", "rowclaim-front-code-swapped"},
    {"injection", "an ID token of another client or session",
     "rowclaim-id-token-of-another-client rowclaim-id-token-of-another-session rowclaim-nonce-missing wrong_nonce missing_nonce"},
    {"injection", "another kind of token as ID token",
     "rowclaim-logout-token-as-id-token rowclaim-access-token-as-id-token rowclaim-userinfo-as-id-token "
     "rowclaim-response-as-id-token "
     "rowclaim-introspection-as-id-token rowclaim-request-object-as-id-token"},
    {"injection", "another kind of token as logout token",
     "rowclaim-id-token-as-logout-token rowclaim-access-token-as-logout-token rowclaim-userinfo-as-logout-token "
     "rowclaim-response-as-logout-token rowclaim-introspection-as-logout-token rowclaim-request-object-as-logout-token"},
    {"injection", "another kind of token as userinfo",
     "rowclaim-id-token-as-userinfo rowclaim-logout-token-as-userinfo rowclaim-access-token-as-userinfo "
     "rowclaim-response-as-userinfo "
     "rowclaim-introspection-as-userinfo rowclaim-request-object-as-userinfo"},
    {"injection", "another kind of token as response JWT",
     "rowclaim-id-token-as-response rowclaim-logout-token-as-response rowclaim-access-token-as-response "
     "rowclaim-userinfo-as-response "
     "rowclaim-introspection-as-response rowclaim-request-object-as-response"},
    {"injection", "another kind of token as introspection response",
     "rowclaim-id-token-as-introspection rowclaim-logout-token-as-introspection rowclaim-access-token-as-introspection "
     "rowclaim-userinfo-as-introspection rowclaim-response-as-introspection rowclaim-request-object-as-introspection"},
    {"introspection", "a signed response in which everything is right", "rowclaim-introspection"},
    {"JOSE", "ES256 and HS256, where everything is right", "rowclaim-es256 rowclaim-hs256"},
    {"JOSE", "an ID token that is encrypted with the client's secret", "rowclaim-jwe-a128kw"},
    {"JOSE", "alg none in every case", "rowclaim-alg-none rowclaim-alg-None rowclaim-alg-NONE rowclaim-alg-nOnE none_algorithm"},
    {"JOSE", "a signature that is missing, wrong or too short, or claims changed after it",
     "rowclaim-signature-empty rowclaim-signature-wrong rowclaim-signature-short rowclaim-claims-changed bad_signature"},
    {"JOSE", "a kid that nobody has", "rowclaim-header-kid-unknown unknown_key_id"},
    {"JOSE", "HS256 with the public key as its secret",
     "rowclaim-hs256-with-public-key-pem rowclaim-hs256-with-public-key-der rowclaim-hs256-with-public-key-modulus "
     "symmetric_confusion"},
    {"JOSE", "a key in the header or a reference to one",
     "rowclaim-header-jwk rowclaim-header-jku rowclaim-header-x5u rowclaim-header-x5c"},
    {"JOSE", "crit",
     "rowclaim-header-crit-unknown rowclaim-header-crit-empty rowclaim-header-crit-text rowclaim-header-crit-repeated "
     "rowclaim-header-crit-registered rowclaim-header-crit-absent"},
    {"JOSE", "b64 false", "rowclaim-header-b64-false"},
    {"JOSE", "a member twice in the header or the claims",
     "rowclaim-header-duplicate-member rowclaim-header-duplicate-nested rowclaim-claims-duplicate-member "
     "rowclaim-claims-duplicate-escaped rowclaim-claims-duplicate-nested"},
    {"JOSE", "the header's alg is not the key's",
     "rowclaim-alg-other-than-the-key rowclaim-alg-not-the-registered other_algorithm"},
    {"JOSE", "a key for encryption, or for other operations", "rowclaim-key-for-encryption rowclaim-key-with-other-operations"},
    {"JOSE", "an ES256 signature in DER, or with r and s out of range",
     "rowclaim-es256-der rowclaim-es256-zero rowclaim-es256-order"},
    {"JOSE", "RSA of 1024 bits, or with the exponent 1", "rowclaim-rsa-1024 rowclaim-rsa-exponent-one"},
    {"JOSE", "two, four or six parts", "rowclaim-two-parts rowclaim-four-parts rowclaim-six-parts"},
    {"JOSE", "five parts that nobody agreed on, or three where five were agreed on", "rowclaim-jwe-unasked rowclaim-jwe-left-out"},
    {"JOSE", "zip", "rowclaim-jwe-zip"},
    {"JOSE", "a JWE in a JWE", "rowclaim-jwe-in-jwe"},
    {"JOSE", "white space", "rowclaim-whitespace rowclaim-line-break"},
    {"JOSE", "padding", "rowclaim-padding rowclaim-padding-of-claims"},
    {"JOSE", "base64 in the place of base64url", "rowclaim-base64-alphabet"},
    {"JOSE", "base64url with bits that count for nothing", "rowclaim-base64-not-canonical"},
    {"JOSE", "a huge token", "rowclaim-token-huge rowclaim-token-large rowclaim-header-kid-huge"},
    {"JOSE", "JSON of great depth", "rowclaim-claims-deep"},
    {"JOSE", "bad UTF-8, half a surrogate pair, a byte order mark",
     "rowclaim-claims-invalid-utf8 rowclaim-claims-lone-surrogate rowclaim-claims-byte-order-mark"},
    {"JOSE", "JSON that is no object, and members that nobody knows", "rowclaim-claims-array rowclaim-claims-unknown"},
    {"key set", "a kid that several keys have", "rowclaim-jwks-kid-repeated jwks_with_repeated_key_id"},
    {"key set", "private and symmetric keys in it",
     "rowclaim-jwks-private-keys rowclaim-jwks-symmetric-key jwks_with_private_key jwks_with_symmetric_key"},
    {"key set", "keys that must not be used",
     "rowclaim-jwks-even-exponent rowclaim-jwks-huge-modulus rowclaim-jwks-point-off-the-curve rowclaim-jwks-other-curve "
     "rowclaim-jwks-short-coordinate"},
    {"key set", "unknown keys again and again", "rowclaim-jwks-unknown-kid-storm"},
    {"key set", "it is good, and then bad or away",
     "rowclaim-jwks-good-and-then-empty rowclaim-jwks-good-and-then-html rowclaim-jwks-good-and-then-truncated "
     "rowclaim-jwks-outage"},
    {"key set", "errors and broken connections", "rowclaim-jwks-error rowclaim-jwks-truncated rowclaim-jwks-reset"},
    {"key set", "it does not come in time", "slow_jwks dripping_jwks"},
    {"key set", "no JSON, or another content",
     "rowclaim-jwks-html rowclaim-jwks-malformed rowclaim-jwks-not-an-array rowclaim-jwks-empty"},
    {"key set", "a redirect", "rowclaim-jwks-redirect"},
    {"key set", "a huge body", "rowclaim-jwks-oversized"},
    {"key set", "rotation",
     "oidcc-client-test-signing-key-rotation oidcc-client-test-signing-key-rotation-just-before-signing "
     "rowclaim-jwks-rotation-with-overlap rowclaim-encryption-key-rotation"},
    {"key set", "keys to which requests are encrypted", "rowclaim-request-uri-encrypted rowclaim-encryption-key-rotation"},
    {"key set", "a key was taken out", "rowclaim-key-withdrawn stale_key"},
    {"metadata", "the issuer differs, by a slash or altogether",
     "rowclaim-metadata-issuer-slash rowclaim-metadata-issuer-other discovery_issuer_mismatch"},
    {"metadata", "members are missing",
     "rowclaim-metadata-without-issuer rowclaim-metadata-without-authorization-endpoint rowclaim-metadata-without-token-endpoint "
     "rowclaim-metadata-without-jwks-uri rowclaim-metadata-without-response-types"},
    {"metadata", "endpoints without TLS",
     "rowclaim-metadata-plain-token-endpoint rowclaim-metadata-plain-authorization-endpoint rowclaim-metadata-plain-jwks-uri"},
    {"metadata", "a redirect", "rowclaim-metadata-redirect"},
    {"metadata", "another content type", "rowclaim-metadata-content-type rowclaim-metadata-html"},
    {"metadata", "none of the client's algorithms", "rowclaim-metadata-no-algorithm-of-ours"},
    {"metadata", "challenges under S256 are not announced",
     "rowclaim-metadata-without-challenge-methods rowclaim-metadata-challenge-method-plain"},
    {"metadata", "errors, broken connections and broken JSON",
     "rowclaim-metadata-error rowclaim-metadata-reset rowclaim-metadata-malformed rowclaim-metadata-wrong-type"},
    {"WebFinger", "a link without TLS", "rowclaim-webfinger-plain-http"},
    {"WebFinger", "members that nobody knows", "rowclaim-webfinger-unknown-members"},
    {"userinfo", "sub is missing, another or in another case",
     "rowclaim-userinfo-sub-missing rowclaim-userinfo-sub-other rowclaim-userinfo-sub-other-case"},
    {"userinfo", "JSON where a JWT was registered", "rowclaim-userinfo-json-for-jwt"},
    {"userinfo", "a JWT where JSON was registered", "rowclaim-userinfo-jwt-for-json"},
    {"userinfo", "iss or aud of the JWT is wrong", "rowclaim-userinfo-jwt-iss-wrong rowclaim-userinfo-jwt-aud-wrong"},
    {"userinfo", "encrypted, and signed and then encrypted", "rowclaim-userinfo-encrypted rowclaim-userinfo-nested"},
    {"userinfo", "401 with WWW-Authenticate", "rowclaim-userinfo-401"},
    {"userinfo", "a JWT that is not signed, or badly", "rowclaim-userinfo-jwt-signature-wrong rowclaim-userinfo-jwt-alg-none"},
    {"userinfo", "errors, broken JSON and other content",
     "rowclaim-userinfo-error rowclaim-userinfo-malformed rowclaim-userinfo-html rowclaim-userinfo-content-type"},
    {"token endpoint", "token_type in odd case, missing, or mac",
     "rowclaim-token-type-odd-case rowclaim-token-type-missing rowclaim-token-type-mac"},
    {"token endpoint", "expires_in is a text, negative, or missing",
     "rowclaim-expires-in-text rowclaim-expires-in-negative rowclaim-expires-in-missing"},
    {"token endpoint", "no ID token", "rowclaim-id-token-missing-from-token-response"},
    {"token endpoint", "no access token", "rowclaim-access-token-missing-from-token-response missing_access_token"},
    {"token endpoint", "a second ID token about another person, or of another issuer",
     "rowclaim-second-id-token-of-another-person rowclaim-second-id-token-of-another-issuer"},
    {"token endpoint", "400, 401, 500 and HTML",
     "rowclaim-token-error-400 rowclaim-token-error-401 rowclaim-token-error-500 rowclaim-token-html"},
    {"token endpoint", "200 with an error", "rowclaim-token-error-200"},
    {"token endpoint", "line breaks in its texts", "rowclaim-token-error-line-break rowclaim-access-token-line-break"},
    {"token endpoint", "an error that repeats secrets", "rowclaim-token-error-echoes-secrets"},
    {"token endpoint", "no Cache-Control", "rowclaim-token-response-cached"},
    {"token endpoint", "broken JSON, other content and broken connections",
     "rowclaim-token-malformed rowclaim-token-content-type rowclaim-token-truncated rowclaim-token-reset"},
    {"refresh", "sub, aud, iss or auth_time changes",
     "rowclaim-refresh-sub rowclaim-refresh-aud rowclaim-refresh-iss rowclaim-refresh-auth-time"},
    {"refresh", "no ID token", "rowclaim-refresh-without-id-token"},
    {"refresh", "the refresh token is refused", "rowclaim-refresh-invalid-grant"},
    {"refresh", "no new refresh token", "rowclaim-refresh-without-refresh-token"},
    {"refresh", "an ID token with a nonce of its own, one that is over or not signed, another token_type",
     "rowclaim-refresh-nonce rowclaim-refresh-expired rowclaim-refresh-unsigned rowclaim-refresh-token-type"},
    {"logout", "exp is missing or over", "rowclaim-logout-exp-missing rowclaim-logout-exp-past"},
    {"logout", "iat is old", "rowclaim-logout-iat-old"},
    {"logout", "a token is delivered twice", "rowclaim-logout-replayed"},
    {"logout", "sid of a session at another issuer", "rowclaim-logout-sid-of-another-issuer"},
    {"logout", "sid of no session", "rowclaim-logout-sid-unknown"},
    {"logout", "GET in the place of POST", "rowclaim-logout-by-get"},
    {"logout", "a front-channel logout with the wrong iss, or with none",
     "rowclaim-front-channel-logout-iss-wrong rowclaim-front-channel-logout-iss-missing"},
    {"logout", "sub alone, for all sessions", "rowclaim-logout-sub-only"},
    {"logout", "typ is wrong", "rowclaim-logout-typ-wrong"},
    {"logout", "an ID token in the logout token's place", "rowclaim-id-token-as-logout-token"},
    {"logout", "the events are no object", "rowclaim-logout-events-text rowclaim-logout-event-not-an-object"},
    {"logout", "aud is an array", "rowclaim-logout-aud-array"},
    {"logout", "two logout tokens", "rowclaim-logout-token-twice"},
    {"logout", "what it needs is missing, or its signature is wrong",
     "rowclaim-logout-iss-missing rowclaim-logout-aud-missing rowclaim-logout-sub-and-sid-missing rowclaim-logout-signature-wrong"},
    {"claims", "roles as they should be, among others that nobody knows", "rowclaim-roles"},
    {"claims", "a wrong type: a text, an object, a nested or a mixed array, null",
     "rowclaim-roles-text rowclaim-roles-list-in-text rowclaim-roles-object rowclaim-roles-nested rowclaim-roles-mixed "
     "rowclaim-roles-null"},
    {"claims", "no roles, or none that is known", "rowclaim-roles-missing rowclaim-roles-empty rowclaim-roles-unknown"},
    {"claims", "values that look like a role, or end early", "rowclaim-roles-look-alike rowclaim-roles-control"},
    {"claims", "groups that were too many", "rowclaim-groups-in-another-place rowclaim-groups-too-many"},
    {"claims", "userinfo says something else than the ID token", "rowclaim-roles-of-userinfo"},
    {"claims", "roles from the wrong issuer", "rowclaim-token-of-another-provider"},
    {"claims", "values that mean something in SQL", "rowclaim-roles"},
    {"claims", "a claim that was asked for by name", "rowclaim-claims-request-id-token rowclaim-claims-request-userinfo"},
    {"claims", "aggregated claims that nobody signed", "oidcc-client-test-aggregated-claims"},
};

constexpr std::string_view of_the_program = "a property of the relying party's program, which no message shows";
constexpr std::string_view of_the_browser = "a browser does it, not the provider";

constexpr known_case by_attack[] = {
    {"attack 1", "the algorithm none, in any spelling, or no algorithm",
     "rowclaim-alg-none rowclaim-alg-None rowclaim-alg-NONE rowclaim-alg-nOnE rowclaim-alg-none-signed rowclaim-alg-missing "
     "rowclaim-alg-null rowclaim-alg-array"},
    {"attack 2", "a public key as the secret of an HMAC",
     "rowclaim-hs256-with-public-key-pem rowclaim-hs256-with-public-key-der rowclaim-hs256-with-public-key-modulus"},
    {"attack 3", "an algorithm that is not the key's or not the client's",
     "rowclaim-alg-other-than-the-key rowclaim-alg-not-the-registered rowclaim-alg-lower-case rowclaim-key-for-encryption "
     "rowclaim-key-with-other-operations"},
    {"attack 4", "an algorithm in a header that is not signed", {}, "the compact form has no such header"},
    {"attack 5", "a key in the header", "rowclaim-header-jwk"},
    {"attack 6", "an address or a certificate of a key in the header",
     "rowclaim-header-jku rowclaim-header-x5u rowclaim-header-x5c"},
    {"attack 7", "a kid that is a path, a number or huge",
     "rowclaim-header-kid-path rowclaim-header-kid-number rowclaim-header-kid-huge"},
    {"attack 8", "no kid, and several keys", "oidcc-client-test-kid-absent-multiple-jwks"},
    {"attack 9", "a kid that several keys have", "rowclaim-jwks-kid-repeated"},
    {"attack 10", "an empty secret, or one that was not agreed on",
     "rowclaim-hs256-with-empty-secret rowclaim-hs256-with-client-secret"},
    {"attack 11", "a weak RSA key, or one that takes long",
     "rowclaim-rsa-1024 rowclaim-rsa-exponent-one rowclaim-jwks-even-exponent rowclaim-jwks-huge-modulus"},
    {"attack 12", "a point off its curve, a curve that is not the algorithm's, short coordinates",
     "rowclaim-jwks-point-off-the-curve rowclaim-jwks-other-curve rowclaim-jwks-short-coordinate"},
    {"attack 13", "r = s = 0, or DER", "rowclaim-es256-zero rowclaim-es256-der rowclaim-es256-order"},
    {"attack 14", "the other one of two signatures that are both right", "rowclaim-es256-twin"},
    {"attack 15", "base64url that is not the one right text",
     "rowclaim-base64-not-canonical rowclaim-padding rowclaim-padding-of-claims rowclaim-base64-alphabet rowclaim-whitespace "
     "rowclaim-line-break"},
    {"attack 16", "crit and b64",
     "rowclaim-header-crit-unknown rowclaim-header-crit-empty rowclaim-header-crit-text rowclaim-header-b64-false "
     "rowclaim-header-crit-repeated rowclaim-header-crit-registered rowclaim-header-crit-absent"},
    {"attack 17", "a member twice",
     "rowclaim-header-duplicate-member rowclaim-header-duplicate-nested rowclaim-claims-duplicate-member "
     "rowclaim-claims-duplicate-escaped rowclaim-claims-duplicate-nested "
     "rowclaim-jwks-duplicate-member rowclaim-metadata-duplicate-member rowclaim-userinfo-duplicate-member "
     "rowclaim-token-duplicate-member"},
    {"attack 18", "JSON that is none: bytes after it, a byte order mark, comments, NaN, Infinity, -0, half a surrogate pair",
     "rowclaim-claims-trailing-bytes rowclaim-claims-byte-order-mark rowclaim-claims-comment rowclaim-claims-nan "
     "rowclaim-claims-infinity rowclaim-exp-minus-zero "
     "rowclaim-claims-lone-surrogate"},
    {"attack 19", "bad UTF-8, NUL and control characters",
     "rowclaim-claims-invalid-utf8 rowclaim-sub-nul rowclaim-sub-control rowclaim-iss-nul"},
    {"attack 20", "JSON of great depth", "rowclaim-claims-deep"},
    {"attack 21", "great size: of the token, its header, a number, and the number of members",
     "rowclaim-token-huge rowclaim-token-large rowclaim-header-kid-huge rowclaim-claims-huge-number rowclaim-claims-many-members"},
    {"attack 22", "exp of a wrong type or size",
     "rowclaim-exp-text rowclaim-exp-null rowclaim-exp-true rowclaim-exp-negative rowclaim-exp-overflow rowclaim-exp-fraction"},
    {"attack 23", "exp is missing", "rowclaim-exp-missing"},
    {"attack 24", "clocks and times",
     "rowclaim-iat-future rowclaim-clock-ahead fapi1-advanced-final-client-test-iat-is-week-in-past"},
    {"attack 25", "aud of a wrong type",
     "rowclaim-aud-empty-array rowclaim-aud-mixed-array rowclaim-aud-object rowclaim-aud-number rowclaim-aud-null"},
    {"attack 26", "further audiences, and azp",
     "rowclaim-aud-foreign-second rowclaim-aud-foreign-second-with-azp rowclaim-azp-other"},
    {"attack 27", "aud and iss that nobody looks at",
     "rowclaim-id-token-of-another-client rowclaim-token-of-another-provider rowclaim-iss-missing missing_audience"},
    {"attack 28", "an issuer that is almost the right one",
     "rowclaim-iss-trailing-slash rowclaim-iss-other-case rowclaim-iss-other-scheme rowclaim-iss-other-host rowclaim-iss-array "
     "rowclaim-iss-default-port"},
    {"attack 29", "a token of one kind in the place of another",
     "rowclaim-logout-token-as-id-token rowclaim-access-token-as-id-token rowclaim-userinfo-as-id-token "
     "rowclaim-response-as-id-token "
     "rowclaim-introspection-as-id-token rowclaim-request-object-as-id-token "
     "rowclaim-id-token-as-logout-token rowclaim-access-token-as-logout-token rowclaim-userinfo-as-logout-token "
     "rowclaim-response-as-logout-token rowclaim-introspection-as-logout-token rowclaim-request-object-as-logout-token "
     "rowclaim-id-token-as-userinfo rowclaim-logout-token-as-userinfo rowclaim-access-token-as-userinfo "
     "rowclaim-response-as-userinfo "
     "rowclaim-introspection-as-userinfo rowclaim-request-object-as-userinfo "
     "rowclaim-id-token-as-response rowclaim-logout-token-as-response rowclaim-access-token-as-response "
     "rowclaim-userinfo-as-response "
     "rowclaim-introspection-as-response rowclaim-request-object-as-response "
     "rowclaim-id-token-as-introspection rowclaim-logout-token-as-introspection rowclaim-access-token-as-introspection "
     "rowclaim-userinfo-as-introspection rowclaim-response-as-introspection rowclaim-request-object-as-introspection"},
    {"attack 30", "an encrypted token in the place of a signed one, or one that is not signed inside",
     "rowclaim-jwe-unasked rowclaim-jwe-of-claims rowclaim-jwe-of-unsigned-token rowclaim-jwe-in-jwe rowclaim-jwe-left-out"},
    {"attack 31", "compression, passwords and RSA1_5",
     "rowclaim-jwe-zip rowclaim-jwe-pbes2 rowclaim-jwe-pbes2-costly rowclaim-jwe-rsa1-5"},
    {"attack 32", "comparison that takes longer for what is nearly right", {}, of_the_program},
    {"attack 33", "one verifier believes what another one did", {}, of_the_program},
    {"attack 34", "random numbers that are none", {}, of_the_program},
    {"attack 35", "unknown keys again and again", "rowclaim-jwks-unknown-kid-storm"},
    {"attack 36", "a brake that fails open", {}, of_the_program},
    {"attack 37", "a key set that cannot be had any more", "rowclaim-jwks-outage"},
    {"attack 38", "a bad key set, from the beginning or after a good one",
     "rowclaim-jwks-empty rowclaim-jwks-html rowclaim-jwks-truncated rowclaim-jwks-malformed rowclaim-jwks-good-and-then-empty "
     "rowclaim-jwks-good-and-then-html rowclaim-jwks-good-and-then-truncated"},
    {"attack 39", "an endless or slow answer",
     "rowclaim-jwks-oversized rowclaim-metadata-oversized rowclaim-userinfo-oversized rowclaim-token-oversized slow_discovery "
     "slow_jwks slow_token slow_userinfo dripping_discovery dripping_jwks dripping_token dripping_userinfo"},
    {"attack 40", "a redirect",
     "rowclaim-jwks-redirect rowclaim-metadata-redirect rowclaim-userinfo-redirect rowclaim-token-redirect"},
    {"attack 41", "metadata of another issuer", "rowclaim-metadata-issuer-slash rowclaim-metadata-issuer-other"},
    {"attack 42", "endpoints without TLS",
     "rowclaim-metadata-plain-token-endpoint rowclaim-metadata-plain-authorization-endpoint rowclaim-metadata-plain-jwks-uri"},
    {"attack 43", "keys that are not for verifying",
     "rowclaim-jwks-private-keys rowclaim-jwks-symmetric-key rowclaim-key-for-encryption rowclaim-jwks-unknown-keys "
     "rowclaim-jwks-certificate-garbage"},
    {"attack 44", "a state that is not the browser's", "rowclaim-state-wrong rowclaim-state-missing rowclaim-state-empty"},
    {"attack 45", "no nonce, or another", "rowclaim-nonce-missing rowclaim-id-token-of-another-session"},
    {"attack 46", "challenges under plain, or none",
     "rowclaim-metadata-without-challenge-methods rowclaim-metadata-challenge-method-plain"},
    {"attack 47", "one provider in the place of another",
     "rowclaim-response-iss-wrong rowclaim-response-iss-missing rowclaim-response-iss-slash rowclaim-error-of-another-issuer "
     "rowclaim-response-iss-default-port rowclaim-metadata-token-endpoint-of-another"},
    {"attack 48", "a response that comes again", "rowclaim-response-twice rowclaim-response-unsolicited"},
    {"attack 49", "userinfo about somebody else",
     "rowclaim-userinfo-sub-other rowclaim-userinfo-sub-other-case userinfo_wrong_subject"},
    {"attack 50", "hashes that are missing or wrong",
     "rowclaim-access-token-swapped rowclaim-front-access-token-swapped rowclaim-front-code-swapped "
     "oidcc-client-test-missing-chash oidcc-client-test-missing-athash"},
    {"attack 51", "an address to return to that leads elsewhere", {}, of_the_browser},
    {"attack 52", "line breaks that would end a header",
     "rowclaim-access-token-line-break rowclaim-front-access-token-line-break rowclaim-token-error-line-break "
     "rowclaim-error-description-line-break"},
    {"attack 53", "a session's identifier that somebody knew before", {}, of_the_browser},
    {"attack 54", "cookies in pieces", {}, of_the_browser},
    {"attack 55", "a parameter twice", "rowclaim-state-twice rowclaim-code-twice rowclaim-response-iss-twice"},
    {"attack 56", "headers that look like the identity of a user", {}, of_the_browser},
    {"attack 57", "rules about paths that an address gets round", {}, of_the_browser},
    {"attack 58", "one account for everybody with the same e-mail address", {}, of_the_program},
    {"attack 59", "a logout token that is old, unnamed or replayed, and a logout by any page",
     "rowclaim-logout-iat-missing rowclaim-logout-jti-missing rowclaim-logout-iat-old rowclaim-logout-replayed "
     "rowclaim-front-channel-logout-iss-wrong rowclaim-front-channel-logout-iss-missing"},
    {"attack 60", "secrets in errors and logs", "rowclaim-token-error-echoes-secrets"},
};

const std::vector<known_case>& table() {
  static const auto all = [] {
    std::vector<known_case> made(std::begin(by_message), std::end(by_message));
    made.insert(made.end(), std::begin(by_attack), std::end(by_attack));
    return made;
  }();
  return all;
}

void add_row(const known_case& row, std::string& to) {
  to.append("| ").append(row.name).append(" | ").append(row.what).append(" | ");
  if (row.modes.empty()) to.append("none: ").append(row.no_mode_because);
  bool is_first = true;
  for (const auto mode : words_of(row.modes)) to.append(std::exchange(is_first, false) ? "`" : ", `").append(mode).append("`");
  to += " |\n";
}

}  // namespace

std::span<const known_case> all_cases() { return table(); }

std::vector<std::string_view> cases_of(std::string_view mode) {
  std::vector<std::string_view> names;
  for (const auto& each : all_cases())
    if (has_word(each.modes, mode) && std::find(names.begin(), names.end(), each.name) == names.end()) names.push_back(each.name);
  return names;
}

std::string cases_document() {
  std::string text = R"(# Cases and modes

What is known to go wrong between a provider and a relying party, and the modes of `mock_idp` that try it: modules, whose ids have hyphens, for
`--module`, and misbehaviours for `--misbehave`. Written by `mock_idp --cases`, and compared with it by a test.

## By message and check

| about | what happens | modes |
|---|---|---|
)";
  for (const auto& row : by_message) add_row(row, text);
  text += R"(
## By attack

| attack | what happens | modes |
|---|---|---|
)";
  for (const auto& row : by_attack) add_row(row, text);
  return text;
}

}  // namespace mock_idp
