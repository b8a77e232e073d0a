// Says what is new since a page was made. Nothing on the page changes by itself, and without this
// script nothing is missing that loading the page again does not show.
"use strict";
(() => {
  const box = document.querySelector("[data-since]");
  if (!box) return;
  const list = box.querySelector("ul");
  const link = box.querySelector("p");
  const most = 5;
  let since = box.dataset.since;
  let stream = null;

  const hear = (event) => {
    since = event.lastEventId || since;
    const text = JSON.parse(event.data).text;
    if (!text) return;
    const item = document.createElement("li");
    item.textContent = text;
    list.append(item);
    while (list.children.length > most) list.firstElementChild.remove();
    link.firstElementChild.href = location.href;
    link.hidden = false;
  };

  // How far an import or a sending is, where the page says so.
  const update = (event) => {
    const { key, text } = JSON.parse(event.data);
    const place = document.querySelector(`[data-upload="${CSS.escape(key)}"]`);
    if (place && place.textContent !== text) place.textContent = text;
  };

  // A browser has six connections to a server: only the window that is looked at holds one.
  const follow = () => {
    if (stream) stream.close();
    stream = null;
    if (document.visibilityState !== "visible") return;
    const states = document.querySelector("[data-states]");
    const more = states ? `&${states.dataset.states}` : "";
    stream = new EventSource(`/events?since=${encodeURIComponent(since)}${more}`);
    stream.addEventListener("state", update);
    for (const kind of ["present", "import", "analysis", "decision", "alert", "reset"])
      stream.addEventListener(kind, hear);
  };

  document.addEventListener("visibilitychange", follow);
  window.addEventListener("pagehide", () => stream && stream.close());
  follow();
})();
