"""What a page may not do or have, whatever people typed: for evaluation in Chromium."""

from __future__ import annotations

from app.services.markdown import TAGS

WATCH = """(() => {
  const tell = (what) => console.error(`a payload ran: ${what}`);
  for (const name of ["ran", "alert", "confirm", "prompt", "print"]) self[name] = () => tell(name);
  addEventListener("securitypolicyviolation", (event) =>
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`), true);
})()"""
"""For every frame before anything else: what runs, or would, is an error on the console."""

OURS = """
a article aside b blockquote body br button canvas circle code dd defs details dialog div dl dt em fieldset
figure footer form g h1 h2 h3 h4 head header hgroup hr html i img input kbd label legend li line link main
meta nav noscript ol optgroup option output p path pre progress rect s script section select small span strong
summary sup svg symbol table tbody td template textarea th thead time title tr ul use wbr
"""
"""Kinds of elements that our pages are made of."""

FAULTS = """([ours, inText]) => {
  const here = (address) => new URL(address, location).origin === location.origin;
  const IMAGES = /^(data:image\\/|blob:)/;
  const schemes = ["http:", "https:", "mailto:", "blob:"];
  const own = (element, name, value) =>
    name === "href" && element.localName === "a" ? schemes.includes(new URL(value, location).protocol)
    : element.matches("img, link[rel=icon]") ? here(value) || IMAGES.test(value) : here(value);
  const faults = [];
  const fault = (element, why) => faults.push(`${why}: ${element.outerHTML.slice(0, 300)}`);
  for (const element of document.querySelectorAll("*")) {
    const { localName, attributes } = element;
    if (!ours.includes(localName)) fault(element, "a foreign element");
    if (localName === "meta" && element.httpEquiv) fault(element, "a foreign meta");
    if (localName === "script" && !element.src && !/json|importmap/.test(element.type))
      fault(element, "an inline script");
    for (const { name, value } of attributes) {
      const leads = /^(xlink:href|href|src|action|formaction|data|poster|background)$/i.test(name);
      if (/^on/i.test(name) || name === "srcdoc") fault(element, `the attribute ${name}`);
      if (leads && !own(element, name, value)) fault(element, `an address in ${name}`);
    }
  }
  for (const element of document.querySelectorAll(".message__text--html *")) {
    if (!inText.includes(element.localName)) fault(element, "foreign to a message");
    for (const { name } of element.attributes)
      if (!["href", "rel", "target", "start", "class"].includes(name)) fault(element, `${name} in a message`);
  }
  for (const element of document.querySelectorAll(".message__text:not(.message__text--html) *"))
    fault(element, "an element in plain text");
  return faults;
}"""
FAULTS_ARGUMENT = [OURS.split(), sorted(TAGS)]

SHAPE = """(html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const shape = ({ localName, attributes }) => `${localName} ${[...attributes].map(({ name }) => name)}`;
  return [...page.querySelectorAll("*")].map(shape).join("\\n");
}"""
"""A page's elements and the names of their attributes, as Chromium reads them."""
