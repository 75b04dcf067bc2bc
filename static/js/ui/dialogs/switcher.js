import { html } from "htm/preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../core/i18n.js";
import { route } from "../../core/router.js";
import { visited } from "../../core/visited-rooms.js";
import { faultText } from "../../view/names.js";
import { offered } from "../../view/switcher-choices.js";
import { useChat } from "../parts/chat-context.js";
import { Dialog } from "../parts/dialog.js";
import { Icon, IconButton } from "../parts/icon.js";
import { open, show } from "../parts/open-dialog.js";
import { ChoiceRow } from "./choice-row.js";
import { actions, myRooms, others, shared } from "./destinations.js";
import { usePeople } from "./people-search.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };
const roomKey = (id) => `room-${id}`;

/** The dialog with one field that finds my rooms, people, a room by its share ID, and the app's actions. */
export function Switcher() {
  const chat = useChat();
  const list = useRef(null);
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const [fault, setFault] = useState(/** @type {any} */ (null));
  const { people, status } = usePeople(query);
  const choices = [...shared(chat, query), ...myRooms(chat), ...others(chat, people), ...actions(chat)];
  const groups = offered(choices, { query, visited: visited.value.map(roomKey), here: roomKey(route.value.room_id) });
  const items = groups.flatMap((group) => group.items);
  const active = items[Math.min(at, items.length - 1)];
  useLayoutEffect(() => list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }), [active?.key]);

  const write = (event) => {
    setQuery(event.currentTarget.value);
    setAt(0);
    setFault(null);
  };
  const done = () => open.peek() === "switcher" && show(null);
  // Choices that navigate at once close the dialog in the same rendering, so that the new page can take the focus.
  const take = (choice) => {
    const way = choice.go();
    return way ? way.then(done, setFault) : done();
  };
  const onKeyDown = (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && active) take(active);
    else if (STEPS[event.key]) setAt((Math.min(at, items.length - 1) + STEPS[event.key] + items.length) % items.length);
    else return;
    event.preventDefault();
  };
  const label = t("Find a room, a person or an action");
  return html`<${Dialog} name="switcher" title=${label} extra="dialog--switcher" quiet>
    <div class="switcher__field"><${Icon} name="search" />
      <input class="switcher__input" type="text" role="combobox" aria-label=${label} aria-expanded=${String(items.length > 0)} aria-controls="choices" aria-autocomplete="list"
        aria-activedescendant=${active && `choice-${active.key}`} placeholder=${t("A room, a name, a share ID…")} value=${query} onInput=${write} onKeyDown=${onKeyDown}
        autofocus autocomplete="off" autocapitalize="none" spellcheck="false" enterkeyhint="go" maxlength="64" dir="auto" />
      <${IconButton} icon="close" label=${t("Close")} onClick=${() => show(null)} /></div>
    ${fault && html`<p class="switcher__fault" role="alert"><${Icon} name="alert" />${faultText(fault)}</p>`}
    <div class="switcher__list" id="choices" role="listbox" aria-label=${t("Results")} ref=${list}>
      ${groups.map(({ group, items: some }) => html`<${Group} key=${group} name=${group} items=${some} active=${active} onTake=${take} />`)}
    </div>
    <${Outcome} query=${query} status=${status} count=${items.length} />
  <//>`;
}

const TITLES = { rooms: () => t("Rooms"), people: () => t("People"), actions: () => t("Actions") };

const Group = ({ name, items, active, onTake }) => html`<div class="switcher__group" role="group" aria-labelledby=${`choices-${name}`}>
  <p class="switcher__heading" id=${`choices-${name}`} role="presentation">${TITLES[name]()}</p>
  ${items.map((choice) => html`<${ChoiceRow} key=${choice.key} choice=${choice} active=${choice === active} onTake=${onTake} />`)}
</div>`;

function Outcome({ query, status, count }) {
  const nothing = query.trim() && !count && status !== "looking";
  return html`<div role="status">
    ${nothing && html`<div class="switcher__nothing"><p class="empty__title">${t("Nothing found for “{query}”", { query: query.trim() })}</p>
      <p class="muted small">${t("People are found by the beginning of a word of their name, rooms of others only by their share ID.")}</p></div>`}
    ${status === "away" && html`<p class="switcher__note">${t("No connection: only what is on this device was searched.")}</p>`}
  </div>`;
}
