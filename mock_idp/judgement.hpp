// SPDX-License-Identifier: BSL-1.0
// The ways in which modules judge. Each is given what was recorded and knows nothing of broken rules, which come first.
#pragma once

#include "module.hpp"

namespace mock_idp::judgement {

// Passed once the sign-in has come to its end: userinfo or a resource was asked, or, where there is no access token, the key set.
verdict_report completes(const evidence&);
// After the deed no token, userinfo or resource request may come.
verdict_report rejects(const evidence&);
// The same, where the deed is in the key set, which may be read before the token request.
verdict_report rejects_keys(const evidence&);
// After bad metadata nothing may come but another look at it.
verdict_report rejects_metadata(const evidence&);
// A code flow may trust the TLS connection instead of the signature: going on is then a skip (Core 3.1.3.7 (6)).
verdict_report rejects_signature(const evidence&);
// Passed by whoever goes on; whoever stops has skipped.
verdict_report may_accept(const evidence&);
// Passed either way, once the deed is done.
verdict_report either_way(const evidence&);
// Passed by the deed having been asked for: what became of it is seen inside the relying party alone.
verdict_report only_inside(const evidence&);
// After a refresh was answered with the deed, userinfo must not be asked.
verdict_report rejects_refresh(const evidence&);
// A refresh, and then userinfo.
verdict_report completes_refresh(const evidence&);
// Passed, failed or skipped by the notes "logout: ..." of the logout endpoints.
verdict_report by_logout_answer(const evidence&);
verdict_report review_after_logout(const evidence&);

verdict_report waiting(std::string for_what);
verdict_report passed();
verdict_report failed(std::string why);
verdict_report skipped(std::string why);

}  // namespace mock_idp::judgement
