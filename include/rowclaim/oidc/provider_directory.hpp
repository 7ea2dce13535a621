// SPDX-License-Identifier: BSL-1.0
// Several providers at once, each met when it is first needed, so that an application starts while one of them is down.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/oidc/authorization_response.hpp>
#include <rowclaim/oidc/discovery.hpp>
#include <rowclaim/oidc/metadata.hpp>
#include <rowclaim/oidc/relying_party.hpp>
#include <rowclaim/oidc/relying_party_options.hpp>
#include <rowclaim/oidc/response_type.hpp>

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// One provider of several.
struct provider_entry {
  relying_party_options options;
  provider_metadata metadata;  ///< the issuer at least; what else is written here counts more than what is discovered
  bool is_discovered = true;   ///< false if all that is needed is written above
};

/// Times in seconds.
struct provider_directory_options {
  std::int64_t max_age = 86'400;  ///< after this a provider's metadata are discovered again; until that succeeds the old ones do
  std::int64_t cool_down = 10;    ///< the least time between two attempts to discover one provider
};

/// The providers of an application, by names of its own. All are added before the first is asked for; then several threads may ask.
/// The transport must outlive it.
class provider_directory {
 public:
  explicit provider_directory(transport_ref transport, rowclaim::clock clock = {}, provider_directory_options options = {})
      : transport_(transport), clock_(clock), options_(options) {}

  provider_directory(const provider_directory&) = delete;
  provider_directory& operator=(const provider_directory&) = delete;

  /// Nothing is sent yet.
  ///
  /// Errors: `client_misconfigured` for a name or an issuer that is empty or taken. Of two clients at one issuer no response says which
  ///   it is for (RFC 9207 section 4).
  [[nodiscard]] result<void> add(std::string name, provider_entry entry) {
    if (name.empty() || providers_.contains(name)) return error{errc::client_misconfigured, step::discovery, "the provider's name"};
    const std::string& issuer = entry.metadata.issuer;
    if (issuer.empty() || names_.contains(issuer)) return error{errc::client_misconfigured, step::discovery, "issuer"};
    names_.emplace(issuer, name);
    providers_.emplace(std::move(name), std::make_unique<known_provider>(std::move(entry)));
    return {};
  }

