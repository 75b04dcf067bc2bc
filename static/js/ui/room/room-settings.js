import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t } from "../../core/i18n.js";
import { useChat } from "../parts/chat-context.js";
import { Field, FormError, useForm } from "../parts/form.js";

/** A group's name and whether it is invite only, for who made it. */
export function RoomSettings({ room }) {
  const chat = useChat();
  const [saved, setSaved] = useState(false);
  const form = useForm(async ({ name, invite_only }) => {
    setSaved(false);
    chat.rooms.put(await chat.rest("PATCH", `/rooms/${room.id}`, { name: name.trim(), invite_only: Boolean(invite_only) }));
    setSaved(true);
  }, ["name"]);
  return html`<section class="details__section">
    <h3 class="details__heading">${t("Room settings")}</h3>
    <form class="form" onSubmit=${form.onSubmit}>
      <${FormError} fault=${form.fault} />
      <${Field} id="change-name" name="name" label=${t("Room name")} defaultValue=${room.name ?? ""} error=${form.fields.name} maxlength="64" />
      <label class="choice choice--plain"><input class="choice__input" type="checkbox" name="invite_only" value="yes" defaultChecked=${room.invite_only} />
        <span><span class="choice__label">${t("Invite only")}</span><span class="choice__hint">${t("Joining needs the code in the share ID.")}</span></span></label>
      <button class="button button--small" aria-disabled=${String(form.busy)}>${saved ? t("Saved") : t("Save")}</button>
    </form>
  </section>`;
}
