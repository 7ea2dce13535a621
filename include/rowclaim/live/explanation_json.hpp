// SPDX-License-Identifier: BSL-1.0
// An explanation as JSON, for programs.
#pragma once

#include <rowclaim/policy/access_explanation.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rowclaim::inline v0_1 {

namespace detail {

inline boost::json::value text_json(std::string_view text) { return boost::json::string(text); }

template <class Range, class Convert>
boost::json::array list_json(const Range& range, Convert convert) {
  boost::json::array list;
  for (const auto& one : range) list.push_back(convert(one));
  return list;
}

inline boost::json::array texts_json(const std::vector<std::string>& texts) {
  return list_json(texts, [](const std::string& text) { return text_json(text); });
}

inline boost::json::value claim_json(const claim_reading& one) {
  return boost::json::object{
      {"claim", text_json(one.claim)}, {"found", text_json(name(one.found))}, {"values", texts_json(one.values)}};
}

inline boost::json::value condition_json(const role_condition& one) {
  return boost::json::object{{"role", text_json(one.role)}, {"condition", text_json(one.condition)}};
}

inline boost::json::object plan_json(const plan_explanation& plan) {
  boost::json::object made{{"plan", text_json(name(plan.verdict))}, {"reason", text_json(name(plan.reason))}};
  if (!plan.condition.empty()) made["condition"] = text_json(plan.condition);
  if (plan.reason != plan_reason::combined) return made;
  made["combination"] = text_json(name(plan.how));
  made["restrictions"] = list_json(plan.restrictions, condition_json);
  made["groups"] = list_json(plan.groups, [](const column_group& group) -> boost::json::value {
    return boost::json::object{{"columns", text_json(group.columns)}, {"conditions", list_json(group.conditions, condition_json)}};
  });
  return made;
}

inline boost::json::value explained_json(const explained_condition& one) {
  return boost::json::object{
      {"role", text_json(one.role)},
      {"condition", text_json(one.condition)},
      {"is", text_json(name(one.met))},
      {"comparisons", list_json(one.comparisons, [](const explained_comparison& compared) -> boost::json::value {
         boost::json::object made{{"column", text_json(compared.column)}, {"asks", text_json(compared.asks)}};
         if (!compared.claim.empty()) made["claim"] = text_json(compared.claim);
         made["is"] = text_json(name(compared.met));
         if (!compared.because.empty()) made["because"] = text_json(compared.because);
         return made;
       })}};
}

inline boost::json::array flips_json(const std::vector<row_flip>& flips) {
  return list_json(flips, [](const row_flip& flip) -> boost::json::value {
    const auto changes = list_json(flip.changes, [](const claim_change& one) -> boost::json::value {
      boost::json::object made{{"change", text_json(name(one.kind))}};
      if (!one.claim.empty()) made["claim"] = text_json(one.claim);
      if (one.kind != change_kind::remove_claim) made["value"] = text_json(one.value);
      if (!one.gives.empty()) made["gives"] = texts_json(one.gives);
      return made;
    });
    return boost::json::object{{"changes", changes}, {"makes_administrator", flip.makes_administrator}};
  });
}

inline boost::json::object row_json(const row_explanation& row, const change_search& flip) {
  boost::json::object cells;
  for (const explained_cell& cell : row.cells)
    cells[cell.column] = cell.is_null ? boost::json::value(nullptr) : text_json(cell.value);
  boost::json::object search{{"looked_at", flip.looked_at}, {"smallest", flips_json(flip.smallest)}};
  if (!flip.without_administrator.empty()) search["without_administrator"] = flips_json(flip.without_administrator);
  return {{"table", text_json(row.table)},
          {"visible", row.is_visible},
          {"is", text_json(name(row.met))},
          {"cells", cells},
          {"groups", list_json(row.groups,
                               [](const explained_group& group) -> boost::json::value {
                                 return boost::json::object{{"columns", text_json(group.columns)},
                                                            {"is", text_json(name(group.met))},
                                                            {"conditions", list_json(group.conditions, explained_json)}};
                               })},
          {"flip", search}};
}

}  // namespace detail

/// An explanation as a JSON object. Cells and values of claims are text, as `to_text` writes them; one that is no UTF-8 makes no valid JSON.
/// It contains values of claims: it is for the user and the administrator, not for logs.
[[nodiscard]] inline boost::json::object to_json(const access_explanation& why) {
  using detail::list_json;
  using detail::text_json;
  const explanation& user = why.user;
  boost::json::object made{{"name", text_json(user.name)}, {"allowed", user.is_allowed}};
  made["roles"] = list_json(user.reasons, [](const role_reason& reason) -> boost::json::value {
    boost::json::object one{{"role", text_json(reason.role)}, {"origin", text_json(name(reason.origin))}};
    if (!reason.claim.empty()) one["claim"] = text_json(reason.claim);
    if (reason.origin != role_origin::by_default) one["key"] = text_json(reason.key);
    return one;
  });
  made["ignored"] = list_json(user.ignored, [](const ignored_role& one) -> boost::json::value {
    return boost::json::object{{"claim", text_json(one.claim)}, {"value", text_json(one.value)}};
  });
  made["defaults"] = {{"outcome", text_json(name(user.defaults))}, {"roles", detail::texts_json(user.default_roles)}};
  made["gate"] = list_json(user.gate, [](const gate_role& one) -> boost::json::value {
    return boost::json::object{{"role", text_json(one.role)}, {"held", one.is_held}};
  });
  made["claims"] = {{"name", text_json(user.name_claim)},
                    {"roles", list_json(user.role_claims, detail::claim_json)},
                    {"compared", list_json(user.other_claims, detail::claim_json)}};
  boost::json::object& tables = (made["tables"] = boost::json::object()).get_object();
  for (const plan_explanation& plan : why.plans) tables[plan.table] = detail::plan_json(plan);
  if (why.row) made["row"] = detail::row_json(*why.row, why.flip);
  return made;
}

}  // namespace rowclaim::inline v0_1
