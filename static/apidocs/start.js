// A link inside the button that opens an operation is one stop too many for the keyboard; the address changes without it.
const plainNames = ({ React }) => ({ wrapComponents: { DeepLink: () => ({ text }) => React.createElement("span", null, text) } });

// Configuration by the address (`?url=`) is off by default and must stay so: it would show others' documents as ours.
window.addEventListener("DOMContentLoaded", () => {
  window.SwaggerUIBundle({
    url: document.querySelector("#apidocs").dataset.document,
    dom_id: "#apidocs",
    layout: "BaseLayout",
    deepLinking: true,
    displayRequestDuration: true,
    validatorUrl: null,
    plugins: [plainNames],
    onComplete: () => document.querySelector("#servers")?.setAttribute("aria-label", "Server"),
  });
});
