// SPDX-License-Identifier: BSL-1.0
// The signed tokens of the specifications, with the values as they are printed there.
#include "example_keys.hpp"
#include "signing.hpp"
#include <rowclaim/jose/jws.hpp>
#include <rowclaim/jose/sign.hpp>
#include <rowclaim/jose/signing_key.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

using namespace rowclaim;
using jose_test::every_algorithm;
using jose_test::outcome;

BOOST_AUTO_TEST_SUITE(jws_vectors)

namespace {

// Where only the public half is printed.
constexpr std::string_view no_private_half = "-";

struct example {
  std::string_view origin;
  algorithm by;
  std::string jwk;
  std::string token;
  std::string payload;
  std::string_view private_members = {};  // empty for a shared secret
};

// RFC 7515 A.1 to A.3 share their payload.
const std::string joe = "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
const std::string joe_encoded = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

// RFC 7520 section 4: the payload, and the keys of sections 3.1, 3.3 and 3.5.
const std::string frodo =
    "It\xe2\x80\x99s a dangerous business, Frodo, going out your door. You step onto the road, and if you don't keep your feet, "
    "there\xe2\x80\x99s no knowing where you might be swept off to.";
const std::string frodo_encoded =
    "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb2"
    "4ndCBrZ"
    "WVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4";
const std::string bilbo_rsa =
    R"({"kty":"RSA","kid":"bilbo.baggins@hobbiton.example","use":"sig","n":"n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojd)"
    R"(NhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1)"
    R"(FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQ)"
    R"(kqgc5gHdrNP5zw","e":"AQAB"})";
const std::string bilbo_ec = R"({"kty":"EC","kid":"bilbo.baggins@hobbiton.example","use":"sig","crv":"P-521",)"
                             R"("x":"AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt",)"
                             R"("y":"AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1"})";

// OpenID Connect Core, appendix A.7.
const std::string core_rsa =
    R"({"kty":"RSA","kid":"1e9gdk7","n":"w7Zdfmece8iaB0kiTY8pCtiBtzbptJmP28nSWwtdjRu0f2GFpajvWE4VhfJAjEsOcwYzay7XGN0b-X84BfC8hmCTOj2b)"
    R"(2eHT7NsZegFPKRUQzJ9wW8ipn_aDJWMGDuB1XyqT1E7DYqjUCEOD1b4FLpy_xPn6oV_TYOfQ9fZdbE5HGxJUzekuGcOKqOQ8M7wfYHhHHLxGpQVgL0apWuP2gDDO)"
    R"(dTtpuld4D2LK1MZK99s9gaSjRHE8JDb1Z4IGhEcEyzkxswVdPndUWzfvWBBWXWxtSUvQGBRkuy1BHOa4sP6FKjWEeeF7gm7UMs2Nm2QUgNZw6xvEDGaLk4KASdIxRQ)"
    R"(","e":"AQAB"})";
// The claims that its ID tokens have in common.
const std::string core_claims =
    "{\n \"iss\": \"https://server.example.com\",\n \"sub\": \"248289761001\",\n \"aud\": \"s6BhdRkqt3\",\n \"nonce\": "
    "\"n-0S6_WzA2Mj\",\n \"exp\": 1311281970,\n \"iat\": 1311280970,\n";
const std::string core_claims_before_errata = std::string(core_claims).erase(core_claims.find("s://"), 1);

