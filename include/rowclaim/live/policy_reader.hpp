// SPDX-License-Identifier: BSL-1.0
// Reads a policy file: every mistake of it in one pass, each with its place and what was probably meant.
#pragma once

#include <rowclaim/core/json_tree.hpp>
#include <rowclaim/live/detail/condition_reader.hpp>
#include <rowclaim/live/detail/policy_keys.hpp>
#include <rowclaim/live/loaded_policy.hpp>
#include <rowclaim/live/policy_mistake.hpp>
#include <rowclaim/policy/check.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// How large a policy file may be.
inline constexpr json_limits policy_file_limits{
    .bytes = 64u << 20, .depth = 32, .members = 8u << 20, .string_bytes = 64u << 10, .number_characters = 64};

/// What came of reading a policy file: a policy, or at least one mistake.
struct policy_reading {
  std::shared_ptr<const loaded_policy> policy;
  std::vector<policy_mistake> mistakes;  ///< at most a hundred, in the order of the file

  /// All mistakes, one a line.
  std::string text() const {
    std::string lines;
    for (const policy_mistake& mistake : mistakes) lines.append(mistake.text()).append("\n");
    return lines;
  }
};

namespace detail {

/// Goes over the tree key by key. The parts are whole only if there was no mistake.
class policy_file_reader {
 public:
  policy_file_reader(std::string_view text, std::span<const table_schema* const> known, policy_parts& parts)
      : known_(known), parts_(parts), mistakes_(text) {}

  void read(const json_node& root) {
    if (!mistakes_.expect(root, json_kind::object, "a policy is an object")) return;
    parts_.name_claim.path.append("sub");
    parts_.gate = {"ROLE_USER", "ROLE_ADMIN"};
    parts_.admin_role = "ROLE_ADMIN";
    for_keys(root, policy_keys, [&](const policy_key& key, const json_node& node) { read_key(key, node); });
  }

  mistake_list& mistakes() { return mistakes_; }

  /// Where a restriction stands, by its number.
  const json_node& restriction(std::size_t index) const { return *restriction_nodes_[index]; }

 private:
  template <std::size_t Count, class Read>
  void for_keys(const json_node& object, const std::array<policy_key, Count>& keys, Read read_one) {
    for (const json_node& member : json_tree::children(object)) {
      const auto key = std::ranges::find(keys, member.name, &policy_key::name);
      if (key == keys.end()) {
        nearest_name nearest(member.name);
        for (const policy_key& known : keys) nearest.consider(known.name);
        mistakes_.add_at_name(member, "there is no such key" + suggestion(nearest.name()));
        continue;
      }
      const auto inside = mistakes_.inside(member);
      read_one(*key, member);
    }
    for (const policy_key& key : keys)
      if (key.is_required && json_tree::find(object, key.name) == nullptr)
        mistakes_.add(object, "the key \"" + std::string(key.name) + "\" is missing");
  }

  void read_key(const policy_key& key, const json_node& node) {
    switch (key.kind) {
      case policy_key_kind::version:
        if (node.kind != json_kind::integer || node.integer != 1)
          mistakes_.add(node, "this is not version 1, which is all there is; write 1");
        break;
      case policy_key_kind::revision:
        if (node.kind != json_kind::integer || node.integer < 0) mistakes_.add(node, "a revision is a whole number from 0 on");
        else parts_.revision = node.integer;
        break;
      case policy_key_kind::path: read_path(node, parts_.name_claim.path); break;
      case policy_key_kind::claim_sources: read_sources(node); break;
      case policy_key_kind::required_claims: read_required(node); break;
      case policy_key_kind::mapping: read_mapping(node, mapping_of(key.name)); break;
      case policy_key_kind::roles: read_roles(node, key.name == "gate" ? parts_.gate : parts_.default_roles); break;
      case policy_key_kind::role_or_null:
        if (node.kind == json_kind::null) parts_.admin_role = {};
        else read_role(node, parts_.admin_role);
        break;
      case policy_key_kind::globs: read_texts(node, parts_.pass_through, "a pattern"); break;
      case policy_key_kind::combination: read_word(node, combination_words, parts_.combination); break;
      case policy_key_kind::tables:
        if (!mistakes_.expect(node, json_kind::object, "the tables are an object from names to tables")) break;
        for (const json_node& table : json_tree::children(node)) {
          const auto inside = mistakes_.inside(table);
          read_table(table);
        }
        break;
      case policy_key_kind::unlisted_tables: read_word(node, unlisted_tables_words, parts_.unlisted_tables); break;
      case policy_key_kind::columns:
      case policy_key_kind::hierarchies:
      case policy_key_kind::restrictions:
      case policy_key_kind::shape:
      case policy_key_kind::scalars:
      case policy_key_kind::boolean: break;  // no keys of the policy itself
    }
  }

