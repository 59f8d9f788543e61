// One partnership after another. Without scripts all stand below each other.
(function () {
  "use strict";
  var wall = document.querySelector("[data-wall]");
  var slides = wall ? Array.prototype.slice.call(wall.querySelectorAll(".wall-slide")) : [];
  if (!slides.length) { return; }
  var tools = wall.querySelector("[data-wall-tools]");
  var pause = wall.querySelector("[data-wall-pause]");
  var place = wall.querySelector("[data-wall-place]");
  var kept = { at: 0, paused: window.matchMedia("(prefers-reduced-motion: reduce)").matches };
  try { kept = Object.assign(kept, JSON.parse(window.sessionStorage.getItem("wall") || "{}")); } catch (error) { window.sessionStorage.removeItem("wall"); }
  var at = kept.at % slides.length;
  var paused = kept.paused;
  var loaded = Date.now();

  function show() {
    slides.forEach(function (slide, number) { slide.hidden = number !== at; });
    place.textContent = (at + 1) + " / " + slides.length;
    pause.setAttribute("aria-pressed", String(paused));
    window.sessionStorage.setItem("wall", JSON.stringify({ at: at, paused: paused }));
  }
  function step(by) { at = (at + by + slides.length) % slides.length; show(); }
  function toggle() { paused = !paused; show(); }
  // New figures come with a new page, but only if there is one: a screen without a network keeps what it shows.
  function refresh() {
    if (Date.now() - loaded < 1000 * Number(wall.dataset.freshAfter)) { return; }
    loaded = Date.now();
    window.fetch(window.location.href, { credentials: "same-origin" }).then(function (answer) {
      if (answer.ok) { window.location.reload(); }
    }).catch(function () { /* The next round tries again. */ });
  }

  wall.classList.add("wall-one");
  tools.hidden = false;
  show();
  pause.addEventListener("click", toggle);
  wall.querySelectorAll("[data-wall-step]").forEach(function (button) {
    button.addEventListener("click", function () { step(Number(button.dataset.wallStep)); });
  });
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, button, a")) { return; }
    if (event.key === "p" || event.key === " ") { event.preventDefault(); toggle(); }
    if (event.key === "ArrowRight") { step(1); }
    if (event.key === "ArrowLeft") { step(-1); }
  });
  window.setInterval(function () {
    refresh();
    if (!paused) { step(1); }
  }, 1000 * Number(wall.dataset.seconds));
})();
