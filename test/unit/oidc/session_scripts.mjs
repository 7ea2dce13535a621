// SPDX-License-Identifier: BSL-1.0
// The scripts of session management's pages, run in a browser made of a few objects: what they send, to whom, and what they hear.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import vm from "node:vm";

const header = readFileSync(process.argv[2], "utf8");
const [checkScript, silentScript] = [...header.matchAll(/R"js\(([\s\S]*?)\)js"/g)].map((match) => match[1]);

const op = "https://op.example";
const app = "https://app.example";

function pageThatChecks() {
  const page = { asked: [], told: [], timers: new Map(), next: 1 };
  const postTo = (list) => (message, origin) => list.push([message, origin]);
  page.provider = {
    contentWindow: { postMessage: postTo(page.asked) },
    addEventListener: (event, hear) => { if (event === "load") page.load = hear; },
  };
  const shown = [];
  page.silent = {
    contentWindow: {},
    get src() { return shown.at(-1) ?? ""; },
    set src(path) { shown.push(path); },
    removeAttribute() { shown.push(""); },
  };
  page.signIns = () => shown.filter((path) => path !== "").length;
  const setTimer = (run, after) => { page.timers.set(page.next, { run, after }); return page.next++; };
  const clearTimer = (which) => page.timers.delete(which);
  vm.runInNewContext(checkScript, {
    window: { parent: { postMessage: postTo(page.told) }, addEventListener: (event, hear) => { if (event === "message") page.hear = hear; } },
    document: {
      body: { dataset: { provider: op + "/check", providerOrigin: op, client: "app", state: "s1", site: app, silent: "/silent", interval: "2" } },
      getElementById: (id) => page[id],
    },
    setInterval: setTimer, clearInterval: clearTimer, setTimeout: setTimer, clearTimeout: clearTimer,
  });
  page.providerSays = (data, origin = op) => page.hear({ source: page.provider.contentWindow, origin, data });
  page.silentSays = (data, origin = app) => page.hear({ source: page.silent.contentWindow, origin, data });
  page.wait = () => { for (const timer of [...page.timers.values()]) timer.run(); };
  page.told.is = (what) => assert.equal(JSON.stringify(page.told), JSON.stringify(what.map((one) => [{ rowclaim_session: one }, app])));
  return page;
}

