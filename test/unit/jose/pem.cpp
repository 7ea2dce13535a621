// SPDX-License-Identifier: BSL-1.0
// Keys as files hold them: each form under its own label, and nothing that a label hides.
#include "signing.hpp"
#include <rowclaim/jose/pem.hpp>

#include <boost/test/unit_test.hpp>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstddef>
#include <string>
#include <string_view>

using namespace rowclaim;
using jose_test::must;
using jose_test::outcome;
using jose_test::signer;
using jose_test::signer_for;

BOOST_AUTO_TEST_SUITE(pem)

namespace {

/// What a function of OpenSSL's writes.
template <class Write>
std::string written(Write write) {
  BIO* out = BIO_new(BIO_s_mem());
  must(write(out) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(out);
  return text;
}

std::string public_pem(EVP_PKEY* key) {
  return written([key](BIO* out) { return PEM_write_bio_PUBKEY(out, key); });
}
std::string private_pem(EVP_PKEY* key) {
  return written([key](BIO* out) { return PEM_write_bio_PKCS8PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr); });
}
std::string traditional_pem(EVP_PKEY* key, const EVP_CIPHER* cipher = nullptr) {
  return written([=](BIO* out) {
    return PEM_write_bio_PrivateKey_traditional(out, key, cipher, reinterpret_cast<const unsigned char*>("phrase"),
                                                cipher != nullptr ? 6 : 0, nullptr, nullptr);
  });
}
std::string rsa_public_pem(EVP_PKEY* key) {
  return written([key](BIO* out) {
    unsigned char* der = nullptr;
    const int size = i2d_PublicKey(key, &der);
    const int done = PEM_write_bio(out, "RSA PUBLIC KEY", "", der, size) > 0 ? 1 : 0;
    OPENSSL_free(der);
    return done;
  });
}
std::string certificate_pem(EVP_PKEY* key, const char* usage = nullptr) {
  X509* certificate = X509_new();
  must(X509_set_version(certificate, 2) == 1 && X509_set_pubkey(certificate, key) == 1);
  must(X509_gmtime_adj(X509_getm_notBefore(certificate), -7200) != nullptr);
  must(X509_gmtime_adj(X509_getm_notAfter(certificate), -3600) != nullptr);  // over: that is for the caller to know
  if (usage != nullptr) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_key_usage, usage);
    must(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
    X509_EXTENSION_free(extension);
  }
  const bool has_own_digest = EVP_PKEY_is_a(key, "ED25519") == 1;
  must(X509_sign(certificate, key, has_own_digest ? nullptr : EVP_sha256()) > 0);
  std::string text = written([certificate](BIO* out) { return PEM_write_bio_X509(out, certificate); });
  X509_free(certificate);
  return text;
}

/// The bytes that a PEM text carries, by OpenSSL's decoder of base64.
std::string der_of_pem(const std::string& pem) {
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
  BIO* in = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  must(PEM_read_bio(in, &name, &header, &data, &size) == 1);
  std::string der(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size));
  OPENSSL_free(name);
  OPENSSL_free(header);
  OPENSSL_free(data);
  BIO_free(in);
  return der;
}
std::string pem_of(std::string_view label, std::string_view der) {
  return written([=](BIO* out) {
    return PEM_write_bio(out, std::string(label).c_str(), "", reinterpret_cast<const unsigned char*>(der.data()),
                         static_cast<long>(der.size())) > 0
               ? 1
               : 0;
  });
}

/// RSA as it is when its certificate says that it is for PSS alone (RFC 4055 1.2).
EVP_PKEY* rsa_pss_key() {
  EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, "RSA-PSS", nullptr);
  EVP_PKEY* key = nullptr;
  must(EVP_PKEY_keygen_init(context) == 1 && EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048) == 1 &&
       EVP_PKEY_generate(context, &key) == 1);
  EVP_PKEY_CTX_free(context);
  return key;
}

std::string_view public_outcome(const std::string& pem, algorithm_set algorithms) {
  return outcome(read_public_key_pem(pem, algorithms));
}
std::string_view signing_outcome(const std::string& pem, algorithm_set algorithms) {
  return outcome(read_signing_key_pem(pem, algorithms));
}

constexpr algorithm_set es256{algorithm::es256};
constexpr algorithm_set rs256{algorithm::rs256};

