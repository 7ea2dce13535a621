// SPDX-License-Identifier: BSL-1.0
// Each transport fault, done to a right answer.
#include "faults.hpp"

namespace mock_idp {
namespace {

// Both work on our own serialiser's text, which always begins {"name": without spaces.
std::string with_first_member_twice(const std::string& object) {
  const auto colon = object.find("\":");
  if (colon == std::string::npos) return R"({"twice":1,"twice":2})";
  // The right value comes last, so that a parser that lets the last one win notices nothing.
  return '{' + object.substr(1, colon) + ":null," + object.substr(1);
}

std::string padded(const std::string& object, std::size_t bytes) {
  std::string out = R"({"padding":")" + std::string(bytes, 'x') + '"';
  if (object.size() > 2) out += ',';
  return out + object.substr(1);
}

}  // namespace

http_response with_faults(http_response right, const fault_settings& settings) {
  const auto has = [&](fault what) { return settings.wrong.has(what, settings.where); };
  if (has(fault::redirecting)) {
    right = {.status = 307, .headers = {{"Location", settings.moved_to}}};
    return right;
  }
  if (has(fault::html)) {
    right.status = 200;
    right.content_type = "text/html; charset=utf-8";
    right.body = "<!doctype html><title>Welcome</title><p>Please accept the terms of this network.</p>\n";
  }
  if (has(fault::server_error)) {
    right.status = 500;
    right.content_type = "text/plain; charset=utf-8";
    right.body = "Internal server error\n";
  }
  if (has(fault::wrong_content_type)) right.content_type = "text/plain; charset=utf-8";
  if (has(fault::oversized) && !right.body.empty()) right.body = padded(right.body, settings.oversized_bytes);
  if (has(fault::duplicate_member)) right.body = with_first_member_twice(right.body);
  if (has(fault::malformed) && !right.body.empty()) right.body.pop_back();
  if (has(fault::slow)) right.how = delivery::slow;
  if (has(fault::dripping)) right.how = delivery::dripping;
  if (has(fault::truncated)) right.how = delivery::truncated;
  if (has(fault::reset)) right.how = delivery::reset;
  return right;
}

}  // namespace mock_idp
