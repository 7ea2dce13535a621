// expect: a required claim has an empty path; name the claim, for example rowclaim::claim("hd")
// A required claim with an empty path.
#include "sales.hpp"

struct sales_policy {
#ifdef MUST_NOT_COMPILE
  static constexpr auto required_claims = rc::required_claims(rc::require(rc::claim(), "example.com"));
#else
  static constexpr auto required_claims = rc::required_claims(rc::require(rc::claim("hd"), "example.com"));
#endif
};

int main() { return rc::authorize<sales_policy>(claims)->is_allowed() ? 0 : 1; }
