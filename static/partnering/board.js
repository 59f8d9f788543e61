// Dragging a card into another column presses the card's own button for it, so that both do the same.
(function () {
  "use strict";
  var dragged = null;
  function over(event) { return dragged && event.target.closest ? event.target.closest("[data-column]") : null; }
  function button(column) {
    var live = dragged && document.getElementById(dragged);
    return live && column ? live.querySelector('button[name=to][value="' + column.dataset.column + '"]') : null;
  }
  function unmark() { document.querySelectorAll(".board-column.is-over").forEach(function (one) { one.classList.remove("is-over"); }); }
  document.addEventListener("dragstart", function (event) {
    var card = event.target.closest ? event.target.closest(".board-card[draggable=true]") : null;
    if (!card) { return; }
    dragged = card.id;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.id);
    card.classList.add("is-dragged");
  });
  document.addEventListener("dragover", function (event) {
    var column = over(event);
    unmark();
    if (button(column)) { event.preventDefault(); column.classList.add("is-over"); }
  });
  document.addEventListener("drop", function (event) {
    var press = button(over(event));
    if (press) { event.preventDefault(); press.click(); }
  });
  document.addEventListener("dragend", function () {
    var card = dragged && document.getElementById(dragged);
    if (card) { card.classList.remove("is-dragged"); }
    dragged = null;
    unmark();
  });
  // After a move by keyboard the focus stays with the card, in its new column.
  document.addEventListener("htmx:afterSettle", function (event) {
    var from = event.detail.requestConfig && event.detail.requestConfig.elt;
    var path = from && from.getAttribute ? from.getAttribute("hx-post") : null;
    var form = path && document.querySelector('.board-card form[hx-post="' + path + '"]');
    var link = form && form.closest(".board-card").querySelector("a");
    if (link) { link.focus({ preventScroll: true }); }
  });
})();