const std::string& ec_public() {
  static const std::string pem = public_pem(signer_for(algorithm::es256).key());
  return pem;
}
const std::string& ec_private() {
  static const std::string pem = private_pem(signer_for(algorithm::es256).key());
  return pem;
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_both_halves_of_every_kind) {
  for (const algorithm a : jose_test::all_algorithms) {
    if (symmetric_algorithms.contains(a)) continue;
    BOOST_TEST_CONTEXT(name(a)) {
      EVP_PKEY* pair = signer_for(a).key();
      const auto signs = read_signing_key_pem(private_pem(pair), {a}, "1");
      const auto verifies = read_public_key_pem(public_pem(pair), {a}, "1");
      BOOST_REQUIRE(outcome(signs) == "ok");
      BOOST_REQUIRE(outcome(verifies) == "ok");
      BOOST_TEST(signs->key_id().value() == "1");
      BOOST_TEST(verifies->key_id().value() == "1");
      BOOST_TEST((signs->algorithms() == algorithm_set{a} && verifies->algorithms() == algorithm_set{a}));
      BOOST_TEST(outcome(verifies->verify(a, "text", signs->sign(a, "text").value())) == "ok");
    }
  }
}

BOOST_AUTO_TEST_CASE(reads_the_forms_of_rsa_and_ec) {
  EVP_PKEY* rsa = signer_for(algorithm::rs256).key();
  EVP_PKEY* ec = signer_for(algorithm::es256).key();
  BOOST_TEST(public_outcome(rsa_public_pem(rsa), rs256) == "ok");
  BOOST_TEST(signing_outcome(traditional_pem(rsa), rs256) == "ok");
  BOOST_TEST(signing_outcome(traditional_pem(ec), es256) == "ok");
  // As `openssl ecparam -genkey` writes it: prime256v1 by name, and then the key.
  BOOST_TEST(signing_outcome(pem_of("EC PARAMETERS", "\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07") + traditional_pem(ec), es256) ==
             "ok");
  BOOST_TEST(signing_outcome("\r\n " + traditional_pem(ec) + " \n", es256) == "ok");
}

// RFC 8410, 10.1 and 10.3
BOOST_AUTO_TEST_CASE(reads_the_keys_of_rfc_8410) {
  const auto verifies = read_public_key_pem(
      "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n",
      {algorithm::eddsa});
  const auto signs = read_signing_key_pem(
      "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n",
      {algorithm::eddsa});
  BOOST_REQUIRE(outcome(verifies) == "ok");
  BOOST_REQUIRE(outcome(signs) == "ok");
  BOOST_TEST(outcome(verifies->verify(algorithm::eddsa, "text", signs->sign(algorithm::eddsa, "text").value())) == "ok");
}

// An EC key need not say its public half (RFC 5915 3), which then follows from the private one.
BOOST_AUTO_TEST_CASE(reads_ec_keys_without_their_public_half) {
  EVP_PKEY* key = signer_for(algorithm::es256).key();
  const std::string whole = der_of_pem(traditional_pem(key));
  // Version, 32 bytes of number, and [0] with the curve's name; [1] with the public half would come next.
  const std::string_view named_curve = "\xa0\x0a\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";
  const std::size_t end = whole.find(named_curve) + named_curve.size();
  std::string alone = whole.substr(0, end);
  alone[1] = static_cast<char>(end - 2);
  const auto signs = read_signing_key_der(alone, der_form::ec_private_key, es256);
  BOOST_REQUIRE(outcome(signs) == "ok");
  const auto verifies = read_public_key_pem(ec_public(), es256);
  BOOST_TEST(outcome(verifies->verify(algorithm::es256, "text", signs->sign(algorithm::es256, "text").value())) == "ok");
}

// RFC 8410 10.3, the second key: the version with attributes and a public half, which OpenSSL 3.0 does not know.
BOOST_AUTO_TEST_CASE(refuses_the_second_version_of_private_key_info) {
  BOOST_TEST(signing_outcome("-----BEGIN PRIVATE KEY-----\n"
                             "MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
                             "oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB\n"
                             "Z9w7lshQhqowtrbLDFw4rXAxZuE=\n"
                             "-----END PRIVATE KEY-----\n",
                             {algorithm::eddsa}) == "key_malformed");
}

