import { html } from "htm/preact";
import { useEffect } from "preact/hooks";
import { t } from "../../core/i18n.js";
import { openNewRoom, NEW, route } from "../../core/router.js";
import { useChat } from "../parts/chat-context.js";
import { Field, FormError, useForm } from "../parts/form.js";
import { Icon } from "../parts/icon.js";

/** The form that makes a group or opens a conversation with one person. */
export function CreateRoom() {
  const chat = useChat();
  useEffect(() => {
    if (location.hash === NEW) document.getElementById("create-name").focus();
  }, [route.value]);
  const form = useForm(async ({ type, name, username, invite_only }) => {
    const wanted = type === "dm" ? { type, ...(username.trim() ? { username: username.trim() } : {}) }
      : { type, ...(name.trim() ? { name: name.trim() } : {}), invite_only: Boolean(invite_only) };
    const room = await chat.rest("POST", "/rooms", wanted);
    chat.rooms.put(room);
    openNewRoom(room);
  }, ["name", "username"]);
  return html`<section class="card" aria-labelledby="create-title">
    <h2 class="card__title" id="create-title"><${Icon} name="plus" />${t("Create a room")}</h2>
    <form class="form create" method="post" action="/room/create" onSubmit=${form.onSubmit}>
      <${FormError} fault=${form.fault} />
      <fieldset class="field">
        <legend class="field__label">${t("Type")}</legend>
        <div class="choices">
          <${Choice} value="group" label=${t("Group")} hint=${t("For many people")} checked />
          <${Choice} value="dm" label=${t("Direct message")} hint=${t("For two people")} />
        </div>
      </fieldset>
      <div class="create__group form">
        <${Field} id="create-name" name="name" label=${t("Room name")} optional error=${form.fields.name} maxlength="64" autocomplete="off" />
        <label class="choice choice--plain"><input class="choice__input" type="checkbox" name="invite_only" value="yes" />
          <span><span class="choice__label">${t("Invite only")}</span><span class="choice__hint">${t("Joining needs the code in the share ID.")}</span></span></label>
      </div>
      <div class="create__dm">
        <${Field} id="create-username" name="username" label=${t("Their username")} optional error=${form.fields.username} maxlength="64"
          hint=${t("Leave it empty to get an ID that one person can join with.")} autocomplete="off" autocapitalize="none" spellcheck="false" />
      </div>
      <button class="button button--primary" aria-disabled=${String(form.busy)}>${t("Create room")}</button>
    </form>
  </section>`;
}

const Choice = ({ value, label, hint, checked }) => html`<label class="choice">
  <input class="choice__input" type="radio" name="type" value=${value} defaultChecked=${checked} />
  <span><span class="choice__label">${label}</span><span class="choice__hint">${hint}</span></span>
</label>`;
