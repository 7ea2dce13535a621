// expect: these claims are not verified; pass the token that a verifier returned, with * if it is a result
// Text from a stranger, where only verified claims may come.
#include "sales.hpp"

struct sales_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}});
  static constexpr auto restrictions = rc::restrictions(rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == "France"));
};

int main() {
#ifdef MUST_NOT_COMPILE
  const auto user = rc::authorize<sales_policy>(std::string(R"({"sub": "jane"})"));
#else
  const auto user = rc::authorize<sales_policy>(claims);
#endif
  return user->is_allowed() ? 0 : 1;
}
