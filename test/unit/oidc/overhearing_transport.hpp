// SPDX-License-Identifier: BSL-1.0
// A transport that keeps every secret that passes it, and that can answer with all of them where they do not belong.
#pragma once

#include <rowclaim/http/httplib_transport.hpp>
#include <rowclaim/jose/base64url.hpp>
#include <rowclaim/oidc/form.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/system/error_code.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim_test {

/// A provider's answer in which `all` stands at places where nobody looks for a secret.
struct echo {
  std::string_view name;
  rowclaim::http_response (*make)(const std::string& all, rowclaim::http_response honest);
};

namespace detail {

inline rowclaim::http_response echoed(int status, std::string type, std::string body) {
  return {.status = status, .headers = {{"Content-Type", std::move(type)}}, .body = std::move(body)};
}
inline std::string echoed_json(boost::json::object object) { return boost::json::serialize(object); }

}  // namespace detail

inline constexpr echo all_echoes[] = {
    {"refusal",
     [](const std::string& all, rowclaim::http_response) {
       return detail::echoed(400, "application/json",
                             detail::echoed_json({{"error", all}, {"error_description", all}, {"error_uri", all}}));
     }},
    {"challenge",
     [](const std::string& all, rowclaim::http_response) {
       auto made = detail::echoed(401, "text/plain", all);
       made.headers.push_back({"WWW-Authenticate", "DPoP realm=\"" + all + "\", error=\"" + all + "\", scope=\"" + all + "\""});
       made.headers.push_back({"WWW-Authenticate", all});
       return made;
     }},
    {"server error", [](const std::string& all, rowclaim::http_response) { return detail::echoed(500, "text/html", all); }},
    {"page", [](const std::string& all, rowclaim::http_response) { return detail::echoed(200, "text/html", all); }},
    {"type",
     [](const std::string& all, rowclaim::http_response honest) { return detail::echoed(200, all, std::move(honest.body)); }},
    {"redirect",
     [](const std::string& all, rowclaim::http_response) {
       auto made = detail::echoed(302, "text/plain", all);
       made.headers.push_back({"Location", "https://" + all});
       return made;
     }},
    {"every member",
     [](const std::string& all, rowclaim::http_response honest) {
       boost::system::error_code wrong;
       const boost::json::value parsed = boost::json::parse(honest.body, wrong);
       boost::json::object object;
       if (!wrong && parsed.is_object()) object = parsed.as_object();
       for (auto& [name, value] : object) value = all;
       honest.body = boost::json::serialize(object);
       return honest;
     }},
    {"a member's name",
     [](const std::string& all, rowclaim::http_response honest) {
       return detail::echoed(honest.status, "application/json", detail::echoed_json({{all, all}}));
     }},
    {"a doubled member",
     [](const std::string& all, rowclaim::http_response honest) {
       const std::string name = boost::json::serialize(boost::json::string(all));
       return detail::echoed(honest.status, "application/json", "{" + name + ":1," + name + ":2}");
     }},
    {"cut",
     [](const std::string& all, rowclaim::http_response honest) {
       return detail::echoed(honest.status, "application/json", "{\"access_token\":\"" + all);
     }},
    {"no object",
     [](const std::string& all, rowclaim::http_response honest) {
       return detail::echoed(honest.status, "application/json", boost::json::serialize(boost::json::string(all)));
     }},
    {"token",
     [](const std::string& all, rowclaim::http_response honest) {
       const std::string part = rowclaim::encode_base64url(detail::echoed_json({{"alg", all}, {"typ", all}, {"kid", all}}));
       return detail::echoed(200, honest.media_type(), part + "." + part + "." + rowclaim::encode_base64url(all));
     }},
};

/// Used by one thread at a time.
class overhearing_transport {
 public:
  explicit overhearing_transport(const rowclaim::httplib_transport& inner) : inner_(inner) {}

  rowclaim::url_policy urls() const { return inner_.urls(); }

  rowclaim::result<rowclaim::http_response> send(const rowclaim::http_request& request) {
    for (const auto& header : request.headers) {
      if (header.name == "Authorization") hear(header.name, header.value.substr(header.value.find(' ') + 1));
      if (header.name == "DPoP") hear(header.name, header.value);
    }
    hear_form(request.body);
    auto response = inner_.send(request);
    if (!response) return response;
    hear_body(response->body);
    const bool is_echoed = echo_ != nullptr && request.url.find(path_) != std::string::npos;
    return is_echoed ? echo_->make(all(), std::move(*response)) : response;
  }

  /// From now on answers whose address has that in it are echoes.
  void echo_at(const echo& how, std::string path) {
    echo_ = &how;
    path_ = std::move(path);
  }

  /// Keeps a secret under the name of its kind, and the parts of a token too.
  void hear(std::string_view kind, std::string_view secret) {
    constexpr std::size_t shortest = 8;
    if (secret.size() < shortest) return;
    std::set<std::string>& known = secrets_[std::string(kind)];
    known.emplace(secret);
    while (!secret.empty()) {
      const std::string_view part = secret.substr(0, secret.find('.'));
      if (part.size() >= 2 * shortest) known.emplace(part);
      secret.remove_prefix(std::min(part.size() + 1, secret.size()));
    }
  }
  /// The parameters of a form, a query or a fragment.
  void hear_form(std::string_view form) {
    const auto read = rowclaim::read_form(form);
    if (!read) return;
    for (const auto& parameter : *read)
      if (is_secret(parameter.name)) hear(parameter.name, parameter.value);
  }

  /// By the names of their kinds.
  const std::map<std::string, std::set<std::string>>& secrets() const { return secrets_; }

 private:
  static bool is_secret(std::string_view name) {
    constexpr std::string_view names[] = {
        "code",        "code_verifier", "access_token",  "refresh_token",    "id_token",
        "nonce",       "state",         "client_secret", "client_assertion", "registration_access_token",
        "device_code", "token",         "request",       "request_uri",      "id_token_hint",
        "response",    "logout_token",
    };
    return std::ranges::find(names, name) != std::end(names);
  }

  void hear_body(const std::string& body) {
    boost::system::error_code wrong;
    const boost::json::value parsed = boost::json::parse(body, wrong);
    if (wrong || !parsed.is_object()) return;
    for (const auto& [name, value] : parsed.as_object())
      if (value.is_string() && is_secret(name)) hear(std::string_view(name), std::string_view(value.as_string()));
  }

  std::string all() const {
    std::string text;
    for (const auto& [kind, known] : secrets_)
      for (const std::string& secret : known) text.append(secret).append(" ");
    return text;
  }

  const rowclaim::httplib_transport& inner_;
  const echo* echo_ = nullptr;
  std::string path_;
  std::map<std::string, std::set<std::string>> secrets_;
};

}  // namespace rowclaim_test
