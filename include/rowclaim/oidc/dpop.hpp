// SPDX-License-Identifier: BSL-1.0
// Proofs that a client has a key of its own, to which its access tokens are then bound.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/http/url.hpp>
#include <rowclaim/jose/base64url.hpp>
#include <rowclaim/jose/digest.hpp>
#include <rowclaim/jose/key_generation.hpp>
#include <rowclaim/jose/public_jwk.hpp>
#include <rowclaim/jose/random.hpp>
#include <rowclaim/jose/signing_key.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// A request that a proof is for. With an access token it is one to a resource, and without one to the authorization server.
struct dpop_request {
  std::string_view method;
  std::string_view url;
  const secret* access_token = nullptr;
};

namespace detail {

/// The last nonce of each server. Authorization servers and resources at one address are two servers (RFC 9449 section 9).
class dpop_nonces {
 public:
  static constexpr std::size_t most_servers = 64;
  static constexpr std::size_t longest = 1024;

  /// RFC 9449 8.1: characters that need no escape in JSON and none in a header.
  static bool is_sound(std::string_view nonce) {
    return !nonce.empty() && nonce.size() <= longest &&
           std::ranges::all_of(nonce, [](char c) { return c > 0x20 && c < 0x7f && c != '"' && c != '\\'; });
  }

  std::optional<std::string> find(std::string_view server) {
    const std::lock_guard lock(mutex_);
    for (entry& known : entries_) {
      if (known.server != server) continue;
      known.used = ++uses_;
      return known.nonce;
    }
    return std::nullopt;
  }

  void put(std::string_view server, std::string_view nonce) {
    const std::lock_guard lock(mutex_);
    auto place = std::ranges::find(entries_, server, &entry::server);
    if (place == entries_.end() && entries_.size() < most_servers) place = entries_.insert(place, entry{});
    if (place == entries_.end()) place = std::ranges::min_element(entries_, {}, &entry::used);
    place->server = server;
    place->nonce = nonce;
    place->used = ++uses_;
  }

 private:
  struct entry {
    std::string server;
    std::string nonce;
    std::uint64_t used = 0;
  };

  std::mutex mutex_;
  std::vector<entry> entries_;
  std::uint64_t uses_ = 0;
};

}  // namespace detail

/// A key that proves possession, with the nonces that servers have given for it. Copies share both, and several threads may use them.
class dpop_prover {
 public:
  /// A prover with a new key. Errors: those of `generate_signing_key`.
  [[nodiscard]] static result<dpop_prover> make(algorithm by = algorithm::es256, rowclaim::clock clock = {}) {
    auto key = generate_signing_key(by);
    if (!key) return key.error();
    return make(std::move(*key), clock);
  }

  /// A prover with a key that was made before: what a client that is restarted needs to refresh its tokens.
  /// Errors: `key_unsupported` for a shared secret; `cryptography_failed`.
  [[nodiscard]] static result<dpop_prover> make(signing_key key, rowclaim::clock clock = {}) {
    auto jwk = public_jwk(key);
    if (!jwk) return jwk.error();
    jwk->erase("kid");
    auto name_of_key = rowclaim::thumbprint(*jwk);
    if (!name_of_key) return name_of_key.error();
    for (std::size_t i = 0; i < detail::algorithm_count; ++i) {
      const auto by = static_cast<algorithm>(i);
      if (key.fits(by) && asymmetric_algorithms.contains(by))
        return dpop_prover(std::make_shared<state>(std::move(key), by, std::move(*jwk), std::move(*name_of_key), clock));
    }
    return error{errc::key_unsupported, step::key};
  }

  /// What `dpop_jkt` is in an authorization request, and `cnf.jkt` in a token.
  const std::string& thumbprint() const noexcept { return state_->thumbprint; }

  /// A proof for one request, which counts once.
  ///
  /// Errors: `url_malformed`, `url_not_https`; `random_failed`; `cryptography_failed`.
  /// Specification: RFC 9449 sections 4.2 and 8.
  [[nodiscard]] result<std::string> proof(const dpop_request& request) const {
    const auto url = read_address(request);
    if (!url) return url.error();
    const auto id = random_secret();
    if (!id) return id.error();
    boost::json::object claims{{"jti", detail::json_text_of(id->reveal())},
                               {"htm", detail::json_text_of(request.method)},
                               {"htu", url->origin + url->path},
                               {"iat", state_->clock.now()}};
    if (request.access_token != nullptr) {
      const auto hash = digest(digest_algorithm::sha256, request.access_token->reveal());
      if (!hash) return hash.error();
      claims.emplace("ath", encode_base64url(*hash));
    }
    if (auto nonce = state_->nonces.find(url->server)) claims.emplace("nonce", std::move(*nonce));
    // The key stands in the header, which the signing of other tokens has no place for.
    const boost::json::object header{{"typ", "dpop+jwt"}, {"alg", detail::json_text_of(name(state_->by))}, {"jwk", state_->jwk}};
    std::string token = encode_base64url(boost::json::serialize(header));
    token.append(".").append(encode_base64url(boost::json::serialize(claims)));
    const auto signature = state_->key.sign(state_->by, token);
    if (!signature) return signature.error();
    return token.append(".").append(encode_base64url(*signature));
  }

  /// Remembers the nonce that a response gives for the requests after it, whatever its status.
  /// Result: whether it gives one; two of them, or one that no proof can carry, are none.
  bool learn(const dpop_request& request, const http_response& response) const {
    std::optional<std::string_view> nonce;
    for (const http_header& header : response.headers) {
      if (!detail::equals_ignoring_case(header.name, "DPoP-Nonce")) continue;
      if (nonce) return false;
      nonce = header.value;
    }
    if (!nonce || !detail::dpop_nonces::is_sound(*nonce)) return false;
    const auto url = read_address(request);
    if (!url) return false;
    state_->nonces.put(url->server, *nonce);
    return true;
  }

 private:
  struct state {
    state(signing_key key_, algorithm by_, boost::json::object jwk_, std::string thumbprint_, rowclaim::clock clock_)
        : key(std::move(key_)), by(by_), jwk(std::move(jwk_)), thumbprint(std::move(thumbprint_)), clock(clock_) {}

    const signing_key key;
    const algorithm by;
    const boost::json::object jwk;
    const std::string thumbprint;
    const rowclaim::clock clock;
    detail::dpop_nonces nonces;
  };

  struct address {
    std::string server;  // the origin, and which of its two kinds of server is meant
    std::string origin;
    std::string path;
  };

  explicit dpop_prover(std::shared_ptr<state> made) : state_(std::move(made)) {}

  /// What may be contacted is the transport's to say; what is not contacted needs no proof.
  static result<address> read_address(const dpop_request& request) {
    const auto url = read_url(request.url, {.allow_plain_http_on_loopback = true});
    if (!url) return url.error();
    address read;
    read.origin = std::string(url->is_https ? "https://" : "http://").append(url->authority);
    std::ranges::transform(read.origin, read.origin.begin(), detail::ascii_lower);
    read.server = std::string(request.access_token != nullptr ? "resource " : "authorization ").append(read.origin);
    read.path = url->target.substr(0, url->target.find('?'));
    return read;
  }

  std::shared_ptr<state> state_;
};

}  // namespace rowclaim::inline v0_1
