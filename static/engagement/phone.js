// Logging on a phone: what is typed is kept on the device first and sent once there is a connection. Nothing is lost:
// an entry goes from the device when the server has it, or when its writer throws it away. Without this the form posts.
(function () {
  "use strict";
  var KEY = "traction-log", form = document.querySelector("form[data-phone]");
  if (!form) { return; }
  var mine = form.dataset.phone, box = document.querySelector("[data-waiting]"), words = box.dataset;
  var list = box.querySelector("[data-entries]"), note = box.querySelector("[data-note]");
  var offline = document.querySelector("[data-offline]"), sent = [], sending = false;

  function read() {
    try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch (error) { return []; }
  }
  function write(entries) { localStorage.setItem(KEY, JSON.stringify(entries)); }
  function without(key) { return read().filter(function (one) { return one.key !== key; }); }
  function newKey() {
    if (crypto.randomUUID) { return crypto.randomUUID(); }
    var b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64; b[8] = (b[8] & 63) | 128;
    var hex = Array.from(b, function (n) { return n.toString(16).padStart(2, "0"); }).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }
  function today() {
    var now = new Date();
    return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  }
  function fresh() {
    form.elements.key.value = "";
    form.elements.title.value = form.elements.who.value = "";
    form.elements.count_unfound.checked = false;
    form.querySelectorAll("input[type=number]").forEach(function (one) { one.value = ""; });
    form.elements.held_on.value = today();
  }

  function element(tag, text, parent) {
    var made = document.createElement(tag);
    if (text) { made.textContent = text; }
    if (parent) { parent.appendChild(made); }
    return made;
  }
  function button(text, parent, act) {
    var made = element("button", text, parent);
    made.type = "button";
    made.className = "btn btn-sm btn-secondary";
    made.addEventListener("click", act);
  }
  function label(entry) {
    var kind = form.elements.kind.querySelector('option[value="' + entry.kind + '"]');
    return (entry.title || (kind ? kind.textContent : entry.kind)) + " · " + entry.held_on;
  }
  function show() {
    var all = read(), own = all.filter(function (one) { return one.user === mine; });
    list.textContent = "";
    own.forEach(function (entry) {
      var row = element("li", "", list);
      row.className = "phone-entry";
      element("strong", label(entry), row);
      (entry.errors || []).forEach(function (text) { element("p", text, row).className = "text-bad mb-1"; });
      if (!entry.errors) { element("span", " " + words.waits, row).className = "badge badge-warn"; }
      var actions = element("p", "", row);
      actions.className = "phone-actions";
      button(words.change, actions, function () { take(entry); });
      button(words.drop, actions, function () {
        if (window.confirm(words.sure)) { write(without(entry.key)); show(); }
      });
    });
    sent.forEach(function (one) {
      var row = element("li", words.sent + ": ", list), link = element("a", one.text, row);
      link.href = one.address;
    });
    if (all.length > own.length) { element("li", words.other, list).className = "muted"; }
    box.hidden = !list.children.length;
    offline.hidden = navigator.onLine;
  }
  // Back into the form, to be put right; it leaves the list only for the form.
  function take(entry) {
    if (form.elements.who.value.trim() && !window.confirm(words.sure)) { return; }
    Object.keys(entry.fields).forEach(function (name) {
      var field = form.elements[name];
      if (!field) { return; }
      if (field.type === "checkbox") { field.checked = !!entry.fields[name]; } else { field.value = entry.fields[name]; }
    });
    form.elements.key.value = entry.key;
    form.elements.who.focus();
  }

  function entered() {
    var fields = {};
    new FormData(form).forEach(function (value, name) {
      if (name !== "csrfmiddlewaretoken" && name !== "key" && name !== "meant") { fields[name] = value; }
    });
    return {
      key: form.elements.key.value || newKey(), user: mine, fields: fields,
      kind: fields.kind, title: fields.title, held_on: fields.held_on
    };
  }
  form.addEventListener("submit", function (event) {
    // An answer of the server with something to choose is answered to the server.
    if (form.querySelector("[name=meant]")) { return; }
    var entry = entered();
    try { write(without(entry.key).concat([entry])); } catch (error) { return; }
    event.preventDefault();
    delete form.dataset.sent;
    fresh();
    show();
    send();
  }, true);

  function token() {
    return fetch(window.location.pathname, { headers: { "X-Fresh": "1" }, cache: "no-store" }).then(function (answer) {
      if (!answer.ok || answer.redirected) { throw new Error(words.signIn); }
      return answer.text();
    }).then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html"), there = page.querySelector("form[data-phone]");
      if (!there || there.dataset.phone !== mine) { throw new Error(words.signIn); }
      return there.querySelector("[name=csrfmiddlewaretoken]").value;
    });
  }
  function post(entry, csrf) {
    var data = new FormData();
    Object.keys(entry.fields).forEach(function (name) { data.append(name, entry.fields[name]); });
    data.append("key", entry.key);
    return fetch(form.dataset.send, { method: "POST", body: data, headers: { "X-CSRFToken": csrf } }).then(function (answer) {
      if (answer.status === 422) {
        return answer.json().then(function (said) {
          write(read().map(function (one) {
            return one.key === entry.key ? Object.assign({}, one, { errors: said.errors }) : one;
          }));
        });
      }
      if (!answer.ok || answer.redirected) { throw new Error(words.signIn); }
      return answer.json().then(function (made) { sent.unshift(made); write(without(entry.key)); });
    });
  }
  function sendAll() {
    var waiting = read().filter(function (one) { return one.user === mine && !one.errors; });
    if (!waiting.length) { return Promise.resolve(); }
    return token().then(function (csrf) {
      return waiting.reduce(function (before, entry) {
        return before.then(function () { return post(entry, csrf); }).then(show);
      }, Promise.resolve());
    });
  }
  function send() {
    if (sending || !navigator.onLine) { return; }
    sending = true;
    note.textContent = "";
    // Two windows of the same browser send one after the other; the key keeps doubles out in any case.
    var run = navigator.locks ? navigator.locks.request(KEY, sendAll) : sendAll();
    run.catch(function (error) { if (!(error instanceof TypeError)) { note.textContent = error.message; } })
      .then(function () { sending = false; show(); });
  }

  window.addEventListener("online", function () { show(); send(); });
  window.addEventListener("offline", show);
  window.addEventListener("storage", show);
  window.setInterval(send, 30000);
  if (!form.querySelector(".is-invalid")) { form.elements.held_on.value = form.elements.held_on.value || today(); }
  if (!navigator.onLine) { form.elements.held_on.value = today(); }
  show();
  send();
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(form.dataset.worker).then(function () { return navigator.serviceWorker.ready; })
      .then(function (one) {
        var parts = performance.getEntriesByType("resource").map(function (entry) { return entry.name; })
          .filter(function (name) { return name.indexOf(window.location.origin + "/static/") === 0; });
        var line = new MessageChannel();
        line.port1.onmessage = function (said) {
          if (said.data.all) { document.documentElement.dataset.atHand = "yes"; }
        };
        one.active.postMessage({ keep: [window.location.pathname].concat(parts) }, [line.port2]);
      });
  }
})();
