// The palette: Ctrl-K or Cmd-K on every page, or the button in the top bar, which without scripts leads to the search.
(function () {
  "use strict";
  var dialog = document.getElementById("palette");
  if (!dialog || !dialog.showModal) { return; }
  var input = document.getElementById("palette-input");
  var list = document.getElementById("palette-list");
  var answered = null;  // the words that the list answers
  var goes = false;  // Enter was pressed before their list had come

  function options() { return Array.from(list.querySelectorAll("a[role=option]")); }
  function choose(option) {
    options().forEach(function (one) { one.setAttribute("aria-selected", String(one === option)); });
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }
  function chosen() { return list.querySelector('[aria-selected="true"]'); }
  function open() {
    if (dialog.open) { return; }
    dialog.showModal();
    input.select();
    input.dispatchEvent(new CustomEvent("palette-opened"));
  }
  function move(by) {
    var all = options();
    if (!all.length) { return; }
    choose(all[(all.indexOf(chosen()) + by + all.length) % all.length]);
  }

  document.addEventListener("keydown", function (event) {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      if (dialog.open) { dialog.close(); } else { open(); }
    }
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-palette]") && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open();
    } else if (event.target === dialog) {
      dialog.close();
    }
  });
  input.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      // What stands there until the answer comes belongs to other words; the first of the new list is opened once it is there.
      goes = input.value !== answered;
      if (!goes && chosen()) { chosen().click(); }
    } else if (event.key === "Escape") {
      // A search box would take the first press for itself, to empty it.
      event.preventDefault();
      dialog.close();
    }
  });
  input.addEventListener("input", function () { goes = false; });
  dialog.addEventListener("close", function () { goes = false; });
  list.addEventListener("htmx:afterSwap", function (event) {
    answered = event.detail.requestConfig.parameters.q;
    choose(options()[0]);
    if (goes && answered === input.value && chosen()) {
      goes = false;
      chosen().click();
    }
  });
}());
