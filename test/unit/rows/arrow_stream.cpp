// SPDX-License-Identifier: BSL-1.0
// Tests of filtered streams: what is visible of each batch, what is released when, and failures that are no end.
#include "arrow_arrays.hpp"
#include "plan_of.hpp"
#include <rowclaim/rows/arrow_stream.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace rc = rowclaim;
using rc::col;

BOOST_AUTO_TEST_SUITE(rows_arrow_stream)

namespace {

struct sale {
  std::int64_t amount = 0;
};
using sales = rc::table<"sales", rc::column<"Amount", &sale::amount>>;
constexpr auto is_42 = col<"Amount"> == 42;

/// A producer of batches, which counts what is released and fails when it is told to.
struct producer {
  std::vector<test::arrow_field_ptr> batches;
  std::size_t next = 0;
  std::size_t fails_at = static_cast<std::size_t>(-1);
  bool fails_at_once = false;
  const char* last_error = nullptr;
  int streams_released = 0;
  int batches_released = 0;
  int schemas_released = 0;

  rc::arrow::unique_stream stream() {
    ArrowArrayStream made{};
    made.private_data = this;
    made.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
      producer& p = *static_cast<producer*>(self->private_data);
      if (p.fails_at_once) {
        out->release = [](ArrowSchema*) { BOOST_ERROR("what was never made is released"); };
        return EIO;
      }
      *out = p.batches.front()->schema;
      out->private_data = &p;
      out->release = [](ArrowSchema* schema) {
        ++static_cast<producer*>(schema->private_data)->schemas_released;
        schema->release = nullptr;
      };
      return 0;
    };
    made.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
      producer& p = *static_cast<producer*>(self->private_data);
      if (p.next == p.fails_at) {
        ++p.next;
        out->release = [](ArrowArray*) { BOOST_ERROR("what was never made is released"); };
        return ENOMEM;
      }
      *out = ArrowArray{};
      if (p.next == p.batches.size()) return 0;
      *out = p.batches[p.next++]->array;
      out->private_data = &p;
      out->release = [](ArrowArray* array) {
        ++static_cast<producer*>(array->private_data)->batches_released;
        array->release = nullptr;
      };
      return 0;
    };
    made.get_last_error = [](ArrowArrayStream* self) { return static_cast<producer*>(self->private_data)->last_error; };
    made.release = [](ArrowArrayStream* self) {
      ++static_cast<producer*>(self->private_data)->streams_released;
      self->release = nullptr;
    };
    return rc::arrow::unique_stream(std::move(made));
  }

  void add(const test::nullable<std::int64_t>& amounts) {
    batches.push_back(test::arrow_batch(amounts.size(), test::arrow_numbers<std::int64_t>("Amount", "l", amounts)));
  }
};

std::string bits(const rc::selection& visible) {
  std::string text;
  for (std::size_t i = 0; i < visible.size(); ++i) text += visible.contains(i) ? '1' : '0';
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_batch_is_filtered_and_released) {
  producer source;
  source.add({1, 42, std::nullopt});
  source.add({});
  source.add({42, 42});
  {
    auto stream = rc::arrow::filtered_stream::make(test::plan_of<sales>(is_42), source.stream());
    BOOST_REQUIRE(stream.has_value());
    BOOST_TEST(stream->schema().n_children == 1);
    BOOST_TEST(bits(stream->visible()) == "");
    BOOST_TEST(stream->next().value());
    BOOST_TEST(bits(stream->visible()) == "010");
    BOOST_TEST(stream->batch().length == 3);
    BOOST_TEST(stream->next().value());
    BOOST_TEST(bits(stream->visible()) == "");
    BOOST_TEST(source.batches_released == 1);
    rc::arrow::filtered_stream moved = *std::move(stream);
    BOOST_TEST(moved.next().value());
    BOOST_TEST(bits(moved.visible()) == "11");
    for (int again = 0; again < 2; ++again) {
      BOOST_TEST(!moved.next().value());
      BOOST_TEST((moved.batch().release == nullptr));
      BOOST_TEST(bits(moved.visible()) == "");
    }
    BOOST_TEST(source.batches_released == 3);
    BOOST_TEST(source.streams_released == 0);
  }
  BOOST_TEST(source.streams_released == 1);
  BOOST_TEST(source.schemas_released == 1);
}

BOOST_AUTO_TEST_CASE(a_failure_is_no_end_and_is_said_again) {
  producer source;
  source.add({42});
  source.add({42});
  source.fails_at = 1;
  source.last_error = "the disk\n\x1b[2J is gone";
  auto stream = rc::arrow::filtered_stream::make(test::plan_of<sales>(is_42), source.stream());
  BOOST_TEST(stream->next().value());
  for (int again = 0; again < 3; ++again) {
    const auto next = stream->next();
    BOOST_REQUIRE(next.has_error());
    BOOST_TEST(next.error().message() == "the Arrow stream failed: code " + std::to_string(ENOMEM) + ": the disk  [2J is gone");
    BOOST_TEST(bits(stream->visible()) == "");
  }
  BOOST_TEST(source.batches_released == 1);
}

BOOST_AUTO_TEST_CASE(a_batch_that_cannot_be_right_ends_in_a_refusal) {
  producer source;
  source.add({42});
  source.add({42});
  source.batches[0]->array.n_children = 0;
  auto stream = rc::arrow::filtered_stream::make(test::plan_of<sales>(is_42), source.stream());
  for (int again = 0; again < 2; ++again) {
    const auto next = stream->next();
    BOOST_REQUIRE(next.has_error());
    BOOST_TEST((next.error().code == rc::errc::arrow_malformed));
  }
  BOOST_TEST(source.batches_released == 1);
}

BOOST_AUTO_TEST_CASE(a_stream_that_cannot_be_read_is_refused_and_released) {
  const auto refused = [](auto change, rc::errc code) {
    producer source;
    source.add({42});
    auto given = source.stream();
    change(source, *given);
    const bool is_released = !given;
    const auto stream = rc::arrow::filtered_stream::make(test::plan_of<sales>(is_42), std::move(given));
    BOOST_REQUIRE(stream.has_error());
    BOOST_TEST(rc::name(stream.error().code) == rc::name(code));
    BOOST_TEST(source.streams_released == (is_released ? 0 : 1));
  };
  refused([](producer&, ArrowArrayStream& s) { s.release = nullptr; }, rc::errc::arrow_malformed);
  refused([](producer&, ArrowArrayStream& s) { s.get_schema = nullptr; }, rc::errc::arrow_malformed);
  refused([](producer&, ArrowArrayStream& s) { s.get_next = nullptr; }, rc::errc::arrow_malformed);
  refused([](producer& p, ArrowArrayStream&) { p.fails_at_once = true; }, rc::errc::arrow_stream_failed);
  refused(
      [](producer& p, ArrowArrayStream& s) {
        p.fails_at_once = true;
        s.get_last_error = nullptr;
      },
      rc::errc::arrow_stream_failed);
  refused([](producer& p, ArrowArrayStream&) { p.batches[0]->schema.children[0]->name = "amount"; }, rc::errc::column_missing);
}

BOOST_AUTO_TEST_SUITE_END()
