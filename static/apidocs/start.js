// Configuration by the address (`?url=`) is off by default and must stay so: it would show others' documents as ours.
window.addEventListener("DOMContentLoaded", () => {
  window.SwaggerUIBundle({
    url: document.querySelector("#apidocs").dataset.document,
    dom_id: "#apidocs",
    layout: "BaseLayout",
    deepLinking: true,
    displayRequestDuration: true,
    validatorUrl: null,
  });
});
