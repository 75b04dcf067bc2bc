import { html } from "htm/preact";
import { t } from "../../core/i18n.js";
import { useChat } from "../parts/chat-context.js";
import { Field, FormError, useForm } from "../parts/form.js";
import { Icon } from "../parts/icon.js";
import { enter, readShareId } from "../parts/share-id.js";

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