const example examples[] = {
    {"RFC 7515 A.1", algorithm::hs256,
     R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"})",
     "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + joe_encoded + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", joe},
    {"RFC 7515 A.2", algorithm::rs256,
     R"({"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pC)"
     R"(gNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZl)"
     R"(xvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"})",
     "eyJhbGciOiJSUzI1NiJ9." + joe_encoded +
         ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
         "O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4"
         "BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-"
         "eOkHWEsqtFZESc6BfI7noOPqv"
         "hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
     joe, jose_test::rfc7515_a2_private},
    {"RFC 7515 A.3", algorithm::es256,
     R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})",
     "eyJhbGciOiJFUzI1NiJ9." + joe_encoded +
         ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
     joe, jose_test::rfc7515_a3_private},
    {"RFC 7515 A.4", algorithm::es512,
     R"({"kty":"EC","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",)"
     R"("y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"})",
     "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_"
     "7XdtAG8GaSwFKdCAPZgo"
     "XD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn",
     "Payload", jose_test::rfc7515_a4_private},
    {"RFC 8037 A.4", algorithm::eddsa, R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})",
     "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
     "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
     "Example of Ed25519 signing", jose_test::rfc8037_a1_private},
    {"RFC 7520 4.1", algorithm::rs256, bilbo_rsa,
     "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9." + frodo_encoded +
         ".MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB-BDkoBwA78185hX-"
         "Es4JIwmD"
         "LJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_"
         "de3xyIrDaLGdjluPxUAhb6L2"
         "aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg",
     frodo, jose_test::rfc7520_rsa_private},
    {"RFC 7520 4.2", algorithm::ps384, bilbo_rsa,
     "eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9." + frodo_encoded +
         ".cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-tPid6VrklHkqsGqDqHCdP6O8TTB5dDDItllVo6_"
         "1OLPpcbUrhiUSMxbbXUvdvW"
         "Xzg-UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_"
         "ijQ7p8Vdz0TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6ui"
         "P1aCN_2_jLAeQTlqRHtfa64QQSUmFAAjVKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw",
     frodo, jose_test::rfc7520_rsa_private},
    {"RFC 7520 4.3", algorithm::es512, bilbo_ec,
     "eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9." + frodo_encoded +
         ".AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_"
         "sDDyYjnAMDxXPn7XrT0lw-kvAD89"
         "0jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2",
     frodo, jose_test::rfc7520_ec_private},
    {"RFC 7520 4.4", algorithm::hs256,
     R"({"kty":"oct","kid":"018c0ae5-4d9b-471b-bfd6-eef314bc7037","use":"sig","alg":"HS256","k":"hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"})",
     "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9." + frodo_encoded +
         ".s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0",
     frodo},
    {"OpenID Connect Core A.2", algorithm::rs256, core_rsa,
     "eyJraWQiOiIxZTlnZGs3IiwiYWxnIjoiUlMyNTYifQ.ewogImlzcyI6ICJodHRwczovL3NlcnZlci5leGFtcGxlLmNvbSIsCiAic3ViIjogIjI0O"
     "DI4OTc2MTAwMSIsCiAiYXVkIjogInM2QmhkUmtxdDMiLAogIm5vbmNlIjogIm4tMFM2X1d6QTJNaiIsCiAiZXhwIjogMTMxMTI4MTk3MCwKICJpY"
     "XQiOiAxMzExMjgwOTcwLAogIm5hbWUiOiAiSmFuZSBEb2UiLAogImdpdmVuX25hbWUiOiAiSmFuZSIsCiAiZmFtaWx5X25hbWUiOiAiRG9lIiwKI"
     "CJnZW5kZXIiOiAiZmVtYWxlIiwKICJiaXJ0aGRhdGUiOiAiMDAwMC0xMC0zMSIsCiAiZW1haWwiOiAiamFuZWRvZUBleGFtcGxlLmNvbSIsCiAic"
     "GljdHVyZSI6ICJodHRwOi8vZXhhbXBsZS5jb20vamFuZWRvZS9tZS5qcGciCn0.NTibBYW_ZoNHGm4ZrWCqYA9oJaxr1AVrJCze6FEcac4t_EOQi"
     "JFbD2nVEPkUXPuMshKjjTn7ESLIFUnfHq8UKTGibIC8uqrBgQAcUQFMeWeg-PkLvDTHk43Dn4_aNrxhmWwMNQfkjqx3wd2Fvta9j8yG2Qn790Gwb"
     "5psGcmBhqMJUUnFrGpyxQDhFIzzodmPokM7tnUxBNj-JuES_4CE-BvZICH4jKLp0TMu-WQsVst0ss-vY2RPdU1MzL59mq_eKk8Rv9XhxIr3WteA2"
     "ZlrgVyT0cwH3hlCnRUsLfHtIEb8k1Y_WaqKUu3DaKPxqRi6u0rN7RO2uZYPzC454xe-mg",
     core_claims + " \"name\": \"Jane Doe\",\n \"given_name\": \"Jane\",\n \"family_name\": \"Doe\",\n \"gender\": \"female\",\n "
                   "\"birthdate\": \"0000-10-31\",\n \"email\": \"janedoe@example.com\",\n \"picture\": "
                   "\"http://example.com/janedoe/me.jpg\"\n}",
     no_private_half},
    {"OpenID Connect Core A.3", algorithm::rs256, core_rsa,
     "eyJraWQiOiIxZTlnZGs3IiwiYWxnIjoiUlMyNTYifQ.ewogImlzcyI6ICJodHRwczovL3NlcnZlci5leGFtcGxlLmNvbSIsCiAic3ViIjogIjI0O"
     "DI4OTc2MTAwMSIsCiAiYXVkIjogInM2QmhkUmtxdDMiLAogIm5vbmNlIjogIm4tMFM2X1d6QTJNaiIsCiAiZXhwIjogMTMxMTI4MTk3MCwKICJpY"
     "XQiOiAxMzExMjgwOTcwLAogImF0X2hhc2giOiAiNzdRbVVQdGpQZnpXdEYyQW5wSzlSUSIKfQ.kdqTmftlaXg5WBYBr1wkxhkqCGZPc0k8vTiV5g"
     "2jj67jQ7XkrDamYx2bOkZLdZrpMPIzkdYB1nZI_G8vQGQuamRhJcEIt21kblGPZ-yhEhdkAiZIZLu38rChalDS2Mh0glE_rke5XXRhmqqoEFFdzi"
     "FdnO3p61-7y51co84OEAZvARSINQaOWIzvioRfs4zwIFOaT33Vpxfqr8HDyh31zo9eBW2dSQuCa071z0ENWChWoPliK1JCo_Bk9eDg2uwo2Zwhsv"
     "Hzj6TMQ0lYOTzufSlSmXIKfjlOsb3nftQeR697_hA-nMZyAdL8_NRfaC37XnAbW8WB9wCfECp7cuNuOg",
     core_claims + " \"at_hash\": \"77QmUPtjPfzWtF2AnpK9RQ\"\n}", no_private_half},
    {"OpenID Connect Core A.4", algorithm::rs256, core_rsa,
     "eyJraWQiOiIxZTlnZGs3IiwiYWxnIjoiUlMyNTYifQ.ewogImlzcyI6ICJodHRwczovL3NlcnZlci5leGFtcGxlLmNvbSIsCiAic3ViIjogIjI0O"
     "DI4OTc2MTAwMSIsCiAiYXVkIjogInM2QmhkUmtxdDMiLAogIm5vbmNlIjogIm4tMFM2X1d6QTJNaiIsCiAiZXhwIjogMTMxMTI4MTk3MCwKICJpY"
     "XQiOiAxMzExMjgwOTcwLAogImNfaGFzaCI6ICJMRGt0S2RvUWFrM1BrMGNuWHhDbHRBIgp9.MRPihYtNIcwKTZ_mcMSPfreVytGR4jfl1Tzbv4tH"
     "5Jr4WqONs2lUWrIEpZ2joKbZfAGlouAqwqSYpfR3FQYKYvdgnZ3kjIJ_5M4fAARXHVSciGyhfqB-OhDUMXSHzFHiGKNY9TKSgRfiXf_314WRujpq"
     "aDtj2uoXbppobYXvAZIxWtsOein0-t91LDS39EW4frNWAopKTBBi_XJPlpLVynWTDvNleEBP6UxIMgYJBKlqsP7RGfHTGk3ReXDacR7RGZlIVGa-"
     "0qRyDzvNqD7xfu9aYufUP0oBGqdBGgFVNmwJ7rmB0gdPtC2eJsXq9svCgBBfhRQZxhx1iLJjNc9nSw",
     core_claims + " \"c_hash\": \"LDktKdoQak3Pk0cnXxCltA\"\n}", no_private_half},
    {"OpenID Connect Core A.2 before its errata", algorithm::rs256, core_rsa,
     "eyJraWQiOiIxZTlnZGs3IiwiYWxnIjoiUlMyNTYifQ.ewogImlzcyI6ICJodHRwOi8vc2VydmVyLmV4YW1wbGUuY29tIiwKICJzdWIiOiAiMjQ4M"
     "jg5NzYxMDAxIiwKICJhdWQiOiAiczZCaGRSa3F0MyIsCiAibm9uY2UiOiAibi0wUzZfV3pBMk1qIiwKICJleHAiOiAxMzExMjgxOTcwLAogImlhd"
     "CI6IDEzMTEyODA5NzAsCiAibmFtZSI6ICJKYW5lIERvZSIsCiAiZ2l2ZW5fbmFtZSI6ICJKYW5lIiwKICJmYW1pbHlfbmFtZSI6ICJEb2UiLAogI"
     "mdlbmRlciI6ICJmZW1hbGUiLAogImJpcnRoZGF0ZSI6ICIwMDAwLTEwLTMxIiwKICJlbWFpbCI6ICJqYW5lZG9lQGV4YW1wbGUuY29tIiwKICJwa"
     "WN0dXJlIjogImh0dHA6Ly9leGFtcGxlLmNvbS9qYW5lZG9lL21lLmpwZyIKfQ.rHQjEmBqn9Jre0OLykYNnspA10Qql2rvx4FsD00jwlB0Sym4Nz"
     "pgvPKsDjn_wMkHxcp6CilPcoKrWHcipR2iAjzLvDNAReF97zoJqq880ZD1bwY82JDauCXELVR9O6_B0w3K-E7yM2macAAgNCUwtik6SjoSUZRcf-"
     "O5lygIyLENx882p6MtmwaL1hd6qn5RZOQ0TLrOYu0532g9Exxcm-ChymrB4xLykpDj3lUivJt63eEGGN6DH5K6o33TcxkIjNrCD4XB1CKKumZvCe"
     "dgHHF3IAK4dVEDSUoGlH9z4pP_eWYNXvqQOjGs-rDaQzUHl6cQQWNiDpWOl_lxXjQEvQ",
     core_claims_before_errata + " \"name\": \"Jane Doe\",\n \"given_name\": \"Jane\",\n \"family_name\": \"Doe\",\n \"gender\": "
                                 "\"female\",\n \"birthdate\": \"0000-10-31\",\n \"email\": \"janedoe@example.com\",\n "
                                 "\"picture\": \"http://example.com/janedoe/me.jpg\"\n}",
     no_private_half},
    {"OpenID Connect Core A.3 before its errata", algorithm::rs256, core_rsa,
     "eyJraWQiOiIxZTlnZGs3IiwiYWxnIjoiUlMyNTYifQ.ewogImlzcyI6ICJodHRwOi8vc2VydmVyLmV4YW1wbGUuY29tIiwKICJzdWIiOiAiMjQ4M"
     "jg5NzYxMDAxIiwKICJhdWQiOiAiczZCaGRSa3F0MyIsCiAibm9uY2UiOiAibi0wUzZfV3pBMk1qIiwKICJleHAiOiAxMzExMjgxOTcwLAogImlhd"
     "CI6IDEzMTEyODA5NzAsCiAiYXRfaGFzaCI6ICI3N1FtVVB0alBmeld0RjJBbnBLOVJRIgp9.F9gRev0Dt2tKcrBkHy72cmRqnLdzw9FLCCSebV7m"
     "Ws7o_sv2O5s6zMky2kmhHTVx9HmdvNnx9GaZ8XMYRFeYk8L5NZ7aYlA5W56nsG1iWOou_-gji0ibWIuuf4Owaho3YSoi7EvsTuLFz6tq-dLyz0dK"
     "ABMDsiCmJ5wqkPUDTE3QTXjzbUmOzUDli-gCh5QPuZAq0cNW3pf_2n4zpvTYtbmj12cVcxGIMZby7TMWESRjQ9_o3jvhVNcCGcE0KAQXejhA1ocJ"
     "hNEvQNqMFGlBb6_0RxxKjDZ-Oa329eGDidOvvp0h5hoES4a8IuGKS7NOcpp-aFwp0qVMDLI-Xnm-Pg",
     core_claims_before_errata + " \"at_hash\": \"77QmUPtjPfzWtF2AnpK9RQ\"\n}", no_private_half},
    {"OpenID Connect Core A.6 before its errata", algorithm::rs256, core_rsa,
     "eyJraWQiOiIxZTlnZGs3IiwiYWxnIjoiUlMyNTYifQ.ewogImlzcyI6ICJodHRwOi8vc2VydmVyLmV4YW1wbGUuY29tIiwKICJzdWIiOiAiMjQ4M"
     "jg5NzYxMDAxIiwKICJhdWQiOiAiczZCaGRSa3F0MyIsCiAibm9uY2UiOiAibi0wUzZfV3pBMk1qIiwKICJleHAiOiAxMzExMjgxOTcwLAogImlhd"
     "CI6IDEzMTEyODA5NzAsCiAiY19oYXNoIjogIkxEa3RLZG9RYWszUGswY25YeENsdEEiCn0.XW6uhdrkBgcGx6zVIrCiROpWURs-4goO1sKA4m9jh"
     "JIImiGg5muPUcNegx6sSv43c5DSn37sxCRrDZZm4ZPBKKgtYASMcE20SDgvYJdJS0cyuFw7Ijp_7WnIjcrl6B5cmoM6ylCvsLMwkoQAxVublMwH1"
     "0oAxjzD6NEFsu9nipkszWhsPePf_rM4eMpkmCbTzume-fzZIi5VjdWGGEmzTg32h3jiex-r5WTHbj-u5HL7u_KP3rmbdYNzlzd1xWRYTUs4E8nOT"
     "gzAUwvwXkIQhOh5TPcSMBYy6X3E7-_gr9Ue6n4ND7hTFhtjYs3cjNKIA08qm5cpVYFMFMG6PkhzLQ",
     core_claims_before_errata + " \"c_hash\": \"LDktKdoQak3Pk0cnXxCltA\"\n}", no_private_half},
};

}  // namespace

