// SPDX-License-Identifier: BSL-1.0
// DuckDB through the C functions of its shared library, which is loaded when the program runs, from an npm package.
#pragma once

#include <rowclaim/rows/arrow.hpp>

#include <dlfcn.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace duckdb {

/// What a function of the library said went wrong.
struct failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The functions that are used here, as duckdb.h declares them.
class library {
 public:
  struct result {
    std::uint64_t columns, rows, changed;
    void* data;
    char* message;
    void* internal;
  };

  /// The library in a file; null if there is none that can be loaded.
  static std::shared_ptr<const library> load(const std::string& file) {
    void* const handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    return handle == nullptr ? nullptr : std::shared_ptr<const library>(new library(handle));
  }
  library(const library&) = delete;
  library& operator=(const library&) = delete;
  ~library() { dlclose(handle_); }

 private:
  explicit library(void* handle) : handle_(handle) {}

  template <class Function>
  Function find(const char* name) const {
    void* const found = dlsym(handle_, name);
    if (found == nullptr) throw failure(std::string("the library has no ") + name);
    return reinterpret_cast<Function>(found);
  }

  void* handle_;

 public:
  int (*open)(const char*, void**) = find<decltype(open)>("duckdb_open");
  void (*close)(void**) = find<decltype(close)>("duckdb_close");
  int (*connect)(void*, void**) = find<decltype(connect)>("duckdb_connect");
  void (*disconnect)(void**) = find<decltype(disconnect)>("duckdb_disconnect");
  const char* (*library_version)() = find<decltype(library_version)>("duckdb_library_version");
  int (*query)(void*, const char*, result*) = find<decltype(query)>("duckdb_query");
  const char* (*result_error)(result*) = find<decltype(result_error)>("duckdb_result_error");
  std::int64_t (*value_int64)(result*, std::uint64_t, std::uint64_t) = find<decltype(value_int64)>("duckdb_value_int64");
  void (*destroy_result)(result*) = find<decltype(destroy_result)>("duckdb_destroy_result");
  int (*query_arrow)(void*, const char*, void**) = find<decltype(query_arrow)>("duckdb_query_arrow");
  int (*query_arrow_schema)(void*, ArrowSchema**) = find<decltype(query_arrow_schema)>("duckdb_query_arrow_schema");
  int (*query_arrow_array)(void*, ArrowArray**) = find<decltype(query_arrow_array)>("duckdb_query_arrow_array");
  const char* (*query_arrow_error)(void*) = find<decltype(query_arrow_error)>("duckdb_query_arrow_error");
  void (*destroy_arrow)(void**) = find<decltype(destroy_arrow)>("duckdb_destroy_arrow");
};

/// A database in memory, and one connection to it.
class connection {
 public:
  explicit connection(std::shared_ptr<const library> functions) : functions_(std::move(functions)) {
    if (functions_->open(nullptr, &database_) != 0) throw failure("no database can be opened");
    if (functions_->connect(database_, &connection_) != 0) {
      functions_->close(&database_);
      throw failure("no connection can be made");
    }
  }
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  ~connection() {
    functions_->disconnect(&connection_);
    functions_->close(&database_);
  }

  std::string version() const { return functions_->library_version(); }

  void run(const std::string& sql) const { static_cast<void>(answer(sql, false)); }
  /// The integer in the first row and column.
  std::int64_t number(const std::string& sql) const { return answer(sql, true); }

  /// The result of a query as a stream of record batches.
  rowclaim::arrow::unique_stream stream(const std::string& sql) const {
    auto state = std::make_unique<open_query>();
    state->functions = functions_;
    if (functions_->query_arrow(connection_, sql.c_str(), &state->arrow) != 0)
      throw failure(functions_->query_arrow_error(state->arrow) + (": " + sql));
    ArrowArrayStream made{};
    made.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
      const open_query& q = *static_cast<open_query*>(self->private_data);
      return q.functions->query_arrow_schema(q.arrow, &out);
    };
    made.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
      const open_query& q = *static_cast<open_query*>(self->private_data);
      return q.functions->query_arrow_array(q.arrow, &out);
    };
    made.get_last_error = [](ArrowArrayStream* self) {
      const open_query& q = *static_cast<open_query*>(self->private_data);
      return q.functions->query_arrow_error(q.arrow);
    };
    made.release = [](ArrowArrayStream* self) {
      delete static_cast<open_query*>(self->private_data);
      self->release = nullptr;
    };
    made.private_data = state.release();
    return rowclaim::arrow::unique_stream(std::move(made));
  }

 private:
  struct open_query {
    std::shared_ptr<const library> functions;
    void* arrow = nullptr;

    ~open_query() { functions->destroy_arrow(&arrow); }
  };

  std::int64_t answer(const std::string& sql, bool has_number) const {
    library::result result{};
    if (functions_->query(connection_, sql.c_str(), &result) != 0) {
      const std::string why = functions_->result_error(&result);
      functions_->destroy_result(&result);
      throw failure(why + ": " + sql);
    }
    const std::int64_t number = has_number ? functions_->value_int64(&result, 0, 0) : 0;
    functions_->destroy_result(&result);
    return number;
  }

  std::shared_ptr<const library> functions_;
  void* database_ = nullptr;
  void* connection_ = nullptr;
};

}  // namespace duckdb
