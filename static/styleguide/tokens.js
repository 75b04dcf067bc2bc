import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { boot } from "../js/core/boot.js";
import { Icon } from "../js/ui/parts/icon.js";

const found = () => {
  const rules = [];
  const walk = (list) => {
    for (const rule of list) {
      if (rule.selectorText === ":root") rules.push(rule);
      else if (rule.cssRules && !rule.media) walk(rule.cssRules);
    }
  };
  for (const sheet of document.styleSheets) walk(sheet.cssRules);
  return rules.flatMap((rule) => [...rule.style].filter((name) => name.startsWith("--")).map((name) => [name, rule.style.getPropertyValue(name).trim()]));
};

// Read from the style sheets themselves, of which several come as one file, so a token that comes or goes does so here, too.
const TOKENS = new Map(found());
const named = (start) => [...TOKENS.keys()].filter((name) => name.startsWith(start));
const colours = [...TOKENS].filter(([, value]) => value.startsWith("light-dark(")).map(([name]) => name);

export const Colours = () => html`<div class="guide__swatches">${colours.map(
  (name) => html`<div class="guide__swatch"><div class="guide__colour" style=${{ background: `var(${name})` }}></div>${name}</div>`,
)}</div>`;

export const Type = () => [
  named("--text-").map((name) => html`<div><p class="guide__caption">${name} ${TOKENS.get(name)}</p>
    <p class="guide__sample" style=${{ fontSize: `var(${name})` }}>Ngopi jam empat, siapa ikut?</p></div>`),
  ["--font", "--font-display", "--font-code"].map((name) => html`<div><p class="guide__caption">${name}</p>
    <p class="guide__sample" style=${{ fontFamily: `var(${name})`, fontSize: "var(--text-lg)" }}>Ngobrol 0123456789 Il1</p></div>`),
];

export const Measures = () => [
  named("--space-").map((name) => html`<div class="guide__measure"><p class="guide__caption">${name} ${TOKENS.get(name)}</p>
    <div class="guide__bar" style=${{ inlineSize: `var(${name})` }}></div></div>`),
  html`<div class="guide__swatches">${named("--radius-").map((name) => html`<div class="guide__swatch">
    <div class="guide__corner" style=${{ borderRadius: `var(${name})` }}></div>${name}</div>`)}
    ${named("--shadow-").filter((name) => !colours.includes(name)).map((name) => html`<div class="guide__swatch">
    <div class="guide__corner" style=${{ boxShadow: `var(${name})`, borderColor: "transparent" }}></div>${name}</div>`)}</div>`,
];

export function Icons() {
  const [names, setNames] = useState([]);
  useEffect(() => {
    const read = async () => {
      const sprite = new DOMParser().parseFromString(await (await fetch(boot.icons)).text(), "image/svg+xml");
      setNames([...sprite.querySelectorAll("symbol[id]")].map(({ id }) => id));
    };
    read();
  }, []);
  return html`<div class="guide__swatches">${names.map((name) => html`<div class="guide__swatch"><${Icon} name=${name} />${name}</div>`)}</div>`;
}
