// SPDX-License-Identifier: BSL-1.0
// The scripts of the pages of session management: constants, so that a policy can name them by their hashes.
#pragma once

#include <rowclaim/core/version.hpp>

#include <string_view>

// IWYU pragma: private, include <rowclaim/oidc/session_management.hpp>

namespace rowclaim::inline v0_1::detail {

/// Session Management 1.0 section 3.1: messages count only from the provider's frame and from its origin, and are sent to that origin
/// alone. Asking ends with the first answer other than "unchanged", and goes on only after a silent sign-in with another state. Then the
/// first question waits as long as every other: a provider's frame that calls every state changed must not sign the person in without
/// end. Nor is an answer heard that no question was asked for.
inline constexpr std::string_view session_check_script = R"js("use strict";
(() => {
  const page = document.body.dataset;
  const provider = document.getElementById("provider");
  const silent = document.getElementById("silent");
  let state = page.state;
  let timer = null;
  let isAsked = false;
  let isSigningIn = false;
  let isStateNew = false;
  let isOver = false;
  let patience = null;
  const tell = (what) => {
    if (window.parent !== window) window.parent.postMessage({ rowclaim_session: what }, page.site);
  };
  const ask = () => {
    isAsked = true;
    provider.contentWindow.postMessage(page.client + " " + state, page.providerOrigin);
  };
  const stop = () => {
    clearInterval(timer);
    timer = null;
  };
  const end = (what) => {
    stop();
    isOver = true;
    tell(what);
  };
  const start = () => {
    timer = setInterval(ask, Number(page.interval) * 1000);
  };
  const hearProvider = (answer) => {
    if (timer === null || !isAsked) return;
    isAsked = false;
    if (answer === "unchanged") {
      isStateNew = false;
    } else if (answer === "changed" && !isStateNew) {
      stop();
      isSigningIn = true;
      silent.src = page.silent;
      patience = setTimeout(() => hearSilent({ rowclaim_silent: "same" }), 30000);
    } else if (answer === "changed" || answer === "error") {
      end("error");
    }
  };
  const hearSilent = (answer) => {
    if (!isSigningIn || answer === null || typeof answer !== "object") return;
    isSigningIn = false;
    clearTimeout(patience);
    silent.removeAttribute("src");
    if (answer.rowclaim_silent !== "same") {
      end("ended");
    } else if (typeof answer.state !== "string" || answer.state === "" || answer.state === state) {
      end("error");
    } else {
      state = answer.state;
      isStateNew = true;
      start();
    }
  };
  window.addEventListener("message", (event) => {
    if (event.source === provider.contentWindow && event.origin === page.providerOrigin) hearProvider(event.data);
    else if (event.source === silent.contentWindow && event.origin === page.site) hearSilent(event.data);
  });
  provider.addEventListener("load", () => {
    if (timer !== null || isSigningIn || isOver) return;
    start();
    ask();
  });
  provider.src = page.provider;
})();
)js";

inline constexpr std::string_view silent_sign_in_script = R"js("use strict";
(() => {
  const page = document.body.dataset;
  if (window.parent !== window) window.parent.postMessage({ rowclaim_silent: page.outcome, state: page.state }, page.site);
})();
)js";

}  // namespace rowclaim::inline v0_1::detail
