// SPDX-License-Identifier: BSL-1.0
// A transport that answers from a list and keeps what it was asked, and outcomes as text.
#pragma once

#include <rowclaim/http/transport.hpp>

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim_test {

struct scripted_transport {
  std::deque<rowclaim::result<rowclaim::http_response>> answers;
  std::vector<rowclaim::http_request> requests;
  bool allows_plain_http = false;

  rowclaim::url_policy urls() const { return {.allow_plain_http_on_loopback = allows_plain_http}; }

  rowclaim::result<rowclaim::http_response> send(const rowclaim::http_request& request) {
    requests.push_back(request);
    if (answers.empty()) return rowclaim::error{rowclaim::errc::connection_failed, rowclaim::step::transport};
    auto answer = std::move(answers.front());
    answers.pop_front();
    return answer;
  }

  void will_answer(std::string body, int status = 200, std::string type = "application/json") {
    answers.push_back(
        rowclaim::http_response{.status = status, .headers = {{"Content-Type", std::move(type)}}, .body = std::move(body)});
  }
  void will_fail(rowclaim::errc why) { answers.push_back(rowclaim::error{why, rowclaim::step::transport}); }
};

/// "accepted", or the cause, the step and the detail.
inline std::string outcome(const rowclaim::error& e) {
  std::string text = std::string(name(e.code)) + " in " + std::string(name(e.where));
  if (!e.detail.empty()) text += " (" + std::string(e.detail) + ")";
  return text;
}
template <class Value>
std::string outcome(const rowclaim::result<Value>& r) {
  return r ? "accepted" : outcome(r.error());
}

inline std::string header_of(const rowclaim::http_request& request, std::string_view name) {
  for (const auto& header : request.headers)
    if (header.name == name) return header.value;
  return {};
}

}  // namespace rowclaim_test
