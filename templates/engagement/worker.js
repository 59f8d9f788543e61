// Keeps the page for a phone at hand: what the network gives is kept, and shown when there is none.
"use strict";
const KEPT = "traction-log";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
async function keep(request, answer) {
  if (answer.ok && !answer.redirected) { await (await caches.open(KEPT)).put(request, answer.clone()); }
  return answer;
}
async function fetched(request) {
  try {
    return await keep(request, await fetch(request));
  } catch (error) {
    // The answer varies by cookies, which no script sees; whose page it is, the page itself says.
    const found = await caches.match(request, { ignoreSearch: request.mode === "navigate", ignoreVary: true });
    if (found) { return found; }
    throw error;
  }
}
// The page asks for its own parts to be kept, as most of them came before this script, and is told once they are.
async function keepOf(addresses, asker) {
  const kept = await Promise.all(addresses.map(
    (one) => fetch(one).then((answer) => keep(one, answer)).then((answer) => answer.ok).catch(() => false)
  ));
  if (asker) { asker.postMessage({ all: kept.every(Boolean) }); }
}
self.addEventListener("message", (event) => {
  const addresses = event.data && event.data.keep;
  if (Array.isArray(addresses)) { event.waitUntil(keepOf(addresses, event.ports[0])); }
});
self.addEventListener("fetch", (event) => {
  const request = event.request, here = new URL(request.url).origin === self.location.origin;
  if (request.method !== "GET" || !here || request.headers.has("X-Fresh")) { return; }
  event.respondWith(fetched(request));
});
