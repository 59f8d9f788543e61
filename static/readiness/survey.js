// A survey whose connection is lost says so, keeps what was chosen, and saves it when the connection is back.
(function () {
  "use strict";
  var form = document.querySelector("form[data-kept]"), told = document.getElementById("unsaved"), again = 0;
  if (!form || !told) { return; }
  function save() { window.clearTimeout(again); window.htmx.trigger(form, "change"); }
  function lost() {
    told.hidden = false;
    document.getElementById("saved").textContent = "";
    window.clearTimeout(again);
    again = window.setTimeout(save, 5000);
  }
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach(function (name) { form.addEventListener(name, lost); });
  form.addEventListener("htmx:afterOnLoad", function (event) {
    if (event.detail.successful) { told.hidden = true; window.clearTimeout(again); }
  });
  window.addEventListener("online", function () { if (!told.hidden) { save(); } });
  // Going on without a connection would lead to the browser's own error page.
  form.addEventListener("submit", function (event) {
    if (navigator.onLine === false) { event.preventDefault(); lost(); }
  });
})();
