// Offers names after an "@" in a note. Without this one writes the name in full.
(function () {
  "use strict";
  var box = null, list = null, timer = 0, asked = 0;
  function close() { if (list) { list.remove(); list = null; box.removeAttribute("aria-activedescendant"); } }
  function begun() {
    var before = box.value.slice(0, box.selectionStart);
    var found = /@([^@\n]{1,40})$/.exec(before);
    return found ? { at: before.length - found[0].length, word: found[1] } : null;
  }
  function choose(name) {
    var place = begun();
    if (!place) { return close(); }
    box.setRangeText("@" + name + " ", place.at, box.selectionStart, "end");
    close();
    box.focus();
  }
  function mark(step) {
    var rows = Array.from(list.children), now = rows.findIndex(function (row) { return row.ariaSelected === "true"; });
    var next = (now + step + rows.length) % rows.length;
    rows.forEach(function (row, place) { row.setAttribute("aria-selected", String(place === next)); row.classList.toggle("active", place === next); });
    box.setAttribute("aria-activedescendant", rows[next].id);
  }
  function show(names) {
    close();
    if (!names.length) { return; }
    list = document.createElement("ul");
    list.className = "mention-list list-group";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "@");
    names.forEach(function (name, place) {
      var row = document.createElement("li");
      row.id = "mention-" + place;
      row.className = "list-group-item list-group-item-action";
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", "false");
      row.textContent = name;
      row.addEventListener("mousedown", function (event) { event.preventDefault(); choose(name); });
      list.append(row);
    });
    box.after(list);
  }
  document.addEventListener("input", function (event) {
    if (!event.target.matches("textarea[data-mentions]")) { return; }
    if (box !== event.target) { close(); box = event.target; }
    window.clearTimeout(timer);
    var place = begun(), form = box.form;
    if (!place || !form.dataset.mentionsFrom) { return close(); }
    timer = window.setTimeout(function () {
      var number = asked += 1, joint = form.elements.joint;
      var query = new URLSearchParams({ q: place.word, joint: joint && joint.checked ? "on" : "" });
      window.fetch(form.dataset.mentionsFrom + "?" + query).then(function (answer) { return answer.json(); })
        .then(function (data) { if (number === asked) { show(data.names); } }).catch(close);
    }, 150);
  });
  document.addEventListener("keydown", function (event) {
    if (!list || event.target !== box) { return; }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(event.key === "ArrowDown" ? 1 : -1); }
    else if (event.key === "Escape") { close(); }
    else if (event.key === "Enter" && list.querySelector(".active")) { event.preventDefault(); choose(list.querySelector(".active").textContent); }
  });
  document.addEventListener("focusout", function (event) { if (event.target === box) { window.setTimeout(close, 100); } });
})();
