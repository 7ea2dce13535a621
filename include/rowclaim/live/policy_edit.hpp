// SPDX-License-Identifier: BSL-1.0
// Changes to a policy in force, made by the program: `edit.role_mapping.update({{"Monaco", {"ROLE_MONACO"}}})`.
#pragma once

#include <rowclaim/core/json_document.hpp>
#include <rowclaim/live/detail/condition_writer.hpp>
#include <rowclaim/live/detail/mistake_list.hpp>
#include <rowclaim/live/policy_mistake.hpp>
#include <rowclaim/policy/nearest_name.hpp>
#include <rowclaim/rows/condition.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// A key of a mapping, and all roles that it gives from now on.
struct mapping_change {
  std::string_view key;
  std::vector<std::string_view> roles;
};

/// A role's condition, as a policy file writes it: `{"Country": "France"}`.
struct restriction_change {
  std::string_view role;
  std::string_view condition;
};

/// What a policy says, to be changed. Whether it makes sense is looked at when all changes are made, as for a file; what is not there to
/// be taken away is a mistake at once. `policy_store::update` makes one.
class policy_edit {
 public:
  /// `file` is a policy file's object.
  explicit policy_edit(boost::json::object file) : file_(std::move(file)) {}
  policy_edit(const policy_edit&) = delete;
  policy_edit& operator=(const policy_edit&) = delete;

  /// A mapping from names to roles.
  class mapping_edit {
   public:
    /// Each key gives these roles from now on, whether it was there or not.
    void update(std::initializer_list<mapping_change> changes) { update(std::vector(changes)); }
    void update(const std::vector<mapping_change>& changes) {
      for (const mapping_change& change : changes)
        edit_.object_at(edit_.file_, key_)[detail::json_text_of(change.key)] = list_of(change.roles);
    }
    /// The key gives nothing any more.
    void remove(std::string_view key) { edit_.remove_member(edit_.object_at(edit_.file_, key_), key, std::string(key_)); }
    void clear() { edit_.file_[detail::json_text_of(key_)].emplace_object(); }

   private:
    friend class policy_edit;
    mapping_edit(policy_edit& edit, std::string_view key) : edit_(edit), key_(key) {}

    policy_edit& edit_;
    std::string_view key_;
  };

  /// A list of roles.
  class roles_edit {
   public:
    /// Adds what is not in the list.
    template <std::convertible_to<std::string_view>... Roles>
    void add(const Roles&... added) {
      for (std::string_view role : {std::string_view(added)...})
        if (find(role) == list().size()) list().emplace_back(detail::json_text_of(role));
    }
    void remove(std::string_view role) {
      const std::size_t at = find(role);
      if (at == list().size()) return edit_.missing(std::string(key_), role);
      list().erase(list().begin() + static_cast<std::ptrdiff_t>(at));
    }
    void clear() { list().clear(); }

   private:
    friend class policy_edit;
    roles_edit(policy_edit& edit, std::string_view key, std::initializer_list<std::string_view> if_left_out = {})
        : edit_(edit), key_(key), if_left_out_(if_left_out) {}

    boost::json::array& list() {
      boost::json::value& found = edit_.file_[detail::json_text_of(key_)];
      if (!found.is_array()) found = list_of(if_left_out_);
      return found.get_array();
    }
    std::size_t find(std::string_view role) {
      const auto at = std::ranges::find_if(
          list(), [&](const boost::json::value& one) { return one.is_string() && one.get_string() == detail::json_text_of(role); });
      return static_cast<std::size_t>(at - list().begin());
    }

    policy_edit& edit_;
    std::string_view key_;
    std::vector<std::string_view> if_left_out_;
  };

  /// The conditions of all tables.
  class restrictions_edit {
   public:
    /// Each role has this condition on the table from now on, whether it had one or not.
    void update(std::string_view table, std::initializer_list<restriction_change> changes) {
      for (const restriction_change& change : changes) {
        auto condition = parse_strict_json(change.condition);
        if (condition) set(table, change.role, std::move(*condition));
        else edit_.add_mistake(key_of(table) + '.' + std::string(change.role), std::string(sentence(condition.error().code)));
      }
    }
    /// The same with a condition as a program writes it: `col<"Country"> == "France"`.
    template <class Table, std::size_t Length>
    void update(std::string_view role, const condition<Length>& shown) {
      set(Table::schema().name, role, detail::condition_writer(shown.tokens).write());
    }
    void remove(std::string_view table, std::string_view role) {
      if (boost::json::object* all = find(table)) edit_.remove_member(*all, role, key_of(table));
    }

   private:
    friend class policy_edit;
    explicit restrictions_edit(policy_edit& edit) : edit_(edit) {}

    static std::string key_of(std::string_view table) { return "tables." + std::string(table) + ".restrictions"; }
    void set(std::string_view table, std::string_view role, boost::json::value condition) {
      if (boost::json::object* all = find(table)) (*all)[detail::json_text_of(role)] = std::move(condition);
    }
    boost::json::object* find(std::string_view table) {
      boost::json::object& tables = edit_.object_at(edit_.file_, "tables");
      boost::json::value* found = tables.if_contains(detail::json_text_of(table));
      if (found != nullptr) return &edit_.object_at(found->get_object(), "restrictions");
      edit_.missing("tables", table, &tables);
      return nullptr;
    }

    policy_edit& edit_;
  };

  mapping_edit role_mapping{*this, "role_mapping"};
  mapping_edit name_mapping{*this, "name_mapping"};
  mapping_edit individual_roles{*this, "individual_roles"};
  roles_edit default_roles{*this, "default_roles"};
  roles_edit gate{*this, "gate", {"ROLE_USER", "ROLE_ADMIN"}};
  restrictions_edit restrictions{*this};

  /// Counts the change, so that replicas and files can be told apart by it.
  void set_revision(std::int64_t revision) { file_["revision"] = revision; }

  /// What could not be changed.
  const std::vector<policy_mistake>& mistakes() const noexcept { return mistakes_; }
  /// The policy file after the changes.
  std::string text() const { return boost::json::serialize(file_); }

 private:
  static boost::json::array list_of(const std::vector<std::string_view>& texts) {
    boost::json::array made;
    for (std::string_view one : texts) made.emplace_back(detail::json_text_of(one));
    return made;
  }

  static boost::json::object& object_at(boost::json::object& parent, std::string_view key) {
    boost::json::value& found = parent[detail::json_text_of(key)];
    return found.is_object() ? found.get_object() : found.emplace_object();
  }

  void remove_member(boost::json::object& object, std::string_view key, std::string where) {
    if (object.erase(detail::json_text_of(key)) == 0) missing(std::move(where), key, &object);
  }

  void missing(std::string where, std::string_view name, const boost::json::object* known = nullptr) {
    detail::nearest_name nearest(name);
    if (known != nullptr)
      for (const auto& member : *known) nearest.consider(std::string_view(member.key().data(), member.key().size()));
    add_mistake(std::move(where), "there is no \"" + std::string(name) + '"' + detail::suggestion(nearest.name()));
  }

  void add_mistake(std::string key, std::string sentence) {
    mistakes_.push_back({text_place::none(), std::move(key), std::move(sentence)});
  }

  boost::json::object file_;
  std::vector<policy_mistake> mistakes_;
};

}  // namespace rowclaim::inline v0_1
