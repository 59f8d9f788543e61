// Entering a sheet of paper: each box goes on to the next as soon as it is filled. Works without, with the tab key.
(function () {
  "use strict";
  var boxes = Array.prototype.slice.call(document.querySelectorAll(".sheet-row input"));
  boxes.forEach(function (box, place) {
    box.addEventListener("input", function () {
      var typed = box.value.trim(), next = boxes[place + 1] || document.querySelector("textarea[name=comment]");
      if (next && (typed.length >= box.maxLength || /^[dn?-]$/i.test(typed))) { next.focus(); if (next.select) { next.select(); } }
    });
  });
})();
