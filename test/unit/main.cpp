// SPDX-License-Identifier: BSL-1.0
// The entry point that every unit test program shares.
#define BOOST_TEST_MODULE rowclaim
#include <boost/test/unit_test.hpp>
