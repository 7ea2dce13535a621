// SPDX-License-Identifier: BSL-1.0
// The library as an application uses it, told what to do line by line: real_providers.py is the person at the browser.
//
// Each line is {"do": verb, ...} and is answered by one line, which is {"error": "cause in step (detail)"} if the library refused.
#include <rowclaim/core/strict_json.hpp>
#include <rowclaim/http/httplib_transport.hpp>
#include <rowclaim/jose/digest.hpp>
#include <rowclaim/oidc/access_token.hpp>
#include <rowclaim/oidc/back_channel_logout.hpp>
#include <rowclaim/oidc/device_authorization.hpp>
#include <rowclaim/oidc/discovery.hpp>
#include <rowclaim/oidc/introspection.hpp>
#include <rowclaim/oidc/provider_directory.hpp>
#include <rowclaim/oidc/registration.hpp>
#include <rowclaim/oidc/relying_party.hpp>
#include <rowclaim/oidc/revocation.hpp>
#include <rowclaim/oidc/signed_in_sessions.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cstddef>
#include <exception>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

namespace rc = rowclaim;
namespace json = boost::json;

struct refusal {
  rc::error why;
};

template <class T>
T taken(rc::result<T> given) {
  if (!given) throw refusal{given.error()};
  if constexpr (!std::is_void_v<T>) return std::move(*given);
}

// One line: what is wanted by name. What is not there has its default.
class order {
 public:
  explicit order(json::object members) : members_(std::move(members)) {}

  const json::value* find(std::string_view name) const { return members_.if_contains({name.data(), name.size()}); }
  bool has(std::string_view name) const { return find(name) != nullptr; }
  std::string text(std::string_view name, std::string_view otherwise = {}) const {
    const json::value* value = find(name);
    return std::string(value == nullptr ? otherwise : std::string_view(value->as_string()));
  }
  bool flag(std::string_view name) const { return has(name) && find(name)->as_bool(); }
  std::vector<std::string> list(std::string_view name) const {
    std::vector<std::string> read;
    if (has(name))
      for (const json::value& one : find(name)->as_array()) read.emplace_back(one.as_string());
    return read;
  }
  // An object as text; empty if it is not there.
  std::string object(std::string_view name) const { return has(name) ? json::serialize(find(name)->as_object()) : std::string(); }

 private:
  json::object members_;
};

template <class T>
T known(std::optional<T> value, const std::string& text) {
  if (!value) throw std::runtime_error("the driver does not know " + text);
  return *value;
}

rc::algorithm algorithm_of(const std::string& text) { return known(rc::algorithm_named(text), text); }

rc::response_type response_type_of(const std::string& text) {
  for (const auto one : {rc::response_type::code, rc::response_type::id_token, rc::response_type::id_token_token,
                         rc::response_type::code_id_token, rc::response_type::code_token, rc::response_type::code_id_token_token})
    if (name(one) == text) return one;
  throw std::runtime_error("the driver does not know " + text);
}

rc::response_mode response_mode_of(const std::string& text) {
  for (const auto one : {rc::response_mode::query, rc::response_mode::fragment, rc::response_mode::form_post,
                         rc::response_mode::query_jwt, rc::response_mode::fragment_jwt, rc::response_mode::form_post_jwt})
    if (name(one) == text) return one;
  throw std::runtime_error("the driver does not know " + text);
}

// "RSA-OAEP-256 A256GCM": how a key is encrypted, and how the content is.
struct encryption {
  explicit encryption(const std::string& text)
      : management(known(rc::key_management_named(text.substr(0, text.find(' '))), text)),
        content(known(rc::content_encryption_named(text.substr(text.find(' ') + 1)), text)) {}

  rc::key_management management;
  rc::content_encryption content;
};

rc::httplib_transport make_transport(const order& wanted) {
  rc::http_limits limits;
  if (wanted.has("milliseconds")) limits.total_milliseconds = static_cast<int>(wanted.find("milliseconds")->as_int64());
  return rc::httplib_transport({.limits = limits,
                                .ca_pem = wanted.text("ca"),
                                .client_certificate_pem = wanted.text("certificate"),
                                .client_key_pem = rc::secret(wanted.text("certificate_key")),
                                .allow_plain_http_on_loopback = true});
}

rc::client_identification read_client(const order& wanted) {
  const std::string method = wanted.text("method", "client_secret_basic");
  rc::client_identification client{.client_id = wanted.text("client_id"),
                                   .client_secret = rc::secret(wanted.text("client_secret")),
                                   .method = known(rc::client_authentication_named(method), method),
                                   .certificate_bound_tokens = wanted.flag("certificate_bound_tokens")};
  client.assertion_audience = wanted.text("assertion_audience");
  if (wanted.has("assertion_key")) client.assertion_key = taken(rc::read_signing_jwk(wanted.object("assertion_key")));
  return client;
}

