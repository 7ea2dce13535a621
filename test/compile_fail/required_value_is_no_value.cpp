// expect: a claim is required to be something that is no text, whole number or bool; write one of these
// A claim that is required to be a fraction.
#include "sales.hpp"

struct sales_policy {
#ifdef MUST_NOT_COMPILE
  static constexpr auto required_claims = rc::required_claims(rc::require(rc::claim("level"), 1.5));
#else
  static constexpr auto required_claims = rc::required_claims(rc::require(rc::claim("level"), 1));
#endif
};

int main() { return rc::authorize<sales_policy>(claims)->is_allowed() ? 0 : 1; }
