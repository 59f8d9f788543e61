// A picture that can be made bigger and moved: by buttons, keys, wheel (with Ctrl) or by dragging. Without this script it
// is simply all there.
(function () {
  "use strict";
  var STEP = 1.3, MOST = 12;
  function start(root) {
    var plane = root.querySelector(".zoom-plane"), picture = plane.querySelector("svg"), tools = root.querySelector(".zoom-tools");
    if (!picture || root.dataset.started) { return; }
    root.dataset.started = "yes";
    tools.hidden = false;
    var all = picture.getAttribute("viewBox").split(" ").map(Number), box = all.slice(), from = null;
    function draw() {
      box[2] = Math.min(Math.max(box[2], all[2] / MOST), all[2]);
      box[3] = box[2] * all[3] / all[2];
      box[0] = Math.min(Math.max(box[0], 0), all[2] - box[2]);
      box[1] = Math.min(Math.max(box[1], 0), all[3] - box[3]);
      picture.setAttribute("viewBox", box.map(function (one) { return one.toFixed(1); }).join(" "));
    }
    function zoom(factor, x, y) {
      var width = box[2] / factor;
      width = Math.min(Math.max(width, all[2] / MOST), all[2]);
      box[0] += (box[2] - width) * x;
      box[1] += (box[3] - width * all[3] / all[2]) * y;
      box[2] = width;
      draw();
    }
    function move(x, y) { box[0] += x * box[2]; box[1] += y * box[3]; draw(); }
    function show(what) {
      if (what === "in") { zoom(STEP, 0.5, 0.5); }
      if (what === "out") { zoom(1 / STEP, 0.5, 0.5); }
      if (what === "all") { box = all.slice(); draw(); }
    }
    tools.addEventListener("click", function (event) {
      var button = event.target.closest("[data-zoom]");
      if (button) { show(button.dataset.zoom); }
    });
    plane.addEventListener("keydown", function (event) {
      var keys = { "+": "in", "=": "in", "-": "out", "0": "all" };
      var ways = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] };
      if (event.ctrlKey || event.metaKey || event.altKey) { return; }
      if (keys[event.key]) { show(keys[event.key]); } else if (ways[event.key] && box[2] < all[2]) { move.apply(null, ways[event.key]); } else { return; }
      event.preventDefault();
    });
    plane.addEventListener("wheel", function (event) {
      if (!event.ctrlKey) { return; }
      event.preventDefault();
      var place = picture.getBoundingClientRect();
      zoom(event.deltaY < 0 ? STEP : 1 / STEP, (event.clientX - place.left) / place.width, (event.clientY - place.top) / place.height);
    }, { passive: false });
    plane.addEventListener("pointerdown", function (event) {
      if (box[2] < all[2] && event.button === 0) { from = [event.clientX, event.clientY]; plane.setPointerCapture(event.pointerId); }
    });
    plane.addEventListener("pointermove", function (event) {
      if (!from) { return; }
      var place = picture.getBoundingClientRect();
      move((from[0] - event.clientX) / place.width, (from[1] - event.clientY) / place.height);
      from = [event.clientX, event.clientY];
    });
    ["pointerup", "pointercancel"].forEach(function (name) { plane.addEventListener(name, function () { from = null; }); });
  }
  function startAll() { document.querySelectorAll("[data-zoomed]").forEach(start); }
  document.addEventListener("DOMContentLoaded", startAll);
  document.addEventListener("htmx:afterSettle", startAll);
  document.addEventListener("input", function (event) {
    if (event.target.id !== "at") { return; }
    var month = document.querySelector("#network-months option[value='" + event.target.value + "']");
    document.getElementById("at-shown").textContent = month ? month.label : "";
  });
})();