// Keys that the provider publishes for requests that are encrypted.
rc::encryption_key recipient_of(rc::transport_ref transport, const rc::provider_metadata& provider, const encryption& how) {
  const auto response = taken(transport.send({.method = "GET", .url = provider.jwks_uri}));
  return taken(taken(rc::read_encryption_key_set(response.body)).select(how.management, how.content));
}

rc::relying_party_options read_options(const order& wanted, rc::client_identification client) {
  rc::relying_party_options options{.client = std::move(client), .redirect_uri = wanted.text("redirect_uri")};
  if (wanted.has("scopes")) options.scopes = wanted.list("scopes");
  options.response_type = response_type_of(wanted.text("response_type", "code"));
  if (wanted.has("response_mode")) options.response_mode = response_mode_of(wanted.text("response_mode"));
  options.post_logout_redirect_uris = wanted.list("post_logout_redirect_uris");
  options.asks_for_userinfo = !wanted.flag("without_userinfo");
  options.pushes_requests = wanted.flag("pushed");
  options.id_token_algorithms = {algorithm_of(wanted.text("id_token_alg", "RS256"))};
  options.response_algorithms = {algorithm_of(wanted.text("response_alg", "RS256"))};
  if (wanted.has("userinfo_alg")) options.userinfo_algorithms = {algorithm_of(wanted.text("userinfo_alg"))};
  options.allow_userinfo_expiry = wanted.flag("allow_userinfo_expiry");
  if (wanted.flag("userinfo_by_form")) options.userinfo_token_place = rc::access_token_place::form_body;
  if (wanted.flag("dpop")) options.dpop = taken(rc::dpop_prover::make());
  if (wanted.has("decryption_keys")) {
    const auto keys = taken(rc::read_decryption_key_set(wanted.object("decryption_keys")));
    const auto decryption = [&](const encryption& how) {
      return rc::token_decryption{.keys = keys, .management = {how.management}, .encryption = {how.content}};
    };
    if (wanted.has("id_token_encrypted")) options.id_token_decryption = decryption(encryption(wanted.text("id_token_encrypted")));
    if (wanted.has("response_encrypted")) options.response_decryption = decryption(encryption(wanted.text("response_encrypted")));
    if (wanted.has("userinfo_encrypted")) options.userinfo_decryption = decryption(encryption(wanted.text("userinfo_encrypted")));
  }
  if (wanted.has("id_token_encrypted_by_secret")) {
    const encryption how(wanted.text("id_token_encrypted_by_secret"));
    options.id_token_decryption = taken(rc::client_secret_decryption(options.client.client_secret, how.management, how.content));
  }
  return options;
}

rc::sign_in_request read_request(const order& wanted) {
  rc::sign_in_request request;
  if (wanted.has("max_age")) request.max_age = wanted.find("max_age")->as_int64();
  request.acr_values = wanted.list("acr_values");
  request.prompt = wanted.text("prompt");
  request.ui_locales = wanted.text("ui_locales");
  request.claims = wanted.object("claims");
  request.resources = wanted.list("resources");
  return request;
}

// What is told of a secret: enough to see whether it is the same.
std::string hash_of(const rc::secret& text) {
  return rc::encode_base64url(taken(rc::digest(rc::digest_algorithm::sha256, text.reveal())));
}

// The application.
class application {
 public:
  json::object perform(const order& wanted) {
    struct verb {
      std::string_view name;
      json::object (application::*action)(const order&);
    };
    static constexpr verb verbs[] = {{"provider", &application::provider},
                                     {"directory", &application::directory},
                                     {"at_directory", &application::at_directory},
                                     {"begin", &application::begin},
                                     {"finish", &application::finish},
                                     {"refresh", &application::refresh},
                                     {"introspect", &application::introspect},
                                     {"revoke", &application::revoke},
                                     {"client_credentials", &application::client_credentials},
                                     {"use_at_resource", &application::use_at_resource},
                                     {"device", &application::device},
                                     {"poll", &application::poll},
                                     {"register", &application::register_client},
                                     {"registration", &application::registration},
                                     {"end_session", &application::end_session},
                                     {"ended", &application::ended},
                                     {"back_channel_logout", &application::back_channel_logout},
                                     {"sessions", &application::sessions}};
    const std::string name = wanted.text("do");
    for (const verb& one : verbs)
      if (one.name == name) return (this->*one.action)(wanted);
    throw std::runtime_error("the driver does not know " + name);
  }