BOOST_AUTO_TEST_CASE(verifies_the_examples_of_the_specifications) {
  for (const example& e : examples) {
    BOOST_TEST_CONTEXT(e.origin) {
      const auto key = read_jwk(e.jwk);
      BOOST_REQUIRE(outcome(key) == "ok");
      const auto verified = verify_jws(e.token, key_set({*key}), {e.by});
      BOOST_REQUIRE(outcome(verified) == "ok");
      BOOST_TEST((verified->header.algorithm == e.by));
      BOOST_TEST((verified->payload == e.payload));
      BOOST_TEST((verified->header.key_id == (key->key_id() ? std::optional<std::string>(*key->key_id()) : std::nullopt)));
    }
  }
}

BOOST_AUTO_TEST_CASE(writes_their_parts_as_they_stand) {
  for (const example& e : examples) {
    const std::size_t first = e.token.find('.');
    const std::size_t second = e.token.find('.', first + 1);
    for (const std::string& part :
         {e.token.substr(0, first), e.token.substr(first + 1, second - first - 1), e.token.substr(second + 1)})
      BOOST_TEST(encode_base64url(decode_base64url(part).value()) == part);
  }
}

BOOST_AUTO_TEST_CASE(refuses_each_of_them_with_every_other_key) {
  for (const example& e : examples)
    for (const example& other : examples)
      if (e.jwk != other.jwk) BOOST_TEST(outcome(verify_jws(e.token, read_jwk(other.jwk).value(), every_algorithm)) != "ok");
}

