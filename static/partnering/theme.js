// Runs before the page is painted, so that a dark page never flashes light.
(function () {
  "use strict";
  var device = window.matchMedia("(prefers-color-scheme: dark)");
  function chosen() {
    try { return localStorage.getItem("traction-theme") || "auto"; } catch (refused) { return "auto"; }
  }
  function apply() {
    var theme = chosen();
    var dark = theme === "dark" || (theme === "auto" && device.matches);
    document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
    document.querySelectorAll("[data-theme-switch] button").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.theme === theme));
    });
  }
  apply();
  device.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-theme-switch]").forEach(function (group) {
      group.hidden = false;
      group.addEventListener("click", function (event) {
        var button = event.target.closest("button");
        if (!button) { return; }
        try { localStorage.setItem("traction-theme", button.dataset.theme); } catch (refused) { return; }
        apply();
      });
    });
    apply();
  });
})();