BOOST_AUTO_TEST_CASE(reads_the_key_of_a_certificate_and_honours_its_usage) {
  EVP_PKEY* key = signer_for(algorithm::es256).key();
  BOOST_TEST(public_outcome(certificate_pem(key), es256) == "ok");
  BOOST_TEST(public_outcome(certificate_pem(signer_for(algorithm::ed25519).key()), {algorithm::eddsa}) == "ok");
  BOOST_TEST(public_outcome(certificate_pem(key, "digitalSignature,keyAgreement"), es256) == "ok");
  BOOST_TEST(public_outcome(certificate_pem(key, "keyAgreement"), es256) == "key_unsupported");
  BOOST_TEST(public_outcome(certificate_pem(key, "keyCertSign,cRLSign"), es256) == "key_unsupported");
}

BOOST_AUTO_TEST_CASE(serves_what_the_caller_lists_and_nothing_of_another_kind) {
  const std::string rsa = public_pem(signer_for(algorithm::rs256).key());
  BOOST_TEST((read_public_key_pem(rsa, {algorithm::ps256, algorithm::rs512})->algorithms() ==
              algorithm_set{algorithm::ps256, algorithm::rs512}));
  BOOST_TEST(public_outcome(rsa, {}) == "key_does_not_fit");
  BOOST_TEST(public_outcome(rsa, {algorithm::rs256, algorithm::es256}) == "key_does_not_fit");
  BOOST_TEST(public_outcome(rsa, {algorithm::hs256}) == "key_does_not_fit");
  BOOST_TEST(public_outcome(ec_public(), {algorithm::es384}) == "key_does_not_fit");
  BOOST_TEST(signing_outcome(ec_private(), {}) == "key_does_not_fit");
  BOOST_TEST(signing_outcome(ec_private(), {algorithm::hs256}) == "key_does_not_fit");
}

BOOST_AUTO_TEST_CASE(one_half_is_never_taken_for_the_other) {
  BOOST_TEST(public_outcome(ec_private(), es256) == "key_is_private");
  BOOST_TEST(public_outcome(traditional_pem(signer_for(algorithm::rs256).key()), rs256) == "key_is_private");
  BOOST_TEST(signing_outcome(ec_public(), es256) == "key_is_public");
  BOOST_TEST(signing_outcome(certificate_pem(signer_for(algorithm::es256).key()), es256) == "key_is_public");
  // Under the other's label it is malformed.
  BOOST_TEST(public_outcome(pem_of("PUBLIC KEY", der_of_pem(ec_private())), es256) == "key_malformed");
  BOOST_TEST(signing_outcome(pem_of("PRIVATE KEY", der_of_pem(ec_public())), es256) == "key_malformed");
}

BOOST_AUTO_TEST_CASE(no_form_is_read_under_the_label_of_another) {
  EVP_PKEY* rsa = signer_for(algorithm::rs256).key();
  struct form {
    std::string_view label;
    std::string der;
  };
  const form forms[] = {{"PUBLIC KEY", der_of_pem(public_pem(rsa))},
                        {"RSA PUBLIC KEY", der_of_pem(rsa_public_pem(rsa))},
                        {"CERTIFICATE", der_of_pem(certificate_pem(rsa))},
                        {"PRIVATE KEY", der_of_pem(private_pem(rsa))},
                        {"RSA PRIVATE KEY", der_of_pem(traditional_pem(rsa))}};
  for (const form& label : forms)
    for (const form& content : forms) {
      const std::string text = pem_of(label.label, content.der);
      const bool is_private = label.label.find("PRIVATE") != std::string_view::npos;
      BOOST_TEST((is_private ? signing_outcome(text, rs256) : public_outcome(text, rs256)) ==
                     (label.label == content.label ? "ok" : "key_malformed"),
                 label.label << " with " << content.label);
    }
}

BOOST_AUTO_TEST_CASE(refuses_keys_under_a_pass_phrase) {
  EVP_PKEY* key = signer_for(algorithm::es256).key();
  BOOST_TEST(signing_outcome(traditional_pem(key, EVP_aes_128_cbc()), es256) == "key_unsupported");
  const std::string pkcs8 = written(
      [key](BIO* out) { return PEM_write_bio_PKCS8PrivateKey(out, key, EVP_aes_128_cbc(), "phrase", 6, nullptr, nullptr); });
  BOOST_TEST(signing_outcome(pkcs8, es256) == "key_unsupported");
}

