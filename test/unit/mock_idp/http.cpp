// SPDX-License-Identifier: BSL-1.0
// The tests' HTTP client: the one file here that pays for httplib.h.
#include "relying_party.hpp"

#include <httplib.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

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

answer post_with_certificate(const std::string& url, const std::string& form, const std::string& certificate_pem,
                             const std::string& key_pem) {
  const auto [origin, path] = split(url);
  const auto port = std::stoi(origin.substr(origin.rfind(':') + 1));
  BIO* certificate_text = BIO_new_mem_buf(certificate_pem.data(), static_cast<int>(certificate_pem.size()));
  BIO* key_text = BIO_new_mem_buf(key_pem.data(), static_cast<int>(key_pem.size()));
  X509* certificate = PEM_read_bio_X509(certificate_text, nullptr, nullptr, nullptr);
  EVP_PKEY* key = PEM_read_bio_PrivateKey(key_text, nullptr, nullptr, nullptr);
  answer out;
  {
    httplib::SSLClient client("127.0.0.1", port, certificate, key);
    client.set_read_timeout(10, 0);
    client.enable_server_certificate_verification(false);
    out = as_answer(client.Post(path.c_str(), form, "application/x-www-form-urlencoded"));
  }
  EVP_PKEY_free(key);
  X509_free(certificate);
  BIO_free_all(key_text);
  BIO_free_all(certificate_text);
  return out;
}

}  // namespace relying_party
