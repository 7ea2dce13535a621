// SPDX-License-Identifier: BSL-1.0
// Keeping the requests and hiding their secrets.
#include "request_log.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mock_idp {
namespace {

bool is_secret(std::string_view parameter) {
  constexpr std::array secrets{"code",          "code_verifier",    "client_secret", "password",  "access_token", "refresh_token",
                               "id_token_hint", "client_assertion", "request",       "assertion", "token"};
  return std::find(secrets.begin(), secrets.end(), parameter) != secrets.end();
}

}  // namespace

void request_log::add(recorded_request request) {
  parameter_list shown;
  for (const auto& [name, value] : request.parameters) shown.add(name, is_secret(name) ? std::string(hidden_value) : value);
  request.parameters = std::move(shown);
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(std::move(request));
    last_ = std::chrono::steady_clock::now();
  }
  grown_.notify_all();
}

std::vector<recorded_request> request_log::all() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void request_log::add(note_kind kind, std::string text) {
  const std::lock_guard lock(mutex_);
  for (auto each = notes_.rbegin(); each != notes_.rend() && each->after_requests == requests_.size(); ++each)
    if (each->kind == kind && each->text == text) return;
  notes_.push_back({kind, std::move(text), requests_.size()});
}

std::vector<recorded_note> request_log::notes() const {
  const std::lock_guard lock(mutex_);
  return notes_;
}

void request_log::clear() {
  const std::lock_guard lock(mutex_);
  notes_.clear();
  requests_.clear();
}

bool request_log::is_quiet_for(std::chrono::milliseconds time) const {
  const std::lock_guard lock(mutex_);
  return std::chrono::steady_clock::now() - last_ >= time;
}

bool request_log::wait_for(std::size_t count, std::chrono::milliseconds at_most) const {
  std::unique_lock lock(mutex_);
  return grown_.wait_for(lock, at_most, [&] { return requests_.size() >= count; });
}

}  // namespace mock_idp
