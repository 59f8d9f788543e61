// Small conveniences; every page works without them.
(function () {
  "use strict";
  // A list's filters take effect as soon as one is changed.
  document.addEventListener("change", function (event) {
    var form = event.target.closest("form[data-submit-on-change]");
    if (form && event.target.matches("select, input[type=checkbox], input[type=radio]")) { form.requestSubmit(); }
  });
  // The second press of a button does not post twice.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || event.defaultPrevented || "download" in form.dataset) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    window.setTimeout(function () { delete form.dataset.sent; }, 4000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });
  // A list follows what is typed as it is typed. Whoever then ticks a row leaves the box, and would lose the tick to a
  // list that came anew.
  document.addEventListener("change", function (event) {
    if (event.target.matches("form.filters .search-input")) { event.stopPropagation(); }
  }, true);
  // One tick for all rows of a page; after a list was narrowed in place its head is new.
  function showTicks() {
    document.querySelectorAll("[data-tick-all]").forEach(function (box) { box.hidden = false; });
  }
  showTicks();
  document.addEventListener("htmx:afterSettle", showTicks);
  document.addEventListener("change", function (event) {
    var all = event.target.dataset.tickAll;
    if (!all) { return; }
    document.querySelectorAll('input[type=checkbox][form="' + all + '"]').forEach(function (box) { box.checked = event.target.checked; });
  });
  // What could not be saved in place is said beside what was typed.
  ["htmx:responseError", "htmx:sendError"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var form = event.target.closest("form.in-place");
      var told = form && form.querySelector("[data-in-place-error]");
      if (!told) { return; }
      told.hidden = false;
      delete form.dataset.sent;
      told.scrollIntoView({ block: "nearest" });
    });
  });
  // What only a script can do is offered only where there is one.
  document.querySelectorAll("[data-copy], [data-print]").forEach(function (button) {
    button.hidden = "copy" in button.dataset && !navigator.clipboard;
  });
  // On paper nothing can be unfolded, so all of it is while the page is printed.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("main details:not([open])").forEach(function (one) { one.dataset.unfolded = "yes"; one.open = true; });
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll("details[data-unfolded]").forEach(function (one) { delete one.dataset.unfolded; one.open = false; });
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) { window.print(); return; }
    var button = event.target.closest("[data-copy]");
    if (!button) { return; }
    var source = document.getElementById(button.dataset.copy);
    navigator.clipboard.writeText(("value" in source ? source.value : source.innerText).trim()).then(function () {
      var label = button.querySelector("span"), before = label.textContent;
      label.setAttribute("role", "status");
      label.textContent = button.dataset.copied;
      window.setTimeout(function () { label.textContent = before; }, 3000);
    });
  });
  // A demo sign-in fills the form and sends it.
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-sign-in-email]");
    if (!button) { return; }
    var form = document.getElementById("sign-in");
    form.elements.login.value = button.dataset.signInEmail;
    form.elements.password.value = button.dataset.signInPassword;
    form.requestSubmit();
  });
  // A passkey that was refused or cancelled is no error of the page.
  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    document.querySelectorAll("[data-passkey-error]").forEach(function (alert) { alert.hidden = false; });
  });
  // On a narrow screen the row of tabs scrolls; the current one should be in sight.
  document.querySelectorAll(".tabs a.active").forEach(function (tab) {
    var row = tab.closest(".tabs");
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.clientWidth) / 2;
  });
  // On a phone a long course scrolls; its newest days should be in sight.
  document.querySelectorAll(".chart").forEach(function (figure) {
    if (figure.querySelector('.chart-svg[width="760"]:not(.map)')) { figure.scrollLeft = figure.scrollWidth; }
  });
  // Who signs out leaves no page behind in the browser; what waits to be sent stays with its writer's mark.
  if (window.caches && !document.body.hasAttribute("hx-headers")) { window.caches.delete("traction-log"); }
  // "/" goes to the page's search box, as elsewhere.
  document.addEventListener("keydown", function (event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.target.closest("input, textarea, select, [contenteditable]")) { return; }
    var box = document.querySelector("input[type=search]");
    if (box) { event.preventDefault(); box.focus(); }
  });
})();
