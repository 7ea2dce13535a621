// SPDX-License-Identifier: BSL-1.0
// The group `rows`, part by part.
#include "rows.hpp"

namespace bench {

void bench_rows(report& out) {
  out.begin_group("rows", "plans, and ten million rows through them, each beside the limit or the peer that it is measured by");
  bench_plans(out);
  bench_objects(out);
  bench_columns(out);
  bench_arrow(out);
  bench_row_peers(out);
}

}  // namespace bench
