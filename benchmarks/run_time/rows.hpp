// SPDX-License-Identifier: BSL-1.0
// The parts of the group `rows`: making plans, and executing them on whatever holds the rows.
#pragma once

#include "report.hpp"

namespace bench {

void bench_plans(report& out);
void bench_objects(report& out);
void bench_row_peers(report& out);
void bench_columns(report& out);
void bench_arrow(report& out);

}  // namespace bench
