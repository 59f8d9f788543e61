// A survey whose connection is lost says so, keeps what was chosen, and sends it when the connection is back. Its forms
// are sent by htmx, so a post that doesn't arrive leads nowhere. Which one arrived is for the server to know: whatever
// is sent again is taken once.
(function () {
  "use strict";
  var form = null, submitter = null, again = 0;
  function find(id) { return document.getElementById(id); }
  function kept(event) { return event.target.closest ? event.target.closest("form[data-kept]") : null; }
  function isLost() { return Boolean(find("unsaved") && !find("unsaved").hidden); }
  // Whoever pressed a button wants that again; whoever has gone on writing since then wants it kept, and no more.
  function send() {
    window.clearTimeout(again);
    if (!form || !form.isConnected) { return; }
    if (submitter && submitter.isConnected) { form.requestSubmit(submitter); return; }
    window.htmx.trigger(form.querySelector("textarea[hx-post]") || form, "change");
  }
  function lost() {
    find("unsaved").hidden = false;
    if (submitter) { find("unsaved").scrollIntoView({ block: "nearest" }); }
    find("saved").textContent = "";
    window.clearTimeout(again);
    again = window.setTimeout(send, 5000);
  }
  // htmx goes by the button that was clicked last: none when a post is sent again, and the wrong one for a choice that
  // still waited when the button was pressed. Only the post of the button itself may lead on.
  document.addEventListener("htmx:configRequest", function (event) {
    if (!kept(event)) { return; }
    form = kept(event);
    var cause = event.detail.triggeringEvent;
    submitter = cause && cause.type === "submit" ? cause.submitter : null;
    if (event.target === form) {
      form.querySelectorAll("button[name]").forEach(function (one) { delete event.detail.parameters[one.name]; });
    }
    if (submitter && submitter.name) { event.detail.parameters[submitter.name] = submitter.value; }
  });
  document.addEventListener("input", function (event) { if (kept(event)) { submitter = null; } });
  // What was refused comes as the whole page, which says why.
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (!kept(event) || event.detail.xhr.status !== 422) { return; }
    event.detail.shouldSwap = true;
    event.detail.isError = false;
    event.detail.target = find("content");
    event.detail.selectOverride = "#content > *";
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.target.id === "content") { event.target.focus(); }
  });
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach(function (name) {
    document.addEventListener(name, function (event) { if (kept(event)) { lost(); } });
  });
  document.addEventListener("htmx:afterOnLoad", function (event) {
    if (!kept(event) || !event.detail.successful) { return; }
    window.clearTimeout(again);
    find("unsaved").hidden = true;
  });
  document.addEventListener("click", function (event) {
    if (!event.target.closest("#try-again")) { return; }
    find("unsaved").hidden = true;
    send();
  });
  window.addEventListener("online", function () { if (isLost()) { send(); } });
})();
