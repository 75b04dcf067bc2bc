import { html } from "htm/preact";
import { t } from "../core/i18n.js";
import { arrive } from "../core/router.js";
import { useChat } from "./context.js";
import { Field, FormError, useForm } from "./field.js";
import { Icon } from "./icon.js";

/** A share ID as people paste it: "123456789", "123 456 789", "123456789-code", or the address of the room or its invitation. @returns {?{id: number, code: ?string}} */
export function readShareId(text) {
  const found = text.replace(/\s/g, "").match(/^(?:https?:\/\/[^/]+)?(?:\/(?:room|join)\/)?(\d{1,15})(?:-([\w-]+))?\/?(?:\?.*)?$/i);
  return found ? { id: Number(found[1]), code: found[2] ?? null } : null;
}

/**
 * Enters a room and opens it.
 * @param {import("../store/chat.js").Chat} chat @param {{id: number, code: ?string}} wanted
 */
export async function enter(chat, { id, code }) {
  try {
    const room = await chat.rest("POST", `/rooms/${id}/join`, code ? { code } : {});
    chat.rooms.put(room);
    arrive(room);
  } catch (fault) {
    throw fault.code === "room_not_found" ? { ...fault, fields: { room_id: t("There is no such room, or it needs an invitation.") } } : fault;
  }
}

/** The form that enters a room by its share ID. */
export function JoinRoom() {
  const chat = useChat();
  const form = useForm(async ({ room_id }) => {
    const wanted = readShareId(room_id);
    if (!wanted) throw { code: "invalid", message: "", fields: { room_id: t("A share ID looks like 123456789.") } };
    await enter(chat, wanted);
  }, ["room_id"]);
  return html`<section class="card" aria-labelledby="join-title">
    <h2 class="card__title" id="join-title"><${Icon} name="join" />${t("Join a room")}</h2>
    <form class="form" method="post" action="/room/join" onSubmit=${form.onSubmit}>
      <${FormError} fault=${form.fault} />
      <${Field} id="room_id" name="room_id" label=${t("Room ID")} hint=${t("The share ID a friend gave you.")} error=${form.fields.room_id}
        extra="input--code" placeholder="123456789" maxlength="64" autocomplete="off" autocapitalize="none" spellcheck="false" />
      <button class="button button--primary" aria-disabled=${String(form.busy)}>${t("Join")}</button>
    </form>
  </section>`;
}
