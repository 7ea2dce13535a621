// SPDX-License-Identifier: BSL-1.0
// Arrow arrays built by hand, in memory exactly as large as the specification asks for, so that a sanitizer sees who reads beyond.
#pragma once

#include <rowclaim/rows/arrow.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace test {

namespace rc = rowclaim;

/// How many structures have been released since the beginning.
inline int& releases() {
  static int count = 0;
  return count;
}
template <class Structure>
void release_nothing(Structure* structure) {
  ++releases();
  structure->release = nullptr;
}

template <class Type>
using nullable = std::vector<std::optional<Type>>;

/// A column: its array, its schema, and the memory of both.
struct arrow_field {
  std::string name;
  std::string format;
  std::vector<std::unique_ptr<std::byte[]>> memory;
  std::vector<const void*> buffers;
  std::vector<std::unique_ptr<arrow_field>> children;
  std::vector<ArrowSchema*> child_schemas;
  std::vector<ArrowArray*> child_arrays;
  std::unique_ptr<arrow_field> dictionary;
  ArrowSchema schema{};
  ArrowArray array{};

  const void* add(const void* bytes, std::size_t size) {
    auto& block = memory.emplace_back(new std::byte[size]);
    if (size > 0) std::memcpy(block.get(), bytes, size);
    return buffers.emplace_back(block.get());
  }
  template <class Type>
  const void* add(const std::vector<Type>& values) {
    return add(values.data(), values.size() * sizeof(Type));
  }
  /// The bits of validity; none if nothing is null.
  template <class Type>
  void add_validity(const nullable<Type>& values) {
    std::vector<std::uint8_t> bits((values.size() + 7) / 8);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i]) bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | 1u << i % 8);
      else ++array.null_count;
    }
    if (array.null_count == 0) buffers.push_back(nullptr);
    else add(bits);
  }
  /// What refers to other members, once these are complete.
  void finish(std::size_t length) {
    array.length = static_cast<std::int64_t>(length);
    array.n_buffers = static_cast<std::int64_t>(buffers.size());
    array.buffers = buffers.data();
    array.release = release_nothing<ArrowArray>;
    schema.format = format.c_str();
    schema.name = name.c_str();
    schema.flags = ARROW_FLAG_NULLABLE;
    schema.release = release_nothing<ArrowSchema>;
    if (dictionary) {
      schema.dictionary = &dictionary->schema;
      array.dictionary = &dictionary->array;
    }
    for (const auto& child : children) {
      child_schemas.push_back(&child->schema);
      child_arrays.push_back(&child->array);
    }
    schema.n_children = array.n_children = static_cast<std::int64_t>(children.size());
    schema.children = child_schemas.data();
    array.children = child_arrays.data();
  }
};
using arrow_field_ptr = std::unique_ptr<arrow_field>;

inline arrow_field_ptr make_arrow(std::string name, std::string format) {
  auto made = std::make_unique<arrow_field>();
  made->name = std::move(name);
  made->format = std::move(format);
  return made;
}

template <class Number>
arrow_field_ptr arrow_numbers(std::string name, std::string format, const nullable<Number>& values) {
  auto made = make_arrow(std::move(name), std::move(format));
  made->add_validity(values);
  std::vector<Number> numbers;
  for (const auto& v : values) numbers.push_back(v.value_or(Number{}));
  made->add(numbers);
  made->finish(values.size());
  return made;
}

inline arrow_field_ptr arrow_truths(std::string name, const nullable<bool>& values) {
  auto made = make_arrow(std::move(name), "b");
  made->add_validity(values);
  std::vector<std::uint8_t> bits((values.size() + 7) / 8);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i].value_or(false)) bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | 1u << i % 8);
  made->add(bits);
  made->finish(values.size());
  return made;
}

template <class Offset>
arrow_field_ptr arrow_texts(std::string name, std::string format, const nullable<std::string>& values) {
  auto made = make_arrow(std::move(name), std::move(format));
  made->add_validity(values);
  std::vector<Offset> offsets{0};
  std::string bytes;
  for (const auto& v : values) {
    bytes += v.value_or("");
    offsets.push_back(static_cast<Offset>(bytes.size()));
  }
  made->add(offsets);
  made->add(bytes.data(), bytes.size());
  made->finish(values.size());
  return made;
}

/// Texts in views, with the long ones in two buffers by turns.
inline arrow_field_ptr arrow_views(std::string name, std::string format, const nullable<std::string>& values) {
  auto made = make_arrow(std::move(name), std::move(format));
  made->add_validity(values);
  std::vector<rc::text_view> views;
  std::string buffers[2];
  for (const auto& v : values) {
    const std::string text = v.value_or("");
    rc::text_view view;
    view.size = static_cast<std::int32_t>(text.size());
    if (text.size() <= 12) {
      std::memcpy(reinterpret_cast<char*>(&view) + 4, text.data(), text.size());
    } else {
      const std::size_t which = views.size() % 2;
      std::memcpy(view.first, text.data(), 4);
      view.buffer = static_cast<std::int32_t>(which);
      view.offset = static_cast<std::int32_t>(buffers[which].size());
      buffers[which] += text;
    }
    views.push_back(view);
  }
  made->add(views);
  std::vector<std::int64_t> sizes;
  for (const std::string& buffer : buffers) {
    made->add(buffer.data(), buffer.size());
    sizes.push_back(static_cast<std::int64_t>(buffer.size()));
  }
  made->add(sizes);
  made->finish(values.size());
  return made;
}

inline arrow_field_ptr arrow_nulls(std::string name, std::size_t size) {
  auto made = make_arrow(std::move(name), "n");
  made->array.null_count = static_cast<std::int64_t>(size);
  made->finish(size);
  return made;
}

template <class Code>
arrow_field_ptr arrow_codes(std::string name, std::string format, const nullable<Code>& codes, arrow_field_ptr dictionary) {
  auto made = make_arrow(std::move(name), std::move(format));
  made->add_validity(codes);
  std::vector<Code> numbers;
  for (const auto& v : codes) numbers.push_back(v.value_or(Code{}));
  made->add(numbers);
  made->dictionary = std::move(dictionary);
  made->finish(codes.size());
  return made;
}

template <class... Fields>
arrow_field_ptr arrow_batch(std::size_t length, Fields... fields) {
  auto made = make_arrow("", "+s");
  made->buffers.push_back(nullptr);
  (made->children.push_back(std::move(fields)), ...);
  made->finish(length);
  return made;
}

}  // namespace test
