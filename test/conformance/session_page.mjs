// SPDX-License-Identifier: BSL-1.0
// Runs the page that asks the provider's frame about the session, in a browser made of a few objects, and prints what it did.
//
// usage: node session_page.mjs FILE; the file is JSON with the page, its Content-Security-Policy, and what the frame answers.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import vm from "node:vm";

const { page, policy, answer } = JSON.parse(readFileSync(process.argv[2], "utf8"));

const characters = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
const dataset = {};
for (const [, name, value] of /<body([^>]*)>/.exec(page)[1].matchAll(/ data-([a-z-]+)="([^"]*)"/g)) {
  const member = name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
  dataset[member] = value.replace(/&(amp|lt|gt|quot|#39);/g, (_, reference) => characters[reference]);
}
const script = /<script>([\s\S]*?)<\/script>/.exec(page)[1];

const asked = [];
const heard = {};
const provider = {
  contentWindow: { postMessage: (message, origin) => asked.push([message, origin]) },
  addEventListener: (event, hear) => { heard[`provider ${event}`] = hear; },
};
const silent = { contentWindow: {}, src: "", removeAttribute() { this.src = ""; } };
const frames = { provider, silent };
vm.runInNewContext(script, {
  window: { parent: { postMessage() {} }, addEventListener: (event, hear) => { heard[event] = hear; } },
  document: { body: { dataset }, getElementById: (id) => (page.includes(`<iframe id="${id}"`) ? frames[id] : null) },
  setInterval: () => 1, clearInterval() {}, setTimeout: () => 2, clearTimeout() {},
});
heard["provider load"]();
heard.message({ source: provider.contentWindow, origin: new URL(provider.src).origin, data: answer });

const rules = policy.split("; ").map((rule) => rule.split(" "));
const rule = (name) => rules.find(([each]) => each === name)?.slice(1) ?? [];
const hash = `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
const isAllowed = rule("script-src").includes(hash) && rule("frame-src").includes(new URL(provider.src).origin);
console.log(JSON.stringify({ is_allowed: isAllowed, frame: provider.src, asked, silent: silent.src }));
