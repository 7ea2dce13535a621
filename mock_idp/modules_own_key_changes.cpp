// SPDX-License-Identifier: BSL-1.0
// Our own modules about key sets that change between sign-ins or cannot be had, and about the keys for encryption in them.
#include "own_modules.hpp"

#include <memory>
#include <vector>

namespace mock_idp {
namespace {

using namespace deeds;
using namespace judgement;
using namespace own_modules;
using enum outcome;

constexpr auto three_sign_ins = "sign_ins:3";
constexpr auto six_sign_ins = "sign_ins:6";
constexpr std::size_t storm = 5;

// Which sign-in this is, counted from 1; 0 before the first.
std::shared_ptr<const std::size_t> counted_sign_ins(state& provider) {
  auto count = std::make_shared<std::size_t>(0);
  provider.on_request = [count](std::string_view path) { *count += path == "/authorize"; };
  return count;
}

const signing_key& key_of_nobody(const state& provider) { return provider.keys.decoy(signing_algorithm::RS256, 77); }
// Not in the key set at the beginning.
const signing_key& next_key(const state& provider) { return provider.keys.decoy(signing_algorithm::RS256, 78); }

void sign_with_unknown_key(const state& provider, std::string& compact) {
  sign_again(compact, {{"kid", random_text(12)}}, key_of_nobody(provider));
  provider.do_deed();
}

void unknown_kid_storm(state& provider) {
  const auto count = counted_sign_ins(provider);
  provider.options.alter.signed_id_token = [&provider, count](std::string& compact, occasion) {
    if (*count <= storm) sign_with_unknown_key(provider, compact);
  };
}

// From the second sign-in on the key set is as `Spoil` makes it, and the second sign-in gives a reason to fetch it.
template <auto Spoil>
void good_and_then(state& provider) {
  const auto count = counted_sign_ins(provider);
  provider.options.alter.signed_id_token = [&provider, count](std::string& compact, occasion) {
    if (*count == 2) sign_with_unknown_key(provider, compact);
  };
  provider.options.alter.answer = [count](std::string_view path, http_response& response) {
    if (path == "/jwks" && *count >= 2) Spoil(response);
  };
}

void overlap(state& provider) {
  const auto count = counted_sign_ins(provider);
  provider.options.alter.jwks = [&provider, count](object& set) {
    if (*count >= 2) set["keys"].as_array().push_back(next_key(provider).public_jwk());
  };
  provider.options.alter.signed_id_token = [&provider, count](std::string& compact, occasion) {
    if (*count != 2) return;
    sign_again(compact, {{"kid", next_key(provider).id()}}, next_key(provider));
    provider.do_deed();
  };
}

// ---- encrypted requests

void with_encrypted_requests(provider_options& options) {
  for (auto& [id, party] : options.clients) {
    party.request_object_signing_alg = "RS256";
    party.request_object_encryption_alg = "RSA-OAEP";
    party.request_object_encryption_enc = "A128CBC-HS256";
  }
}

// All keys, when the first sign-in is as good as over.
void rotate_after_first(state& provider) {
  const auto is_done = std::make_shared<bool>(false);
  provider.on_request = [&provider, is_done](std::string_view path) {
    if (*is_done || (path != "/userinfo" && path != "/resource")) return;
    *is_done = true;
    provider.keys.rotate();
    provider.do_deed();
  };
}

// ---- judging one sign-in after another

// Where each begins among the requests, and the end.
std::vector<std::size_t> beginnings(const evidence& from) {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i != from.requests.size(); ++i)
    if (from.requests[i].path == "/authorize") all.push_back(i);
  all.push_back(from.requests.size());
  return all;
}

std::size_t asked_between(const evidence& from, std::string_view path, std::size_t begin, std::size_t end) {
  return from.count(path, begin) - from.count(path, end);
}
bool is_signed_in_between(const evidence& from, std::size_t begin, std::size_t end) {
  return asked_between(from, "/userinfo", begin, end) + asked_between(from, "/resource", begin, end) != 0;
}

verdict_report outlives_storm(const evidence& from) {
  const auto at = beginnings(from);
  if (!from.deed() || at.size() < storm + 2) return waiting("there have been fewer than six sign-ins");
  if (is_signed_in_between(from, at[0], at[storm])) return failed("the relying party took an ID token under an unknown key");
  // One to have keys at all, and one because of the first unknown key.
  if (const auto fetches = asked_between(from, "/jwks", at[0], at[storm]); fetches > 2)
    return failed("the key set was fetched " + std::to_string(fetches) + " times because of five unknown keys");
  return is_signed_in_between(from, at[storm], at.back()) ? passed() : waiting("the good ID token has not been taken");
}

verdict_report keeps_good_keys(const evidence& from) {
  const auto at = beginnings(from);
  if (!from.deed() || at.size() < 4) return waiting("there have been fewer than three sign-ins");
  if (!is_signed_in_between(from, at[0], at[1])) return failed("the first sign-in, which was good, came to nothing");
  if (is_signed_in_between(from, at[1], at[2])) return failed("the relying party took an ID token under an unknown key");
  return is_signed_in_between(from, at[2], at.back()) ? passed() : waiting("the good ID token has not been taken");
}

verdict_report completes_each(const evidence& from) {
  const auto at = beginnings(from);
  if (!from.deed() || at.size() < 4) return waiting("there have been fewer than three sign-ins");
  for (std::size_t i = 0; i != 2; ++i)
    if (!is_signed_in_between(from, at[i], at[i + 1])) return failed("a sign-in under a published key came to nothing");
  return is_signed_in_between(from, at[2], at.back()) ? passed() : waiting("userinfo has not been asked in the third sign-in");
}

bool was_encrypted(const evidence& from) { return from.has_fact("Request Object: encrypted"); }
verdict_report completes_encrypted(const evidence& from) {
  if (from.count("/authorize") && !was_encrypted(from)) return failed("the Request Object was not encrypted");
  return completes(from);
}
verdict_report encrypts_to_new_key(const evidence& from) {
  if (from.count("/authorize") && !was_encrypted(from)) return failed("the Request Object was not encrypted");
  return completes_each(from);
}

constexpr module_entry keeping(std::string_view id, std::string_view effect, beginning begin) {
  return {.id = id,
          .effect = effect,
          .expects = "rejects the ID token under the unknown key, and goes on with the keys that it has",
          .types = with_access_token,
          .judge = keeps_good_keys,
          .begin = begin,
          .needs = three_sign_ins};
}

const auto& table() {
  static const std::vector<module_entry> entries{
      {.id = "rowclaim-jwks-unknown-kid-storm",
       .effect = "five ID tokens in a row name keys that nobody has, and then comes a good one",
       .expects = "rejects the five, fetches the key set at most once because of them, and completes the sixth sign-in",
       .types = with_access_token,
       .judge = outlives_storm,
       .begin = unknown_kid_storm,
       .needs = six_sign_ins},
      keeping("rowclaim-jwks-good-and-then-empty", "after a good key set comes an empty one",
              good_and_then<[](http_response& response) { response.body = R"({"keys":[]})"; }>),
      keeping("rowclaim-jwks-good-and-then-html", "after a good key set comes an HTML page with status 200",
              good_and_then<[](http_response& response) {
                response = {.content_type = "text/html", .body = "<!doctype html><title>Welcome</title>\n"};
              }>),
      keeping("rowclaim-jwks-good-and-then-truncated", "after a good key set comes half of one",
              good_and_then<[](http_response& response) { response.how = delivery::truncated; }>),
      keeping("rowclaim-jwks-outage", "after a good key set its address answers with status 503",
              good_and_then<[](http_response& response) {
                response = {.status = 503, .content_type = "text/plain", .body = "Service unavailable\n"};
              }>),
      {.id = "rowclaim-jwks-rotation-with-overlap",
       .effect =
           "a second key joins the first in the key set and signs the second sign-in's ID token; the first one signs the third's",
       .expects = "fetches the key set again for the new key, and completes all three sign-ins",
       .types = with_access_token,
       .outcome = accept,
       .judge = completes_each,
       .begin = overlap,
       .needs = three_sign_ins},
      {.id = "rowclaim-request-uri-encrypted",
       .effect = "the client is registered for Request Objects by reference that are signed and then encrypted",
       .expects = "encrypts its Request Object to a key of the key set, and completes the sign-in",
       .types = with_access_token,
       .outcome = accept,
       .judge = completes_encrypted,
       .prepare = with_encrypted_requests,
       .needs = "request_uri encrypted_request"},
      {.id = "rowclaim-encryption-key-rotation",
       .effect = "after the first sign-in the key set has other keys, also for encryption",
       .expects = "fetches the key set before it encrypts the next Request Object, and completes all three sign-ins",
       .types = with_access_token,
       .outcome = accept,
       .judge = encrypts_to_new_key,
       .begin = rotate_after_first,
       .prepare = with_encrypted_requests,
       .needs = "request_object encrypted_request sign_ins:3"},
  };
  return entries;
}

}  // namespace

std::span<const module_entry> own_key_change_modules() { return table(); }

}  // namespace mock_idp
