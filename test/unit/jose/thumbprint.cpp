// SPDX-License-Identifier: BSL-1.0
// Thumbprints as the specifications and other implementations print them.
#include "example_keys.hpp"
#include "signing.hpp"
#include <rowclaim/jose/thumbprint.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

using namespace rowclaim;
using jose_test::outcome;

BOOST_AUTO_TEST_SUITE(thumbprints)

namespace {

struct example {
  std::string_view origin;
  std::string_view jwk;
  std::string_view thumbprint;
};

constexpr std::string_view rfc7638_key =
    R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3o)"
    R"(knjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1)"
    R"(n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB",)"
    R"("alg":"RS256","kid":"2011-04-29"})";
constexpr std::string_view rfc8037_key = R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";

constexpr example examples[] = {
    {"RFC 7638 3.1", rfc7638_key, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"},
    {"RFC 8037 A.3", rfc8037_key, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"},
    {"RFC 9449 4.1 and 6.1",
     R"({"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256"})",
     "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"},
    {"RFC 7517 A.1 by jose4j",
     R"({"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",)"
     R"("y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1"})",
     "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"},
    {"RFC 7517 A.3 by jose4j", R"({"kty":"oct","alg":"A128KW","k":"GawgguFyGrWKav7AX4VKUg"})",
     "k1JnWRfC-5zzmL72vXIuBgTLfVROXBakS4OmGcrMCoc"},
};

}  // namespace

BOOST_AUTO_TEST_CASE(are_those_of_the_specifications) {
  for (const example& e : examples) BOOST_TEST(thumbprint(e.jwk).value() == e.thumbprint, e.origin);
}

BOOST_AUTO_TEST_CASE(do_not_depend_on_what_else_is_said) {
  BOOST_TEST(thumbprint(jose_test::with_private_members(rfc7638_key, jose_test::rfc7517_a2_private)).value() ==
             examples[0].thumbprint);
  BOOST_TEST(thumbprint(jose_test::with_private_members(rfc8037_key, jose_test::rfc8037_a1_private)).value() ==
             examples[1].thumbprint);
  BOOST_TEST(
      thumbprint(R"({"x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "use":"sig", "crv":"Ed25519", "kty":"OKP"})").value() ==
      examples[1].thumbprint);
}

BOOST_AUTO_TEST_CASE(no_key_has_a_second_one) {
  for (const auto jwk :
       {R"({"kty":"oct","k":"AA=="})", R"({"kty":"oct","k":"AB"})", R"({"kty":"oct","k":1})", R"({"kty":"oct"})",
        R"({"kty":"RSA","n":"AQ","e":"AAEAAQ"})", R"({"kty":"OKP","crv":"Ed25519","x":"AA"})", R"({"kty":["oct"]})"})
    BOOST_TEST(outcome(thumbprint(jwk)) == "key_malformed", jwk);
  BOOST_TEST(outcome(thumbprint(R"({"kty":"OCT","k":"AA"})")) == "key_unsupported");
  BOOST_TEST(outcome(thumbprint(R"({"kty":"OKP","crv":"\u0045d25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})")) ==
             "ok");
  BOOST_TEST(outcome(thumbprint(R"({"kty":"oct","kty":"oct","k":"AA"})")) == "json_duplicate_member");
  BOOST_TEST(outcome(thumbprint("")) == "json_syntax");
}

BOOST_AUTO_TEST_SUITE_END()