 private:
  struct end_of_sessions {
    end_of_sessions(rc::logout_token_options options, rc::key_source& keys)
        : verifier(std::move(options), rc::token_keys(keys)), posted(verifier, sessions) {}

    rc::signed_in_sessions sessions;
    rc::logout_token_verifier verifier;
    rc::back_channel_logout<rc::signed_in_sessions> posted;
  };

  json::object provider(const order& wanted) {
    connect(wanted);
    auto metadata = taken(rc::discover(*transport_, wanted.text("issuer")));
    use(wanted, std::move(metadata), read_client(wanted));
    return {{"issuer", party_->provider().issuer}};
  }

  // A directory of one provider, which nobody has met yet.
  json::object directory(const order& wanted) {
    connect(wanted);
    directory_ = std::make_unique<rc::provider_directory>(*transport_, clock_that_is_moved());
    taken(directory_->add("the provider",
                          {.options = read_options(wanted, read_client(wanted)), .metadata = {.issuer = wanted.text("issuer")}}));
    return {};
  }

  json::object at_directory(const order& wanted) {
    if (!directory_) throw std::runtime_error("there is no directory");
    if (wanted.has("seconds_later")) later_ += wanted.find("seconds_later")->as_int64();
    be(taken(directory_->at("the provider")));
    return {{"issuer", party_->provider().issuer}};
  }

  rc::clock clock_that_is_moved() const {
    return {[](const void* later) { return rc::clock().now() + *static_cast<const rc::seconds_since_epoch*>(later); }, &later_};
  }

  json::object begin(const order& wanted) {
    auto begun = taken(party_->begin_sign_in(read_request(wanted)));
    waiting_ = std::move(begun.pending);
    return {{"url", begun.url}};
  }

  json::object finish(const order& wanted) {
    if (!waiting_) throw std::runtime_error("no sign-in was begun");
    const std::string brought = wanted.text(wanted.has("form") ? "form" : "url");
    rc::pending_sign_in pending = std::move(*waiting_);
    waiting_.reset();
    person_ = taken(party_->finish_sign_in(std::move(pending), wanted.has("form") ? rc::authorization_response::in_form(brought)
                                                                                  : rc::authorization_response::at_url(brought)));
    // Made in place: a session has a mutex, and does not move.
    tokens_ = std::unique_ptr<rc::token_session>(new rc::token_session(party_->make_session(*person_)));
    taken(logout_->sessions.begin(std::to_string(++begun_), person_->id_token.facts()));
    json::object told = taken(rc::parse_strict_json_object(person_->claims().json()));
    told["subject"] = person_->id_token.subject();
    told["has_userinfo"] = person_->userinfo.has_value();
    told["has_refresh_token"] = !person_->refresh_token.is_empty();
    if (!person_->access_token.is_empty()) told["token_type"] = name(person_->token_type);
    return told;
  }

  json::object refresh(const order& wanted) {
    const rc::session_tokens before = session().tokens();
    if (wanted.flag("used_before")) {
      // Somebody else has the refresh token of then.
      taken(rc::refresh_tokens(party_->channel(), endpoint(rc::provider_endpoint::token), used_));
      return {};
    }
    const auto access = taken(session().renew());
    used_ = before.refresh_token;
    const rc::session_tokens after = session().tokens();
    return {{"access_token_hash", hash_of(access.access_token)},
            {"refresh_token_hash", hash_of(after.refresh_token)},
            {"rotated", !after.refresh_token.matches(before.refresh_token.reveal())},
            {"subject", after.original.subject}};
  }

  // What the resource has seen beside a token, as the order says.
  rc::shown_possession shown(const order& wanted, const std::string& certificate) const {
    return {
        .key_thumbprint = wanted.flag("shows_key") ? std::string_view(party_->options().dpop->thumbprint()) : std::string_view(),
        .certificate_thumbprint = certificate};
  }