const cases = {
  asks_the_providers_origin_for_client_and_state() {
    const page = pageThatChecks();
    assert.equal(page.provider.src, op + "/check");
    assert.equal(page.asked.length, 0);
    page.load();
    page.load();
    assert.deepEqual(page.asked, [["app s1", op]]);
    assert.deepEqual([...page.timers.values()].map((timer) => timer.after), [2000]);
    [...page.timers.values()][0].run();
    assert.equal(page.asked.length, 2);
  },
  unchanged_changes_nothing() {
    const page = pageThatChecks();
    page.load();
    for (const answer of ["unchanged", "Changed", "", null, { changed: true }]) page.providerSays(answer);
    assert.equal(page.timers.size, 1);
    assert.equal(page.silent.src, "");
    page.told.is([]);
  },
  hears_the_providers_frame_at_its_origin_alone() {
    const page = pageThatChecks();
    page.load();
    for (const origin of ["https://evil.example", app, "null", op + ".evil.example", op + ":444"]) page.providerSays("changed", origin);
    page.hear({ source: {}, origin: op, data: "changed" });
    page.silentSays("changed", op);
    assert.equal(page.silent.src, "");
    assert.equal(page.timers.size, 1);
  },
  changed_has_a_silent_sign_in_tried_once() {
    const page = pageThatChecks();
    page.load();
    page.providerSays("changed");
    assert.equal(page.silent.src, "/silent");
    assert.deepEqual([...page.timers.values()].map((timer) => timer.after), [30000]);
    page.providerSays("error");
    page.told.is([]);
    page.silentSays({ rowclaim_silent: "ended" }, "https://evil.example");
    page.silentSays({ rowclaim_silent: "ended" }, op);
    page.silentSays(null);
    page.told.is([]);
    page.silentSays({ rowclaim_silent: "ended", state: "" });
    page.told.is(["ended"]);
    assert.equal(page.timers.size, 0);
    page.silentSays({ rowclaim_silent: "ended", state: "" });
    page.told.is(["ended"]);
  },
  goes_on_with_the_new_state() {
    const page = pageThatChecks();
    page.load();
    page.providerSays("changed");
    page.silentSays({ rowclaim_silent: "same", state: "s2" });
    assert.equal(page.asked.length, 1);
    assert.deepEqual([...page.timers.values()].map((timer) => timer.after), [2000]);
    page.wait();
    assert.deepEqual(page.asked.at(-1), ["app s2", op]);
    // Later changes are looked into as the first one was.
    page.providerSays("unchanged");
    page.wait();
    page.providerSays("changed");
    assert.equal(page.signIns(), 2);
    page.told.is([]);
  },
  does_not_sign_in_for_ever_at_a_provider_that_calls_each_state_changed() {
    const page = pageThatChecks();
    page.load();
    for (let state = 2; state < 100 && page.timers.size > 0; ++state) {
      page.providerSays("changed");
      page.silentSays({ rowclaim_silent: "same", state: "s" + state });
      page.wait();
    }
    assert.equal(page.signIns(), 1);
    page.told.is(["error"]);
    // Nor does a frame that loads again begin it all anew.
    page.load();
    page.providerSays("changed");
    assert.equal(page.signIns(), 1);
    assert.equal(page.timers.size, 0);
    page.told.is(["error"]);
  },
  hears_one_answer_to_each_question() {
    const page = pageThatChecks();
    page.load();
    for (let state = 2; state < 100; ++state) {
      page.providerSays("unchanged");
      page.providerSays("changed");
      page.silentSays({ rowclaim_silent: "same", state: "s" + state });
    }
    assert.equal(page.signIns(), 0);
    page.told.is([]);
  },
  what_is_no_answer_neither_signs_in_nor_makes_a_new_state_an_old_one() {
    const page = pageThatChecks();
    page.load();
    page.providerSays("changed");
    page.silentSays({ rowclaim_silent: "same", state: "s2" });
    page.wait();
    page.providerSays("Unchanged");
    page.wait();
    page.providerSays("changed");
    assert.equal(page.signIns(), 1);
    page.told.is(["error"]);
  },
  does_not_sign_in_for_ever_under_a_state_that_stays_changed() {
    for (const state of ["s1", "", undefined, 7]) {
      const page = pageThatChecks();
      page.load();
      page.providerSays("changed");
      page.silentSays({ rowclaim_silent: "same", state });
      page.told.is(["error"]);
      assert.equal(page.timers.size, 0);
    }
  },
  error_has_no_sign_in_tried() {
    const page = pageThatChecks();
    page.load();
    page.providerSays("error");
    assert.equal(page.silent.src, "");
    assert.equal(page.timers.size, 0);
    page.told.is(["error"]);
  },
  a_silent_sign_in_that_never_ends_is_given_up() {
    const page = pageThatChecks();
    page.load();
    page.providerSays("changed");
    [...page.timers.values()][0].run();
    page.told.is(["error"]);
    assert.equal(page.silent.src, "");
  },
  the_outcome_goes_to_our_own_site_alone() {
    const told = [];
    const dataset = { outcome: "same", state: "s2", site: app };
    const window = { parent: { postMessage: (message, origin) => told.push([message, origin]) } };
    vm.runInNewContext(silentScript, { window, document: { body: { dataset } } });
    assert.equal(JSON.stringify(told), JSON.stringify([[{ rowclaim_silent: "same", state: "s2" }, app]]));
    const alone = {};
    alone.parent = alone;
    vm.runInNewContext(silentScript, { window: alone, document: { body: { dataset } } });
  },
};

for (const [name, run] of Object.entries(cases)) {
  run();
  console.log(`${name}: passed`);
}
