// SPDX-License-Identifier: BSL-1.0
// From the bytes of the claims to role bits, beside Boost.JSON's own parsers.
#include "allocations.hpp"
#include "report.hpp"
#include "sample.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#include <array>
#include <cstdint>
#include <string>

namespace bench {
namespace {

struct empty_handler {
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  using error_code = boost::system::error_code;
  using string_view = boost::json::string_view;
  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t, error_code&) { return true; }
  bool on_object_begin(error_code&) { return true; }
  bool on_object_end(std::size_t, error_code&) { return true; }
  bool on_string_part(string_view, std::size_t, error_code&) { return true; }
  bool on_string(string_view, std::size_t, error_code&) { return true; }
  bool on_key_part(string_view, std::size_t, error_code&) { return true; }
  bool on_key(string_view, std::size_t, error_code&) { return true; }
  bool on_number_part(string_view, error_code&) { return true; }
  bool on_int64(std::int64_t, string_view, error_code&) { return true; }
  bool on_uint64(std::uint64_t, string_view, error_code&) { return true; }
  bool on_double(double, string_view, error_code&) { return true; }
  bool on_bool(bool, error_code&) { return true; }
  bool on_null(error_code&) { return true; }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) { return true; }
};

void parse_only(std::string_view text) {
  boost::json::basic_parser<empty_handler> parser(boost::json::parse_options{});
  boost::system::error_code ec;
  keep(parser.write_some(false, text.data(), text.size(), ec));
}

bool evaluate(std::string_view text, std::array<std::uint64_t, 1>& roles) {
  rc::grant_listener nobody;
  rc::detail::evaluated_claims read;
  roles = {};
  return rc::detail::evaluate_claims(rc::compiled<sample_policy>(), text, rc::no_role_source{}, rc::claims_limits, roles, nobody,
                                     read)
             .has_value() &&
         read.is_allowed;
}

}  // namespace

void bench_claims(report& out) {
  const std::string text(sample_claims);
  out.begin_group("claims", "from " + std::to_string(text.size()) + " bytes of claims to role bits, ten provider roles");
  std::array<std::uint64_t, 1> roles{};
  const auto timings = compare({{"Boost.JSON basic_parser, empty handler", [&] { parse_only(text); }},
                                {"rowclaim, strict, names and roles", [&] { keep(evaluate(text, roles)); }},
                                {"Boost.JSON document, monotonic memory, nothing taken out",
                                 [&] {
                                   std::array<unsigned char, 8192> memory;
                                   boost::json::monotonic_resource resource(memory.data(), memory.size());
                                   keep(boost::json::parse(text, &resource));
                                 }}},
                               {.rounds = 101, .calls = 2000});
  out.times(timings);
  out.add("claims to role bits, ratio to the bare parser", "x", timings[1].ratio, 1.3);

  const std::size_t before = allocations();
  const bool is_allowed = evaluate(text, roles);
  out.add("allocations on the way", "", static_cast<double>(allocations() - before), 0);
  if (!is_allowed || roles[0] == 0) out.wrong("the sample user should be let in");
}

}  // namespace bench