  json::object introspect(const order& wanted) {
    rc::introspection_options options{.audience = wanted.text("audience", party_->options().client.client_id),
                                      .required_scopes = wanted.list("required_scopes"),
                                      .allow_no_audience = !wanted.has("audience"),
                                      .cached_for = 0};
    std::optional<rc::introspector> asking;
    const std::string& address = endpoint(rc::provider_endpoint::introspection);
    if (!wanted.has("signed_alg")) asking.emplace(party_->channel(), address, std::move(options));
    else
      asking.emplace(party_->channel(), address, std::move(options),
                     rc::signed_introspection{.keys = rc::token_keys(party_->keys()),
                                              .algorithms = {algorithm_of(wanted.text("signed_alg"))}});
    const std::string certificate = wanted.text("certificate_thumbprint");
    const auto token = taken(asking->introspect(session().tokens().access_token.reveal(), shown(wanted, certificate)));
    return {{"active", true}, {"client_id", token->client_id()}, {"subject", token->subject()}, {"scope", token->scope()}};
  }

  json::object revoke(const order& wanted) {
    const bool is_refresh_token = wanted.flag("refresh_token");
    const rc::session_tokens tokens = session().tokens();
    taken(rc::revoke_token(party_->channel(), endpoint(rc::provider_endpoint::revocation),
                           is_refresh_token ? tokens.refresh_token : tokens.access_token,
                           is_refresh_token ? rc::token_type_hint::refresh_token : rc::token_type_hint::access_token));
    return {};
  }

  // A token in the client's own name, as the resource sees it.
  json::object client_credentials(const order& wanted) {
    rc::form_parameters extra;
    if (wanted.has("resource")) extra.push_back({"resource", wanted.text("resource")});
    const auto tokens = taken(
        rc::request_client_credentials(party_->channel(), endpoint(rc::provider_endpoint::token), wanted.text("scope"), extra));
    return at_resource(wanted, tokens.access_token);
  }

  // The token of the sign-in, as the resource sees it.
  json::object use_at_resource(const order& wanted) { return at_resource(wanted, session().tokens().access_token); }

  json::object at_resource(const order& wanted, const rc::secret& access_token) {
    const rc::access_token_verifier verifier({.issuer = party_->provider().issuer,
                                              .audience = wanted.text("resource"),
                                              .algorithms = {algorithm_of(wanted.text("signed_alg"))}},
                                             rc::token_keys(party_->keys()));
    const std::string certificate = wanted.text("certificate_thumbprint");
    const auto token = taken(verifier.verify(access_token.reveal(), shown(wanted, certificate)));
    return {{"scope", token.scope()}, {"client_id", token.client_id()}, {"subject", token.subject()}};
  }

  json::object device(const order&) {
    device_time_ = rc::clock().now();
    device_channel_.emplace(*transport_, party_->provider().issuer, party_->options().client, rc::clock::reading(device_time_));
    auto begun = taken(
        rc::start_device_authorization(*device_channel_, endpoint(rc::provider_endpoint::device_authorization), "openid email"));
    device_.emplace(std::move(begun), device_time_);
    return {{"user_code", device_->begun().user_code},
            {"verification_uri", device_->begun().verification_uri},
            {"verification_uri_complete", device_->begun().verification_uri_complete}};
  }

  // The device has waited as long as it must, by its own clock.
  json::object poll(const order&) {
    device_time_ = device_->next_poll_at();
    const auto tokens = taken(device_->poll(*device_channel_, endpoint(rc::provider_endpoint::token)));
    if (!tokens) return {{"pending", true}};
    const auto token = taken(party_->id_tokens().verify(tokens->id_token.reveal(), {.access_token = &tokens->access_token}));
    return {{"pending", false}, {"subject", token.subject()}};
  }

  json::object register_client(const order& wanted) {
    connect(wanted);
    auto metadata = taken(rc::discover(*transport_, wanted.text("issuer")));
    asked_ = {.redirect_uris = {wanted.text("redirect_uri")},
              .token_endpoint_auth_method = wanted.text("method", "client_secret_basic"),
              .client_name = "An application",
              .id_token_signed_response_alg = wanted.text("id_token_alg", "RS256")};
    registered_ = taken(rc::register_client(*transport_, metadata.registration_endpoint, asked_));
    use(wanted, std::move(metadata), taken(registered_->identification(rc::clock().now())));
    return {{"client_id", registered_->client_id}};
  }

  json::object registration(const order& wanted) {
    const std::string change = wanted.text("change");
    if (!registered_) throw std::runtime_error("no client was registered");
    if (change == "read") {
      registered_ = taken(rc::read_registration(*transport_, *registered_));
    } else if (change == "update") {
      asked_.client_name = wanted.text("client_name");
      registered_ = taken(rc::update_registration(*transport_, *registered_, asked_));
    } else {
      taken(rc::delete_registration(*transport_, *registered_));
    }
    return {{"client_id", registered_->client_id}, {"client_name", registered_->metadata.client_name}};
  }

