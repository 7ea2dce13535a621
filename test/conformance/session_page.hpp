// SPDX-License-Identifier: BSL-1.0
// What a browser makes of the page that asks the provider's frame about the session.
#pragma once

#include <rowclaim/http/transport.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace conformance {

// Read out of the attributes of the page's body, where its script finds it.
struct session_question {
  std::string frame;
  std::string frame_origin;
  std::string site;
  // What is posted to the frame.
  std::string message;
};

session_question question_in(const rowclaim::http_response& page);

// Runs the page's own script with a provider's frame that answers so, and says what is wrong: that the page's policy does not allow
// the script, that it asks somebody else or something else, or that it does not try a silent sign-in after "changed" alone. Nothing where
// there is no node to run it.
std::vector<std::string> complaints_about_script(const rowclaim::http_response& page, const session_question& expected,
                                                 std::string_view answer, std::string_view silent_sign_in);

}  // namespace conformance
