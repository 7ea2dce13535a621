// SPDX-License-Identifier: BSL-1.0
// Nothing: the target that it belongs to is there for its precompiled headers.