BOOST_AUTO_TEST_CASE(refuses_text_that_is_not_one_key) {
  for (const std::string& text :
       {std::string(), std::string(" \n"), std::string("{}"), "text\n" + ec_public(), ec_public() + "text",
        ec_public() + ec_public(), ec_public() + "-----BEGIN PUBLIC KEY-----\n!\n-----END PUBLIC KEY-----\n",
        ec_public().substr(0, ec_public().size() - 10), ec_public() + ec_private(),
        pem_of("EC PARAMETERS", "\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"),
        "-----BEGIN PUBLIC KEY-----\n" + std::string(100'000, 'A') + "\n-----END PUBLIC KEY-----\n", der_of_pem(ec_public())})
    BOOST_TEST(public_outcome(text, es256) == "key_malformed");
  BOOST_TEST(public_outcome(pem_of("OPENSSH PRIVATE KEY", "x"), es256) == "key_unsupported");
  BOOST_TEST(public_outcome(pem_of("public key", der_of_pem(ec_public())), es256) == "key_unsupported");
}

BOOST_AUTO_TEST_CASE(reads_a_whole_der_text_or_none) {
  const std::string spki = der_of_pem(ec_public());
  const std::string pkcs8 = der_of_pem(ec_private());
  BOOST_TEST(outcome(read_public_key_der(spki, der_form::public_key_info, es256)) == "ok");
  BOOST_TEST(outcome(read_signing_key_der(pkcs8, der_form::private_key_info, es256)) == "ok");
  const std::string certificate = der_of_pem(certificate_pem(signer_for(algorithm::es256).key()));
  BOOST_TEST(outcome(read_public_key_der(certificate, der_form::certificate, es256)) == "ok");
  for (std::size_t size = 0; size < spki.size(); ++size)
    BOOST_REQUIRE(outcome(read_public_key_der(spki.substr(0, size), der_form::public_key_info, es256)) == "key_malformed");
  BOOST_TEST(outcome(read_public_key_der(spki + '\0', der_form::public_key_info, es256)) == "key_malformed");
  BOOST_TEST(outcome(read_signing_key_der(pkcs8 + '\0', der_form::private_key_info, es256)) == "key_malformed");
  BOOST_TEST(outcome(read_public_key_der(certificate + '\0', der_form::certificate, es256)) == "key_malformed");
  BOOST_TEST(outcome(read_public_key_der(spki, static_cast<der_form>(200), es256)) == "key_unsupported");
  BOOST_TEST(outcome(read_public_key_der(spki, der_form::rsa_public_key, rs256)) == "key_malformed");
}

BOOST_AUTO_TEST_CASE(refuses_halves_that_do_not_belong_together) {
  // The public point at the end of an EC key's DER, taken from another one.
  std::string der = der_of_pem(traditional_pem(signer_for(algorithm::es256).key()));
  const std::string other = der_of_pem(traditional_pem(signer(algorithm::es256).key()));
  BOOST_REQUIRE(der.size() == other.size());
  der.replace(der.size() - 64, 64, other.substr(other.size() - 64));
  BOOST_TEST(outcome(read_signing_key_der(der, der_form::ec_private_key, es256)) == "key_malformed");
}

BOOST_AUTO_TEST_CASE(judges_the_key_as_one_of_a_jwk) {
  struct refused {
    EVP_PKEY* key;
    std::string_view expected;
  };
  EVP_PKEY* spelled_out = EVP_EC_gen("P-256");
  must(EVP_PKEY_set_utf8_string_param(spelled_out, OSSL_PKEY_PARAM_EC_ENCODING, "explicit") == 1);
  for (const refused& r : {refused{EVP_RSA_gen(1024), "key_too_weak"}, refused{EVP_EC_gen("secp256k1"), "key_unsupported"},
                           refused{spelled_out, "key_unsupported"}, refused{rsa_pss_key(), "key_unsupported"},
                           refused{EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"), "key_unsupported"}}) {
    must(r.key != nullptr);
    BOOST_TEST(public_outcome(public_pem(r.key), es256) == r.expected);
    BOOST_TEST(signing_outcome(private_pem(r.key), es256) == r.expected);
    EVP_PKEY_free(r.key);
  }
}

BOOST_AUTO_TEST_CASE(leaves_openssls_error_queue_as_it_was) {
  ERR_clear_error();
  BOOST_TEST(public_outcome("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", es256) == "key_malformed");
  BOOST_TEST(public_outcome("text", es256) == "key_malformed");
  BOOST_TEST(ERR_peek_error() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