// Where a signature has no randomness in it, it is the one that is printed.
BOOST_AUTO_TEST_CASE(signs_the_examples_again) {
  for (const example& e : examples) {
    if (e.private_members == no_private_half) continue;
    BOOST_TEST_CONTEXT(e.origin) {
      const auto key =
          read_signing_jwk(e.private_members.empty() ? e.jwk : jose_test::with_private_members(e.jwk, e.private_members));
      BOOST_REQUIRE(outcome(key) == "ok");
      const std::string signed_bytes = e.token.substr(0, e.token.rfind('.'));
      const auto signature = key->sign(e.by, signed_bytes);
      BOOST_REQUIRE(outcome(signature) == "ok");
      BOOST_TEST(outcome(read_jwk(e.jwk)->verify(e.by, signed_bytes, *signature)) == "ok");
      const bool is_random = name(e.by).starts_with("PS") || name(e.by).starts_with("ES");
      BOOST_TEST((encode_base64url(*signature) == e.token.substr(signed_bytes.size() + 1)) == !is_random);
    }
  }
}

// The header of A.1 has white space in it, which none that is made here has.
BOOST_AUTO_TEST_CASE(makes_the_examples_tokens_again) {
  std::size_t equal = 0;
  for (const example& e : examples) {
    if (e.private_members == no_private_half) continue;
    BOOST_TEST_CONTEXT(e.origin) {
      const auto key =
          read_signing_jwk(e.private_members.empty() ? e.jwk : jose_test::with_private_members(e.jwk, e.private_members));
      const auto header = read_jws_header(e.token);
      const auto token = sign_jws(key.value(), header.value(), e.payload);
      BOOST_REQUIRE(outcome(token) == "ok");
      const auto verified = verify_jws(*token, read_jwk(e.jwk).value(), {e.by});
      BOOST_REQUIRE(outcome(verified) == "ok");
      BOOST_TEST(verified->payload == e.payload);
      BOOST_TEST((verified->header.key_id == header->key_id));
      if (*token == e.token) ++equal;
      const std::size_t text = e.token.rfind('.');
      BOOST_TEST((token->substr(0, text) == e.token.substr(0, text)) == (e.origin != "RFC 7515 A.1"));
    }
  }
  BOOST_TEST(equal == 4u);  // RFC 7515 A.2, RFC 8037 A.4, RFC 7520 4.1 and 4.4
}

// RFC 7515 A.5 is an unsecured token: there is no key and no list with which it is accepted.
BOOST_AUTO_TEST_CASE(refuses_the_unsecured_example) {
  BOOST_TEST(outcome(verify_jws("eyJhbGciOiJub25lIn0." + joe_encoded + ".", read_jwk(examples[0].jwk).value(), every_algorithm)) ==
             "token_malformed");
  BOOST_TEST(outcome(verify_jws("eyJhbGciOiJub25lIn0." + joe_encoded + ".AA", read_jwk(examples[0].jwk).value(),
                                every_algorithm)) == "algorithm_unknown");
}

BOOST_AUTO_TEST_SUITE_END()
