// Narrows a list of people while one types, and counts the ticked ones; the list works without.
(function () {
  "use strict";
  document.querySelectorAll("[data-picker]").forEach(function (picker) {
    var box = picker.querySelector("[data-picker-search]");
    var count = picker.querySelector("[data-picker-count]");
    function show() {
      var ticked = picker.querySelectorAll("input[type=checkbox]:checked").length;
      count.textContent = ticked + " " + count.dataset.text;
    }
    function narrow() {
      var words = box.value.trim().toLowerCase();
      picker.querySelectorAll(".picker fieldset").forEach(function (group) {
        var any = false;
        group.querySelectorAll(".form-check").forEach(function (row) {
          var fits = row.textContent.toLowerCase().indexOf(words) !== -1;
          row.hidden = !fits;
          any = any || fits;
        });
        group.hidden = !any;
      });
    }
    box.hidden = false;
    box.addEventListener("input", narrow);
    box.addEventListener("keydown", function (event) { if (event.key === "Enter") { event.preventDefault(); } });
    picker.addEventListener("change", show);
    show();
  });
})();
