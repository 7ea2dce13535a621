// SPDX-License-Identifier: BSL-1.0
// A scripted browser, just enough for the sign-in pages of oidc-provider.
#include "browser.hpp"

#include <httplib.h>

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace demo {
namespace {

class browser {
 public:
  explicit browser(std::string origin) : client_(origin), origin_(std::move(origin)) {}

  // The place that a response sends the browser to; the page's own place if it sends it nowhere.
  struct visit {
    std::string location;
    bool is_page = false;
  };

  visit get(const std::string& path) { return take(client_.Get(path, cookies()), path); }
  visit post(const std::string& path, const httplib::Params& form) { return take(client_.Post(path, cookies(), form), path); }

  // Within the provider's origin only its path counts.
  std::string path_of(const std::string& location) const {
    return location.starts_with(origin_) ? location.substr(origin_.size()) : location;
  }

 private:
  httplib::Headers cookies() const {
    std::string all;
    for (const auto& [name, value] : cookies_) all += (all.empty() ? "" : "; ") + name + "=" + value;
    return {{"Cookie", all}};
  }

  visit take(const httplib::Result& response, const std::string& path) {
    if (!response) throw std::runtime_error("the provider did not answer the browser");
    const auto [begin, end] = response->headers.equal_range("Set-Cookie");
    for (auto header = begin; header != end; ++header) {
      const std::string pair = header->second.substr(0, header->second.find(';'));
      const std::size_t equals = pair.find('=');
      if (equals != std::string::npos) cookies_[pair.substr(0, equals)] = pair.substr(equals + 1);
    }
    if (response->status >= 300 && response->status < 400) return {response->get_header_value("Location"), false};
    if (response->status == 200) return {path, true};
    throw std::runtime_error("the provider showed the browser an error page, status " + std::to_string(response->status));
  }

  httplib::Client client_;
  std::string origin_;
  std::map<std::string, std::string> cookies_;
};

}  // namespace

std::string sign_in_at_pages(std::string_view authorization_url, std::string_view user, std::string_view redirect_uri) {
  const std::size_t path_at = authorization_url.find('/', authorization_url.find("://") + 3);
  browser person{std::string(authorization_url.substr(0, path_at))};
  bool has_signed_in = false;
  std::string place(authorization_url.substr(path_at));
  for (int step = 0; step < 20; ++step) {
    browser::visit at = person.get(place);
    if (at.is_page) {
      // First the sign-in page, then the one that asks for consent.
      const httplib::Params form = has_signed_in
                                       ? httplib::Params{{"prompt", "consent"}}
                                       : httplib::Params{{"prompt", "login"}, {"login", std::string(user)}, {"password", "any"}};
      at = person.post(place, form);
      has_signed_in = true;
    }
    if (at.location.starts_with(redirect_uri)) return at.location;
    place = person.path_of(at.location);
  }
  throw std::runtime_error("the provider's pages never led back to the application");
}

}  // namespace demo
