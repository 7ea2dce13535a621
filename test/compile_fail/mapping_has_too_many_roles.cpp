// expect: a mapping gives more roles than there is room for; say how many there are in all, as in role_mapping<200>({...})
// One line gives more roles than a mapping keeps unless told.
#include "sales.hpp"

struct sales_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
#ifdef MUST_NOT_COMPILE
  static constexpr auto role_mapping =
      rc::role_mapping({{"France", {"R0",  "R1",  "R2",  "R3",  "R4",  "R5",  "R6",  "R7",  "R8",  "R9",  "R10", "R11",
                                    "R12", "R13", "R14", "R15", "R16", "R17", "R18", "R19", "R20", "R21", "R22", "R23",
                                    "R24", "R25", "R26", "R27", "R28", "R29", "R30", "R31", "R32", "R33", "R34", "R35"}}});
#else
  static constexpr auto role_mapping =
      rc::role_mapping<36>({{"France", {"R0",  "R1",  "R2",  "R3",  "R4",  "R5",  "R6",  "R7",  "R8",  "R9",  "R10", "R11",
                                        "R12", "R13", "R14", "R15", "R16", "R17", "R18", "R19", "R20", "R21", "R22", "R23",
                                        "R24", "R25", "R26", "R27", "R28", "R29", "R30", "R31", "R32", "R33", "R34", "R35"}}});
#endif
};

int main() { return rc::authorize<sales_policy>(claims)->is_allowed() ? 0 : 1; }
