// SPDX-License-Identifier: BSL-1.0
// Tests of secrets: they cannot be printed or compared by accident, and leave nothing behind.
#include <rowclaim/core/secret.hpp>

#include <boost/test/unit_test.hpp>

#include <concepts>
#include <new>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(core_secret)

namespace {

template <class Type> concept Printable = requires(std::ostream& out, const Type& what) { out << what; };

static_assert(!Printable<rc::secret>);
static_assert(!std::equality_comparable<rc::secret>);
static_assert(!std::convertible_to<rc::secret, std::string_view>);
static_assert(!std::convertible_to<rc::secret, std::string>);
static_assert(!std::convertible_to<std::string, rc::secret>, "becoming a secret is spelt out");

// The bytes of an object after its destructor, while its storage is still there.
template <class Action>
std::string left_behind(Action action) {
  alignas(rc::secret) unsigned char storage[sizeof(rc::secret)];
  auto* made = new (storage) rc::secret();
  action(*made);
  made->~secret();
  return {reinterpret_cast<const char*>(storage), sizeof storage};
}

}  // namespace

BOOST_AUTO_TEST_CASE(reveals_its_text_when_asked_by_name) {
  const rc::secret kept(std::string("hunter2\0x", 9));
  BOOST_TEST(kept.reveal() == std::string_view("hunter2\0x", 9));
  BOOST_TEST(!kept.is_empty());
  BOOST_TEST(rc::secret().is_empty());
}

BOOST_AUTO_TEST_CASE(matches_only_the_same_bytes) {
  const rc::secret kept(std::string("hunter2"));
  BOOST_TEST(kept.matches("hunter2"));
  BOOST_TEST(!kept.matches("hunter3"));
  BOOST_TEST(!kept.matches("hunter"));
  BOOST_TEST(!kept.matches("hunter22"));
  BOOST_TEST(!kept.matches(""));
  BOOST_TEST(rc::secret().matches(""));
  BOOST_TEST(rc::secret().matches({}));
}

BOOST_AUTO_TEST_CASE(a_short_secret_leaves_nothing_in_place) {
  const std::string left = left_behind([](rc::secret& s) { s = rc::secret(std::string("hunter2")); });
  BOOST_TEST(left.find("unter2") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_moved_from_secret_is_empty_and_leaves_nothing_in_place) {
  rc::secret taken;
  const std::string left = left_behind([&](rc::secret& s) {
    s = rc::secret(std::string("hunter2"));
    taken = std::move(s);
    BOOST_TEST(s.is_empty());
  });
  BOOST_TEST(taken.reveal() == "hunter2");
  BOOST_TEST(left.find("unter2") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(survives_being_assigned_to_itself) {
  rc::secret kept(std::string("hunter2"));
  const rc::secret& same = kept;
  kept = same;
  BOOST_TEST(kept.reveal() == "hunter2");
  rc::secret& also = kept;
  kept = std::move(also);
  BOOST_TEST(kept.reveal() == "hunter2");
}

BOOST_AUTO_TEST_CASE(copies_are_independent) {
  rc::secret first(std::string("hunter2"));
  const rc::secret second = first;
  first = rc::secret(std::string("other"));
  BOOST_TEST(second.reveal() == "hunter2");
  BOOST_TEST(first.reveal() == "other");
}

BOOST_AUTO_TEST_SUITE_END()
