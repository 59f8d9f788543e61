// Dragging an area or a question by its grip sends the form that stands on the page; the buttons do the same without.
(function () {
  "use strict";
  var form = document.getElementById("arrange");
  var dragged = null;
  if (!form) { return; }
  // Who moves something by its buttons stays on them, in its new place; at the end of a list only the other one is there.
  document.addEventListener("submit", function (event) {
    var button = event.submitter;
    if (button && button.name === "to") { window.sessionStorage.setItem("moved", event.target.elements.key.value + " " + button.value); }
  });
  var moved = (window.sessionStorage.getItem("moved") || "").split(" ");
  window.sessionStorage.removeItem("moved");
  var own = Array.from(document.querySelectorAll("button[name=to]")).filter(function (one) { return one.form.elements.key.value === moved[0]; });
  var again = own.find(function (one) { return one.value === moved[1]; }) || own[0];
  // Only after the page has gone to the part that its address names, which takes the focus away.
  if (again) { window.addEventListener("load", function () { window.setTimeout(function () { again.focus(); }, 0); }); }
  document.querySelectorAll("[data-grip]").forEach(function (grip) {
    grip.hidden = false;
    grip.draggable = true;
  });
  function target(event) {
    var one = dragged && event.target.closest ? event.target.closest("[data-kind]") : null;
    while (one && one.dataset.kind !== dragged.dataset.kind) { one = one.parentElement.closest("[data-kind]"); }
    return one && one !== dragged ? one : null;
  }
  // An area without a question has nothing before which one could stand.
  function list(event) {
    return dragged && dragged.dataset.kind === "question" && event.target.closest ? event.target.closest("[data-list]") : null;
  }
  function after(one) {
    var next = one.nextElementSibling;
    while (next && next.dataset.kind !== one.dataset.kind) { next = next.nextElementSibling; }
    return next;
  }
  // Who drags something down to a place wants it to stand there, so after what moves up.
  function keyBefore(one) {
    var down = one.parentElement === dragged.parentElement && dragged.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
    var stands = down ? after(one) : one;
    return stands ? stands.dataset.key : "";
  }
  function unmark() {
    document.querySelectorAll(".is-before").forEach(function (one) { one.classList.remove("is-before"); });
  }
  document.addEventListener("dragstart", function (event) {
    var grip = event.target.closest ? event.target.closest("[data-grip]") : null;
    if (!grip) { return; }
    dragged = grip.closest("[data-kind]");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.key);
    dragged.classList.add("is-dragged");
  });
  document.addEventListener("dragover", function (event) {
    var one = target(event) || list(event);
    unmark();
    if (one) { event.preventDefault(); one.classList.add("is-before"); }
  });
  document.addEventListener("drop", function (event) {
    var one = target(event);
    var into = list(event);
    if (!one && !into) { return; }
    event.preventDefault();
    form.elements.kind.value = dragged.dataset.kind;
    form.elements.key.value = dragged.dataset.key;
    form.elements.before.value = one ? keyBefore(one) : "";
    form.elements.into.value = into ? into.dataset.list : "";
    form.submit();
  });
  document.addEventListener("dragend", function () {
    if (dragged) { dragged.classList.remove("is-dragged"); }
    dragged = null;
    unmark();
  });
})();
