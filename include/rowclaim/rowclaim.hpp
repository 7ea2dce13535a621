// SPDX-License-Identifier: BSL-1.0
// From claims to roles to rows, in one include: no socket, no OpenSSL.
#pragma once

// IWYU pragma: begin_exports
// The headers that speak to the user come first, each before those that include it: a message begins with who included whom.
// clang-format off
#include <rowclaim/claims/claim_path.hpp>
#include <rowclaim/claims/verified_claims.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/rows/condition.hpp>
#include <rowclaim/policy/verdict.hpp>
#include <rowclaim/rows/plan_text.hpp>
#include <rowclaim/rows/table.hpp>
#include <rowclaim/policy/access.hpp>
#include <rowclaim/policy/authorize.hpp>
#include <rowclaim/policy/explanation.hpp>
#include <rowclaim/policy/policy.hpp>
#include <rowclaim/policy/providers.hpp>
#include <rowclaim/policy/restrictions.hpp>
#include <rowclaim/policy/role_mapping.hpp>
#include <rowclaim/policy/roles.hpp>
#include <rowclaim/policy/sql.hpp>
// clang-format on
// IWYU pragma: end_exports
