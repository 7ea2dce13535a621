// SPDX-License-Identifier: BSL-1.0
// Gathering what was recorded, judging it, and writing it down.
#include "verdict_endpoint.hpp"

#include "endpoints.hpp"

#include <boost/json/array.hpp>

namespace mock_idp {

namespace json = boost::json;

verdict_report judge(const provider_state& provider) {
  return judge_module(provider.module, {.requests = provider.log.all(),
                                        .notes = provider.log.notes(),
                                        .variant = provider.options.variant,
                                        .is_quiet = provider.log.is_quiet_for(provider.options.verdict_delay)});
}

http_response verdict_endpoint(const provider_state& provider) {
  const auto report = judge(provider);
  json::array requests;
  for (const auto& request : provider.log.all()) {
    json::object parameters;
    for (const auto& [name, value] : request.parameters) parameters[name] = value;
    requests.push_back(json::object{{"method", request.method}, {"path", request.path}, {"parameters", std::move(parameters)}});
  }
  return json_response(200, {{"module", provider.options.module},
                             {"verdict", name_of(report.result)},
                             {"reasons", json::array(report.reasons.begin(), report.reasons.end())},
                             {"warnings", json::array(report.warnings.begin(), report.warnings.end())},
                             {"requests", std::move(requests)}});
}

}  // namespace mock_idp
