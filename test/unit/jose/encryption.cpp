// SPDX-License-Identifier: BSL-1.0
// Tests of the encryption algorithms' names and of their sets.
#include "encryption_keys.hpp"
#include <rowclaim/jose/encryption.hpp>

#include <boost/test/unit_test.hpp>

#include <set>
#include <string_view>

using namespace rowclaim;

BOOST_AUTO_TEST_SUITE(encryption)

namespace {

static_assert(name(key_management::rsa_oaep_256) == "RSA-OAEP-256");
static_assert(name(key_management::dir) == "dir");
static_assert(name(content_encryption::a256cbc_hs512) == "A256CBC-HS512");
static_assert(name(static_cast<key_management>(13)) == "unknown");
static_assert(name(static_cast<content_encryption>(6)) == "unknown");
static_assert(key_management_set{}.is_empty());
static_assert(!key_management_set{static_cast<key_management>(13)}.contains(static_cast<key_management>(13)));
static_assert((asymmetric_key_management & symmetric_key_management).is_empty());

}  // namespace

BOOST_AUTO_TEST_CASE(each_name_has_one_algorithm_and_each_algorithm_one_name) {
  std::set<std::string_view> names;
  for (const key_management k : jose_test::all_key_managements) {
    BOOST_TEST(names.insert(name(k)).second);
    BOOST_TEST((key_management_named(name(k)) == k));
    BOOST_TEST(jose_test::every_key_management.contains(k));
    BOOST_TEST(!content_encryption_named(name(k)).has_value());
  }
  for (const content_encryption c : jose_test::all_content_encryptions) {
    BOOST_TEST(names.insert(name(c)).second);
    BOOST_TEST((content_encryption_named(name(c)) == c));
    BOOST_TEST(every_content_encryption.contains(c));
  }
}

BOOST_AUTO_TEST_CASE(knows_no_other_name) {
  for (const std::string_view text : {"", "unknown", "none", "RSA1_5", "rsa-oaep", "RSA-OAEP ", "RSA-OAEP-384", "RSA-OAEP-512",
                                      "DIR", "A128KW\n", "PBES2-HS256+A128KW", "PBES2-HS512+A256KW", "ECDH-ES+A512KW", "ECDH-SS",
                                      "A128CBC", "A128CBC-HS384", "a128gcm", "A512GCM"}) {
    BOOST_TEST(!key_management_named(text).has_value());
    BOOST_TEST(!content_encryption_named(text).has_value());
  }
}

BOOST_AUTO_TEST_CASE(a_set_contains_what_was_put_in) {
  constexpr key_management_set one{key_management::dir};
  constexpr key_management_set two{key_management::dir, key_management::a128kw};
  BOOST_TEST(one.contains(key_management::dir));
  BOOST_TEST(!one.contains(key_management::a128kw));
  BOOST_TEST(((two & one) == one));
  BOOST_TEST(((one | key_management_set{key_management::a128kw}) == two));
  BOOST_TEST((one & key_management_set{key_management::ecdh_es}).is_empty());
}

BOOST_AUTO_TEST_SUITE_END()
