// expect: these claims are not verified; pass the token that a verifier returned, with * if it is a result
// An explanation is about verified claims, too.
#include "sales.hpp"

struct sales_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}});
  static constexpr auto restrictions = rc::restrictions(rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == "France"));
};

int main() {
#ifdef MUST_NOT_COMPILE
  const auto why = rc::explain<sales_policy>(R"({"sub": "jane"})");
#else
  const auto why = rc::explain<sales_policy>(claims);
#endif
  return why->is_allowed ? 0 : 1;
}