  json::object end_session(const order& wanted) {
    auto begun = taken(party_->begin_logout(
        {.id_token = &person_->id_token.encoded(), .post_logout_redirect_uri = wanted.text("post_logout_redirect_uri")}));
    leaving_ = std::move(begun.pending);
    return {{"url", begun.url}};
  }

  json::object ended(const order& wanted) {
    if (!leaving_) throw std::runtime_error("no logout was begun");
    rc::pending_logout pending = std::move(*leaving_);
    leaving_.reset();
    taken(rc::finish_logout(std::move(pending), wanted.text("url")));
    return {};
  }

  json::object back_channel_logout(const order& wanted) {
    const std::string type = wanted.text("content_type");
    const std::string body = wanted.text("form");
    const auto answer = logout_->posted.answer({.method = "POST", .url = "/logout", .content_type = type, .body = body});
    json::array headers;
    for (const auto& [name, value] : answer.headers) headers.emplace_back(json::array{name, value});
    return {{"status", answer.status}, {"body", answer.body}, {"headers", std::move(headers)}};
  }

  json::object sessions(const order&) { return {{"count", logout_->sessions.size()}}; }

  void connect(const order& wanted) {
    // Whatever used the old one ends first.
    device_.reset();
    device_channel_.reset();
    tokens_.reset();
    logout_.reset();
    party_.reset();
    directory_.reset();
    person_.reset();
    waiting_.reset();
    leaving_.reset();
    transport_ = std::make_unique<rc::httplib_transport>(make_transport(wanted));
  }

  void use(const order& wanted, rc::provider_metadata metadata, rc::client_identification client) {
    rc::relying_party_options options = read_options(wanted, std::move(client));
    if (wanted.has("request_object")) {
      rc::request_object_use& requests = options.request_object.emplace();
      requests.object.key = taken(rc::read_signing_jwk(wanted.object("request_key")));
      requests.served_below = wanted.text("requests_served_below");
      requests.object.algorithm = algorithm_of(wanted.text("request_object"));
      if (wanted.has("request_encrypted")) {
        const encryption how(wanted.text("request_encrypted"));
        requests.object.encryption = rc::request_object_encryption{
            .recipient = recipient_of(*transport_, metadata, how), .management = how.management, .encryption = how.content};
      }
    }
    be(std::make_shared<rc::relying_party>(std::move(metadata), std::move(options), *transport_));
    taken(party_->check());
  }

  void be(std::shared_ptr<rc::relying_party> party) {
    party_ = std::move(party);
    logout_ = std::make_unique<end_of_sessions>(rc::logout_token_options{.issuer = party_->provider().issuer,
                                                                         .audience = party_->options().client.client_id,
                                                                         .algorithms = party_->options().id_token_algorithms,
                                                                         .decryption = party_->options().id_token_decryption},
                                                party_->keys());
  }

  const std::string& endpoint(rc::provider_endpoint which) const {
    return address_of(which, party_->provider(), party_->options().client);
  }
  rc::token_session& session() const {
    if (!tokens_) throw std::runtime_error("nobody has signed in");
    return *tokens_;
  }

  std::unique_ptr<rc::httplib_transport> transport_;
  rc::seconds_since_epoch later_ = 0;
  std::unique_ptr<rc::provider_directory> directory_;
  std::shared_ptr<rc::relying_party> party_;
  std::unique_ptr<end_of_sessions> logout_;
  std::unique_ptr<rc::token_session> tokens_;
  std::optional<rc::pending_sign_in> waiting_;
  std::optional<rc::pending_logout> leaving_;
  std::optional<rc::signed_in> person_;
  rc::secret used_;  // the refresh token of the last time
  int begun_ = 0;
  rc::seconds_since_epoch device_time_ = 0;
  std::optional<rc::back_channel> device_channel_;
  std::optional<rc::device_grant> device_;
  rc::client_metadata asked_;
  std::optional<rc::registered_client> registered_;
};

std::string told(const rc::error& why) {
  std::string text(name(why.code));
  text.append(" in ").append(name(why.where));
  if (!why.detail.empty()) text.append(" (").append(why.detail).append(")");
  return text;
}

}  // namespace

int main() try {
  application ours;
  for (std::string line; std::getline(std::cin, line);) {
    json::object answer;
    try {
      answer = ours.perform(order(json::parse(line).as_object()));
    } catch (const refusal& refused) {
      answer = {{"error", told(refused.why)}};
    }
    std::cout << json::serialize(answer) << std::endl;
  }
} catch (const std::exception& why) {
  std::cerr << "sign_in_driver: " << why.what() << '\n';
  return 2;
}
