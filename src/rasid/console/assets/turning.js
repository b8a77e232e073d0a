// Turns the pages of tables and applies filters without loading the whole page: the parts that
// change are put in place. What fails is loaded as any page is, so that it is seen.
"use strict";
(() => {
  const policy = window.trustedTypes
    ? trustedTypes.createPolicy("htmx", { createHTML: (text) => text })
    : { createHTML: (text) => text };

  htmx.registerExtension("rasid", { init: (api) => api.initSecurity(policy) });

  document.addEventListener("htmx:before:swap", (event) => {
    const { request, response } = event.detail.ctx;
    if (response.status < 400) return;
    event.preventDefault();
    location.assign(request.action);
  });
  document.addEventListener("htmx:error", (event) => location.assign(event.detail.ctx.request.action));

  document.addEventListener("htmx:after:swap", (event) => {
    const turned = event.detail.ctx.sourceElement.closest("[data-turned]");
    if (turned) document.getElementById(turned.id)?.scrollIntoView();
    if (document.activeElement === document.body) document.getElementById("content").focus({ preventScroll: true });
  });
})();
