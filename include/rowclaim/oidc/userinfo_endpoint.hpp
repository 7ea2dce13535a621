// SPDX-License-Identifier: BSL-1.0
// Asking the provider for more about the person who signed in, in the form that was registered.
#pragma once

#include <rowclaim/claims/verified_claims.hpp>
#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/limits.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/jose/encryption_key.hpp>
#include <rowclaim/jose/jwe.hpp>
#include <rowclaim/oidc/back_channel.hpp>
#include <rowclaim/oidc/detail/authentication_challenge.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>
#include <rowclaim/oidc/form.hpp>
#include <rowclaim/oidc/id_token.hpp>
#include <rowclaim/oidc/token_decryption.hpp>
#include <rowclaim/oidc/userinfo.hpp>
#include <rowclaim/oidc/userinfo_verifier.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// Where a request has its access token. Never in the URL.
/// Specification: RFC 6750 sections 2.1 and 2.2.
enum class access_token_place : unsigned char { header, form_body };

/// What the client registered about the responses. They must be that: neither less protected nor of another kind.
struct userinfo_endpoint_options {
  access_token_place place = access_token_place::header;
  std::optional<userinfo_verifier> verifier = {};      ///< for responses that are signed
  std::optional<token_decryption> decryption = {};  ///< for responses that are encrypted, what is inside being signed or not
  json_limits claims = claims_limits;
};

/// The userinfo endpoint of one provider. May be used by several threads at once.
class userinfo_endpoint {
 public:
  explicit userinfo_endpoint(std::string url, userinfo_endpoint_options options = {})
      : url_(std::move(url)), options_(std::move(options)) {}

  /// Fetches the claims.
  ///
  /// Errors: those of `back_channel::request_resource`, in step `userinfo`; `client_misconfigured` for a token with a key of its
  ///   own that is to be sent in a form; `provider_refused` for status 401 and 403; `status_unexpected`; `content_type_unexpected`;
  ///   `userinfo_not_protected` if the response is plain, or not encrypted, and should be; those of `decrypt_jwe`, `open_nested`
  ///   and `userinfo_verifier::verify`; `json_*`; `subject_missing`, `subject_malformed`; `subject_mismatch` unless the subject is
  ///   the ID token's, and nothing of the response is used then.
  /// Specification: OpenID Connect Core 5.3.1 to 5.3.4; RFC 6750 sections 2.1, 2.2 and 3.
  [[nodiscard]] result<userinfo> fetch(const back_channel& channel, const secret& access_token, access_token_type type,
                                       const id_token& about) const {
    const auto response = ask(channel, access_token, type);
    if (!response) return response.error();
    if (response->status == 401 || response->status == 403) {
      const auto code = detail::challenge_error(*response, name(type));
      return detail::provider_refusal(code.value_or(""), step::userinfo);
    }
    if (response->status != 200) return error{errc::status_unexpected, step::userinfo};
    return read(*response, about.subject());
  }

 private:
  result<http_response> ask(const back_channel& channel, const secret& access_token, access_token_type type) const {
    const std::string accept = options_.verifier || options_.decryption ? "application/jwt" : "application/json";
    if (options_.place == access_token_place::header)
      return channel.request_resource({.url = url_, .access_token = access_token, .token_type = type, .accept = accept},
                                      step::userinfo);
    // RFC 9449 7.1: a token with a key of its own goes with the proof, in headers.
    if (type != access_token_type::bearer) return error{errc::client_misconfigured, step::userinfo, "a form has no proof"};
    return detail::send_in_step(channel.transport(),
                                {.method = "POST",
                                 .url = url_,
                                 .headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", accept}},
                                 .body = form_encode({{"access_token", std::string(access_token.reveal())}})},
                                step::userinfo);
  }

  result<userinfo> read(const http_response& response, std::string_view subject) const {
    // 5.3.2: the type of the content says whether it is protected; what was registered says whether it must be.
    const std::string type = response.media_type();
    const bool is_protected = options_.verifier || options_.decryption;
    if (type != "application/jwt" && type != "application/json") return error{errc::content_type_unexpected, step::userinfo};
    if (!is_protected) {
      if (type != "application/json") return error{errc::content_type_unexpected, step::userinfo};
      return read_plain(response.body, subject);
    }
    if (type != "application/jwt") return error{errc::userinfo_not_protected, step::userinfo};
    if (!options_.decryption) return options_.verifier->verify(response.body, subject);
    const token_decryption& with = *options_.decryption;
    if (!detail::split_jwe(response.body)) {
      if (!with.allow_unencrypted || !options_.verifier) return error{errc::userinfo_not_protected, step::userinfo};
      return options_.verifier->verify(response.body, subject);
    }
    if (!options_.verifier) {
      const auto opened = decrypt_jwe(response.body, with.keys, with.rules());
      if (!opened) return opened.error();
      return read_plain(opened->plaintext.reveal(), subject);
    }
    const auto inner = open_nested(response.body, with.keys, with.rules());
    if (!inner) return inner.error();
    return options_.verifier->verify(inner->reveal(), subject);
  }

  result<userinfo> read_plain(std::string_view json, std::string_view expected) const {
    const auto claims = parse_strict_json_object(json, options_.claims);
    if (!claims) return detail::in_step(claims.error(), step::userinfo);
    const auto subject = detail::userinfo_subject(*claims);
    if (!subject) return subject.error();
    // 5.3.2: exactly the ID token's, or the response is about somebody else.
    if (*subject != expected) return error{errc::subject_mismatch, step::userinfo};
    return userinfo(std::string(*subject), verified_claims::assume_verified(std::string(json)));
  }

  std::string url_;
  userinfo_endpoint_options options_;
};

}  // namespace rowclaim::inline v0_1
