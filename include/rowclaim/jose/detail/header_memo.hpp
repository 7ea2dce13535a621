// SPDX-License-Identifier: BSL-1.0
// A token's header read and judged; the one that came last is known again by its characters, as an issuer's tokens all have the same.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/core/strict_json.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/base64url.hpp>
#include <rowclaim/jose/detail/header_reader.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// IWYU pragma: private, include <rowclaim/jose/jws.hpp>

namespace rowclaim::inline v0_1 {

/// How large a token may be; all of it is checked before anything is decoded.
struct token_limits {
  std::size_t token_bytes = 16u << 10;
  std::size_t header_bytes = 4u << 10;  ///< of the header as it stands in the token
  std::size_t header_depth = 8;
  std::size_t header_members = 64;
};

/// What a token's header says, in somebody else's memory. `key_id`, `type` and `content_type` are `kid`, `typ` and `cty`, byte by byte.
struct jws_header_view {
  rowclaim::algorithm algorithm;
  std::optional<std::string_view> key_id;
  std::optional<std::string_view> type;
  std::optional<std::string_view> content_type;
};

namespace detail {

inline error token_refusal(error why, std::string_view part, std::size_t offset) {
  why.where = step::signature;
  why.detail = part;
  if (why.position != error::no_position) why.position += offset;
  return why;
}

/// Used by one thread at a time.
class header_memo {
 public:
  header_memo() = default;
  header_memo(const header_memo&) = delete;  // the view looks into the members
  header_memo& operator=(const header_memo&) = delete;

  /// The header with that text. What it gives lives until the next call.
  result<const jws_header_view*> read(std::string_view encoded, const algorithm_set& allowed, const token_limits& limits) {
    // Whoever has been judged once is judged the same again, but for what the caller allows.
    const bool is_known = encoded == encoded_ && limits.header_depth == depth_ && limits.header_members == members_;
    if (!is_known) {
      encoded_.clear();
      if (const auto judged = judge(encoded, allowed, limits); !judged) return judged.error();
      encoded_ = encoded;
      depth_ = limits.header_depth;
      members_ = limits.header_members;
    }
    if (!allowed.contains(header_.algorithm)) return refuse(errc::algorithm_not_allowed, "alg");
    return &header_;
  }

 private:
  static error refuse(errc cause, std::string_view name) { return {cause, step::signature, name}; }

  result<void> judge(std::string_view encoded, const algorithm_set& allowed, const token_limits& limits) {
    json_.resize(base64url_decoded_size(encoded.size()));
    if (const auto decoded = decode_base64url(encoded, json_); !decoded) return token_refusal(decoded.error(), "header", 0);
    reader_.clear();
    const json_limits text_limits{
        .bytes = json_.size(), .depth = limits.header_depth, .members = limits.header_members, .string_bytes = json_.size()};
    if (const auto read = read_strict_json(json_, reader_, text_limits); !read) {
      error why = read.error();
      why.where = step::signature;
      return why;
    }
    // RFC 7515 4.1.1: `alg` must be there, and be a string compared byte by byte; RFC 8725 3.1: it must be one that the caller allows.
    if (!reader_.algorithm_name.is_text) return refuse(errc::header_malformed, "alg");
    const auto named = algorithm_named(reader_.algorithm_name.text);
    if (!named) return refuse(errc::algorithm_unknown, "alg");
    if (!allowed.contains(*named)) return refuse(errc::algorithm_not_allowed, "alg");
    // RFC 7515 4.1.11: no extension is understood here, so `crit` refuses whatever it lists, and in whatever shape.
    if (reader_.has_critical) return refuse(errc::critical_header_unknown, "crit");
    // RFC 7797 6: `b64` has no meaning without `crit`; a reader that knew it would sign other bytes.
    if (reader_.has_unencoded_payload) return refuse(errc::critical_header_unknown, "b64");
    header_.algorithm = *named;
    if (!take(reader_.key_id, header_.key_id)) return refuse(errc::header_malformed, "kid");
    if (!take(reader_.type, header_.type)) return refuse(errc::header_malformed, "typ");
    if (!take(reader_.content_type, header_.content_type)) return refuse(errc::header_malformed, "cty");
    return {};
  }

  static bool take(const header_parameter& parameter, std::optional<std::string_view>& text) {
    text.reset();
    if (parameter.is_text) text = parameter.text;
    return parameter.is_text || !parameter.is_present;
  }

  std::string encoded_;  // of the header that the members below are about; empty if it was refused, as no header is
  std::size_t depth_ = 0;
  std::size_t members_ = 0;
  std::string json_;
  header_reader reader_;
  jws_header_view header_{};
};

}  // namespace detail
}  // namespace rowclaim::inline v0_1
