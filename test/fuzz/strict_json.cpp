// SPDX-License-Identifier: BSL-1.0
// What the strict reader accepts is JSON to another reader, too; and claims are picked from it without a slip.
#include "fuzz_target.hpp"
#include <rowclaim/claims/claim_reader.hpp>
#include <rowclaim/core/json_document.hpp>

#include <boost/json/parse.hpp>

#include <array>
#include <vector>

namespace {

using namespace rowclaim;

// Every shape, some below the others.
const std::array requests{
    claim_request{claim("sub").path, claim_shape::string},
    claim_request{claim("roles").path, claim_shape::string_or_strings},
    claim_request{claim("a", "roles").path, claim_shape::strings},
    claim_request{claim("a", "b", "c").path, claim_shape::object_keys},
    claim_request{claim("scope").path, claim_shape::space_separated},
    claim_request{claim("groups").path, claim_shape::object_member, "name"},
    claim_request{claim("n").path, claim_shape::scalar_or_list},
};

struct tree_of_requests {
  std::vector<claim_node> nodes;
  std::vector<claim_use> uses;
  tree_of_requests() { detail::build_claim_tree(requests, nodes, uses); }
};

struct inside : claim_sink {
  explicit inside(std::string_view json) : text_(json) {}
  void text(std::size_t request, json_text value) {
    fuzz::require(request < requests.size(), "only what was asked for arrives");
    const bool is_inside =
        value.view.data() >= text_.data() && value.view.data() + value.view.size() <= text_.data() + text_.size();
    fuzz::require(!value.is_stable || value.view.empty() || is_inside, "stable text lies in the input");
  }
  std::string_view text_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  static const tree_of_requests tree;
  inside sink(text);
  static_cast<void>(read_claims(text, {tree.nodes, tree.uses}, sink));
  const auto ours = parse_strict_json(text);
  if (!ours) return 0;
  boost::json::error_code ec;
  const boost::json::value theirs = boost::json::parse({text.data(), text.size()}, ec);
  if (ec == boost::json::error::exponent_overflow) return 0;  // zero with an exponent that the other reader does not hold
  fuzz::require(!ec, "what is accepted is JSON");
  fuzz::require(ours->kind() == theirs.kind(), "both readers find the same kind of value");
  return 0;
}