  /// The names in their order, for a page that offers them.
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& [name, provider] : providers_) all.push_back(name);
    return all;
  }

  /// The relying party at a provider. It stays usable for whoever holds it when the directory goes on to a newer one, which it does if
  /// the provider's metadata have changed.
  ///
  /// Errors: `provider_unknown`; those of `discover`, `complete` and `relying_party::check`; `client_misconfigured` for a redirect URI of
  ///   several providers, one of which says nothing about its issuer in its responses; within the cool-down the last of them again. Threads
  ///   that ask for one provider at once wait for a single attempt, and for no other provider.
  /// Specification: RFC 9700 section 4.4.2.
  [[nodiscard]] result<std::shared_ptr<relying_party>> at(std::string_view name) {
    const auto found = providers_.find(name);
    if (found == providers_.end()) return error{errc::provider_unknown, step::discovery};
    return meet(*found->second);
  }

  /// The same by issuer, compared byte for byte: for a sign-in that a third party initiates. Errors: `issuer_unknown`; those of `at`.
  [[nodiscard]] result<std::shared_ptr<relying_party>> of_issuer(std::string_view issuer) {
    const auto found = names_.find(issuer);
    if (found == names_.end()) return error{errc::issuer_unknown, step::discovery};
    return at(found->second);
  }

 private:
  struct known_provider {
    explicit known_provider(provider_entry given) : entry(std::move(given)) {}

    const provider_entry entry;
    std::mutex mutex;
    std::condition_variable met;
    bool is_meeting = false;
    std::shared_ptr<relying_party> party;
    seconds_since_epoch met_at = 0;
    std::optional<seconds_since_epoch> last_attempt;
    std::optional<error> last_failure;
  };

  result<std::shared_ptr<relying_party>> meet(known_provider& provider) {
    std::unique_lock lock(provider.mutex);
    for (;;) {
      const seconds_since_epoch now = clock_.now();
      const std::int64_t age = now - provider.met_at;
      const bool is_lasting = !provider.entry.is_discovered || (age >= 0 && age < options_.max_age);
      if (provider.party && is_lasting) return provider.party;
      if (provider.is_meeting) {
        if (provider.party) return provider.party;
        provider.met.wait(lock, [&provider] { return !provider.is_meeting; });
        continue;
      }
      const auto& last = provider.last_attempt;
      if (last && now >= *last && now - *last < options_.cool_down) {
        if (provider.party) return provider.party;
        return provider.last_failure.value_or(error{errc::provider_unknown, step::discovery});
      }
      provider.last_attempt = now;
      if (auto refused = attempt(provider, lock, now); !refused && !provider.party) return refused.error();
      return provider.party;
    }
  }

  /// Meets the provider without the lock, and takes the outcome in with it. The caller has claimed the cool-down already.
  result<void> attempt(known_provider& provider, std::unique_lock<std::mutex>& lock, seconds_since_epoch now) {
    const std::shared_ptr<relying_party> known = provider.party;
    struct meeting {
      known_provider& provider;
      std::unique_lock<std::mutex>& lock;
      meeting(known_provider& p, std::unique_lock<std::mutex>& l) : provider(p), lock(l) {
        provider.is_meeting = true;
        lock.unlock();
      }
      ~meeting() {
        if (!lock.owns_lock()) lock.lock();
        provider.is_meeting = false;
        provider.met.notify_all();
      }
    } in_progress(provider, lock);

    auto party = make(provider.entry, known);
    lock.lock();
    if (!party) {
      provider.last_failure = party.error();
      return party.error();
    }
    provider.party = std::move(*party);
    provider.met_at = now;
    provider.last_failure.reset();
    return {};
  }

  /// Whoever is known already stays if nothing has changed: with its keys, its cool-downs and the nonces that it has learned. A new one
  /// begins with the keys, so that a key set that cannot be fetched just now costs nobody the good ones.
  result<std::shared_ptr<relying_party>> make(const provider_entry& entry, const std::shared_ptr<relying_party>& known) const {
    provider_metadata metadata = entry.metadata;
    if (entry.is_discovered) {
      auto discovered = discover(transport_, metadata.issuer);
      if (!discovered) return discovered.error();
      auto completed = complete(std::move(metadata), *discovered);
      if (!completed) return completed.error();
      metadata = std::move(*completed);
    }
    if (known && metadata == known->provider()) return known;
    auto party = std::make_shared<relying_party>(std::move(metadata), entry.options, transport_, clock_);
    if (auto checked = party->check(); !checked) return checked.error();
    if (!names_its_issuer(*party) && shares_its_callback(entry))
      return error{errc::client_misconfigured, step::discovery, "redirect_uri of several providers"};
    if (known) party->keys().begin_with(known->keys());
    return party;
  }

  /// Whether each good response says whose it is: by RFC 9207, by an ID token or as a signed response.
  static bool names_its_issuer(const relying_party& party) {
    const relying_party_options& options = party.options();
    return party.provider().authorization_response_iss_parameter_supported || has_id_token(options.response_type) ||
           (options.response_mode && is_signed(*options.response_mode));
  }

  /// Whether a response of another provider could pass for one of this, or the other way round.
  bool shares_its_callback(const provider_entry& entry) const {
    const std::string& own = entry.options.redirect_uri;
    return std::ranges::any_of(providers_, [&](const auto& known) {
      const provider_entry& other = known.second->entry;
      const std::string& others = other.options.redirect_uri;
      return &other != &entry &&
             (entry.options.allow_rewritten_callback || detail::leads_to(own, others) || detail::leads_to(others, own));
    });
  }

  transport_ref transport_;
  rowclaim::clock clock_;
  provider_directory_options options_;
  std::map<std::string, std::unique_ptr<known_provider>, std::less<>> providers_;
  std::map<std::string, std::string, std::less<>> names_;  // by issuer
};

}  // namespace rowclaim::inline v0_1
