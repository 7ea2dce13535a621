// SPDX-License-Identifier: BSL-1.0
// The tests' HTTP client: the one file here that pays for httplib.h.
#include "relying_party.hpp"

#include <httplib.h>

#include <cctype>
#include <utility>

namespace relying_party {
namespace {

std::pair<std::string, std::string> split(const std::string& url) {
  const auto path = url.find('/', url.find("://") + 3);
  return {url.substr(0, path), path == std::string::npos ? "/" : url.substr(path)};
}

httplib::Headers as_headers(const header_map& headers) { return {headers.begin(), headers.end()}; }

answer as_answer(const httplib::Result& result) {
  answer out;
  if (!result) {
    out.failure = httplib::to_string(result.error());
    return out;
  }
  out.status = result->status;
  out.body = result->body;
  for (const auto& [name, value] : result->headers) {
    std::string lower = name;
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    out.headers.emplace(std::move(lower), value);
  }
  return out;
}

}  // namespace

answer get(const std::string& url, const header_map& headers, const std::string& ca_file) {
  const auto [origin, path] = split(url);
  httplib::Client client(origin);
  client.set_read_timeout(10, 0);
  if (!ca_file.empty()) client.set_ca_cert_path(ca_file.c_str());
  return as_answer(client.Get(path.c_str(), as_headers(headers)));
}

answer post(const std::string& url, const std::string& form, const header_map& headers) {
  const auto [origin, path] = split(url);
  httplib::Client client(origin);
  client.set_read_timeout(10, 0);
  return as_answer(client.Post(path.c_str(), as_headers(headers), form, "application/x-www-form-urlencoded"));
}

}  // namespace relying_party