  loaded_mapping& mapping_of(std::string_view key) {
    return key == "role_mapping" ? parts_.role_mapping : key == "name_mapping" ? parts_.name_mapping : parts_.individual_roles;
  }

  template <std::size_t Count, class Meaning>
  void read_word(const json_node& node, const std::array<policy_word<Meaning>, Count>& words, Meaning& out) {
    mistakes_.read_word(node, words, out);
  }

  void read_path(const json_node& node, claim_path& out) { mistakes_.read_path(node, out); }

  void read_role(const json_node& node, std::string_view& out) {
    if (!mistakes_.expect(node, json_kind::string, "a role is text")) return;
    if (node.text.empty()) mistakes_.add(node, "a role has an empty name");
    out = node.text;
  }

  void read_roles(const json_node& node, std::vector<std::string_view>& out) {
    out.clear();
    if (!mistakes_.expect(node, json_kind::array, "roles are a list")) return;
    for (const json_node& role : json_tree::children(node)) read_role(role, out.emplace_back());
  }

  void read_texts(const json_node& node, std::vector<std::string_view>& out, std::string_view what) {
    if (!mistakes_.expect(node, json_kind::array, "these are a list")) return;
    for (const json_node& text : json_tree::children(node))
      if (mistakes_.expect(text, json_kind::string, std::string(what) + " is text")) out.push_back(text.text);
  }

  void read_mapping(const json_node& node, loaded_mapping& out) {
    if (!mistakes_.expect(node, json_kind::object, "a mapping is an object from names to lists of roles")) return;
    for (const json_node& line : json_tree::children(node)) {
      const auto inside = mistakes_.inside(line);
      mapping_entry entry{line.name, static_cast<std::uint32_t>(out.roles.size()), 0};
      if (!mistakes_.expect(line, json_kind::array, "what a name gives is a list of roles")) continue;
      for (const json_node& role : json_tree::children(line)) read_role(role, out.roles.emplace_back());
      entry.role_count = static_cast<std::uint32_t>(out.roles.size()) - entry.first_role;
      out.entries.push_back(entry);
    }
  }

  void read_sources(const json_node& node) {
    if (!mistakes_.expect(node, json_kind::array, "the claims with roles are a list")) return;
    for (const json_node& source : json_tree::children(node)) {
      claim_source& made = parts_.roles_claims.emplace_back();
      if (source.kind == json_kind::array) {
        read_path(source, made.path);
        continue;
      }
      if (!mistakes_.expect(source, json_kind::object, "a claim with roles is a path, or an object with a path")) continue;
      for_keys(source, source_keys, [&](const policy_key& key, const json_node& value) {
        if (key.kind == policy_key_kind::path) {
          read_path(value, made.path);
        } else if (key.kind == policy_key_kind::shape) {
          read_shape(value, made);
        } else if (mistakes_.expect(value, json_kind::boolean, "this is true or false")) {
          made.is_required = value.integer != 0;
        }
      });
    }
    if (parts_.roles_claims.size() > claim_tree::max_requests - compiled_policy::first_role_request)
      mistakes_.add(node, "the policy reads more than 61 claims; remove the ones that carry no roles");
  }

  void read_required(const json_node& node) {
    if (!mistakes_.expect(node, json_kind::array, "the required claims are a list")) return;
    std::uint32_t group = 0;
    for (const json_node& one : json_tree::children(node)) {
      if (!mistakes_.expect(one, json_kind::object, "a required claim is an object with a path and its values")) continue;
      claim_path path;
      std::vector<value> accepted;
      for_keys(one, required_keys, [&](const policy_key& key, const json_node& part) {
        if (key.kind == policy_key_kind::path) read_path(part, path);
        else read_accepted(part, accepted);
      });
      for (const value& v : accepted) parts_.required_claims.push_back({path, v, group});
      ++group;
    }
  }

  void read_accepted(const json_node& node, std::vector<value>& out) {
    if (!mistakes_.expect(node, json_kind::array, "the values that a claim may have are a list")) return;
    for (const json_node& one : json_tree::children(node)) {
      if (one.kind == json_kind::string) out.push_back(value::of(one.text));
      else if (one.kind == json_kind::integer) out.push_back(value::of(one.integer));
      else if (one.kind == json_kind::boolean) out.push_back(value::of(one.integer != 0));
      else mistakes_.add(one, "a claim is required to be text, a whole number, true or false; write one of these");
    }
    if (json_tree::children(node).empty())
      mistakes_.add(node, "the list is empty, so that nobody could sign in; write at least one value");
  }

  void read_shape(const json_node& node, claim_source& source) {
    if (node.kind != json_kind::object) {
      read_word(node, shape_words, source.shape);
      return;
    }
    const json_node* member = json_tree::find(node, "member");
    if (member == nullptr || node.extent != 2 || member->kind != json_kind::string || member->text.empty()) {
      mistakes_.add(node, R"(the shape of a list of objects is {"member": "name"}, with the member's name)");
      return;
    }
    source.shape = claim_shape::object_member;
    source.member = member->text;
  }

