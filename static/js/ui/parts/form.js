import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { errorText, t } from "../../core/i18n.js";
import { faultText } from "../../view/names.js";
import { Icon } from "./icon.js";

/** A labelled input with its hint and what is wrong with it. */
export function Field({ id, name, label, hint, error, optional = false, extra = "", ...rest }) {
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return html`<div class="field">
    <label class="field__label" for=${id}>${label}${optional && html` <span class="field__optional">(${t("optional")})</span>`}</label>
    <input class="input ${extra}" id=${id} name=${name} required=${!optional} aria-describedby=${described || undefined}
      aria-invalid=${error ? "true" : undefined} ...${rest} />
    ${error && html`<p class="field__error" id=${`${id}-error`}><${Icon} name="alert" />${error}</p>`}
    ${hint && html`<p class="field__hint" id=${`${id}-hint`}>${hint}</p>`}
  </div>`;
}

/** What is wrong with a whole form. */
export const FormError = ({ fault }) =>
  fault ? html`<p class="notice notice--error" role="alert"><${Icon} name="alert" /><span>${faultText(fault)}</span></p>` : null;

/**
 * A form that speaks REST and stays where it is.
 * @param {(values: Object<string, string>) => Promise<void>} submit rejects with an error object
 * @returns {{busy: boolean, fault: ?import("../../types.js").Fault, fields: Object<string, string>, onSubmit: (event: Event) => void}}
 *   `fault` is null while the error belongs to fields
 */
export function useForm(submit, names) {
  const [state, setState] = useState({ busy: false, fault: null });
  const onSubmit = async (event) => {
    event.preventDefault();
    if (state.busy) return;
    const form = event.currentTarget;
    setState({ busy: true, fault: null });
    try {
      await submit(Object.fromEntries(new FormData(form)));
      setState({ busy: false, fault: null });
    } catch (fault) {
      setState({ busy: false, fault });
      form.querySelector(`[name="${Object.keys(fault.fields ?? {})[0]}"]`)?.focus();
    }
  };
  const fields = Object.fromEntries(Object.entries(state.fault?.fields ?? {}).map(([name, text]) => [name, errorText(state.fault.faults?.[name], text)]));
  const ours = names.some((name) => fields[name]);
  return { busy: state.busy, fault: ours ? null : state.fault, fields, onSubmit };
}
