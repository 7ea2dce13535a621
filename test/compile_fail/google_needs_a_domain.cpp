// expect: Google signs anybody in; name the hosted domains whose accounts may come, as in google<"example.com">
// A policy for Google that would let all the world in.
#include "sales.hpp"

#ifdef MUST_NOT_COMPILE
struct sales_policy : rc::providers::google<> {};
#else
struct sales_policy : rc::providers::google<"example.com"> {};
#endif

int main() { return rc::authorize<sales_policy>(claims)->is_allowed() ? 0 : 1; }