  void read_table(const json_node& node) {
    if (!mistakes_.expect(node, json_kind::object, "a table is an object")) return;
    const json_node* columns = json_tree::find(node, "columns");
    const json_node* hierarchies = json_tree::find(node, "hierarchies");
    const std::size_t before = mistakes_.size();
    loaded_table& declared = parts_.tables.emplace_back();
    declared.schema.name = node.name;
    for_keys(node, table_keys, [&](const policy_key& key, const json_node& value) {
      if (key.kind == policy_key_kind::columns) read_columns(value, declared);
    });
    if (hierarchies != nullptr) {
      const auto inside = mistakes_.inside(*hierarchies);
      read_hierarchies(*hierarchies, declared);
    }
    if (columns == nullptr || mistakes_.size() != before) return;  // without sound columns nothing can be said about conditions
    group_columns(declared.columns, declared.hierarchies, declared.schema);
    declared.schema.columns = declared.columns;
    declared.schema.hierarchies = declared.hierarchies;
    const table_schema& schema = own_schema(node, *columns, declared);
    parts_.schemas.push_back(&schema);
    if (const json_node* how = json_tree::find(node, "combination")) {
      const auto inside = mistakes_.inside(*how);
      table_combination& own = parts_.table_combinations.emplace_back(table_combination{&schema, combination::per_column});
      read_word(*how, combination_words, own.how);
    }
    if (const json_node* restrictions = json_tree::find(node, "restrictions")) {
      const auto inside = mistakes_.inside(*restrictions);
      read_restrictions(*restrictions, schema);
    }
  }

  /// The program's own table of that name, if it has one: the file may declare fewer columns, and no others.
  const table_schema& own_schema(const json_node& node, const json_node& columns, const loaded_table& declared) {
    const auto own = std::ranges::find(known_, node.name, &table_schema::name);
    if (own == known_.end()) return declared.schema;
    for (const json_node& column : json_tree::children(columns)) {
      const std::size_t place = (*own)->find(column.name);
      if (place == table_schema::no_column) {
        nearest_name nearest(column.name);
        for (const column_info& known : (*own)->columns) nearest.consider(known.name);
        mistakes_.add_at_name(column, "the program's table has no such column" + suggestion(nearest.name()));
        continue;
      }
      const value_kind kind = (*own)->columns[place].kind;
      if (declared.schema.columns[declared.schema.find(column.name)].kind != kind)
        mistakes_.add(column, "the program's column is of type " + std::string(name(kind)));
    }
    return **own;
  }

  void read_columns(const json_node& node, loaded_table& table) {
    if (!mistakes_.expect(node, json_kind::object, "the columns are an object from names to types")) return;
    if (json_tree::children(node).empty()) mistakes_.add(node, "a table has no columns; declare at least one");
    for (const json_node& column : json_tree::children(node)) {
      const auto inside = mistakes_.inside(column);
      column_info made{.name = column.name, .kind = value_kind::string};
      read_word(column, column_type_words, made.kind);
      table.columns.push_back(made);
    }
  }

  void read_hierarchies(const json_node& node, loaded_table& table) {
    if (!mistakes_.expect(node, json_kind::object, "the hierarchies are an object from names to lists of columns")) return;
    for (const json_node& hierarchy : json_tree::children(node)) {
      const auto inside = mistakes_.inside(hierarchy);
      if (!mistakes_.expect(hierarchy, json_kind::array, "a hierarchy is a list of columns, the widest first")) continue;
      if (json_tree::children(hierarchy).empty()) mistakes_.add(hierarchy, "a hierarchy has no levels; list its columns");
      std::vector<std::string_view>& levels = table.levels.emplace_back();
      for (const json_node& level : json_tree::children(hierarchy)) {
        if (!mistakes_.expect(level, json_kind::string, "a level is the name of a column")) continue;
        if (std::ranges::find(table.columns, level.text, &column_info::name) == table.columns.end()) {
          nearest_name nearest(level.text);
          for (const column_info& column : table.columns) nearest.consider(column.name);
          mistakes_.add(level, "the table has no column \"" + std::string(level.text) + '"' + suggestion(nearest.name()));
        }
        for (const std::vector<std::string_view>& other : table.levels)
          if (std::ranges::find(other, level.text) != other.end())
            mistakes_.add(level,
                          "the column \"" + std::string(level.text) + "\" is a level already; a column is in one hierarchy, once");
        levels.push_back(level.text);
      }
      table.hierarchies.push_back({hierarchy.name, levels});
    }
  }

  void read_restrictions(const json_node& node, const table_schema& table) {
    if (!mistakes_.expect(node, json_kind::object, "the restrictions are an object from roles to conditions")) return;
    for (const json_node& restriction : json_tree::children(node)) {
      const auto inside = mistakes_.inside(restriction);
      if (restriction.name.empty()) mistakes_.add_at_name(restriction, "a role has an empty name");
      const auto first = static_cast<std::uint32_t>(parts_.tokens.size());
      const std::size_t before = mistakes_.size();
      condition_reader(table, parts_.tokens, mistakes_).read(restriction);
      if (mistakes_.size() != before) continue;
      parts_.restrictions.push_back({restriction.name, &table, first, static_cast<std::uint32_t>(parts_.tokens.size()) - first});
      restriction_nodes_.push_back(&restriction);
    }
  }

  std::span<const table_schema* const> known_;
  policy_parts& parts_;
  mistake_list mistakes_;
  std::vector<const json_node*> restriction_nodes_;
};

/// Makes loaded policies; nothing else can.
struct policy_maker {
  static policy_reading read(std::string text, std::span<const table_schema* const> known, const json_limits& limits) {
    policy_reading made;
    auto parts = std::make_unique<policy_parts>();
    parts->source = std::move(text);
    auto tree = read_json_tree(parts->source, limits);
    if (!tree) {
      const std::size_t place = tree.error().position == error::no_position ? 0 : tree.error().position;
      made.mistakes.push_back({place_of(parts->source, place), {}, sentence_of(tree.error())});
      return made;
    }
    policy_file_reader reader(parts->source, known, *parts);
    reader.read(tree->root());
    std::unique_ptr<loaded_policy> policy;  // owns the text from here on, which the mistakes' places are counted in
    if (reader.mistakes().empty()) {
      parts->unescaped = tree->release_texts();
      policy.reset(new loaded_policy(std::move(parts)));
      compile(*policy, reader);
    }
    const bool is_sound = reader.mistakes().empty();
    made.mistakes = std::move(reader.mistakes()).in_order();
    if (is_sound) made.policy = std::move(policy);
    return made;
  }

 private:
  static void compile(loaded_policy& policy, policy_file_reader& reader) {
    policy_compiler compiler(policy.description_, policy.arrays_);
    compiler.compile_roles();
    check(policy, reader);
    if (!reader.mistakes().empty()) return;
    compiler.compile_rows();
    compiler.compile_claims();
    policy.compiled_ = view_of(policy.arrays_, policy.description_);
  }

  // What both doors refuse, and the reader has not seen.
  static void check(const loaded_policy& policy, policy_file_reader& reader) {
    const policy_description& written = policy.description_;
    if (check_claims(written).problem == policy_problem::too_many_claims)
      reader.mistakes().add_at(0, {}, "the policy reads more than 61 claims; remove the ones that carry no roles");
    for (std::size_t i = 0; i < written.restrictions.entries.size(); ++i) {
      const restriction_entry& entry = written.restrictions.entries[i];
      const std::string key = "tables." + std::string(entry.table->name) + ".restrictions." + std::string(entry.role);
      if (is_reserved(written, entry.role))
        reader.mistakes().add_at(reader.restriction(i).name_place, key,
                                 "the role is reserved and cannot be restricted; restrict a role of your own");
      else if (written.combination_on(*entry.table) == combination::per_column &&
               mixes_columns(written.restrictions.tokens_of(entry), *entry.table))
        reader.mistakes().add_at(reader.restriction(i).place, key,
                                 "an \"or\" joins different columns, which means nothing per column; "
                                 "set \"combination\" to any_role or all_roles, or split the condition");
    }
  }

  static std::string sentence_of(const error& why) {
    if (why.code == errc::json_duplicate_member) return "this key comes twice in one object; remove one of the two";
    std::string text(sentence(why.code));
    if (!why.detail.empty()) text.append(" (").append(why.detail).append(")");
    return text;
  }
};

}  // namespace detail

/// Reads a policy file.
///
/// Result: a policy without mistakes, or the mistakes. What JSON cannot be read as is one mistake; all others are found in one pass.
/// `known` are the schemas of the program's own tables: what the file says about one of them holds for its rows.
/// Complexity: linear in the text.
[[nodiscard]] inline policy_reading read_policy(std::string text, std::span<const table_schema* const> known = {},
                                                const json_limits& limits = policy_file_limits) {
  return detail::policy_maker::read(std::move(text), known, limits);
}

/// The same for a program with these tables.
template <class... Tables>
  requires(sizeof...(Tables) > 0)
[[nodiscard]] policy_reading read_policy_for(std::string text, const json_limits& limits = policy_file_limits) {
  const table_schema* const known[] = {&Tables::schema()...};
  return detail::policy_maker::read(std::move(text), known, limits);
}

}  // namespace rowclaim::inline v0_1
