import { largest, zoomed } from "../view/crop.js";
import { draw, handle } from "./crop-canvas.js";

const SIDE = 512;

/**
 * Asks which part of a chosen picture to keep, and sends that instead of the file.
 * What this browser can't read goes as it is: the server says what is wrong with it.
 * @param {HTMLInputElement} input @param {HTMLDialogElement} dialog
 */
export function cropBeforeSending(input, dialog) {
  const canvas = dialog.querySelector("canvas");
  const slider = dialog.querySelector('[name="zoom"]');
  let image = null;
  let crop = null;
  const update = (change) => {
    crop = change(crop);
    slider.value = String(crop.zoom);
    draw(canvas, image, crop);
  };
  handle(canvas, update);
  slider.oninput = () => update((now) => zoomed(now, Number(slider.value)));
  input.onchange = async () => {
    if (!input.files.length) return;
    try {
      image = await createImageBitmap(input.files[0]);
    } catch {
      return input.form.requestSubmit();
    }
    crop = largest(image.width, image.height);
    update((now) => now);
    dialog.returnValue = "";
    dialog.showModal();
    canvas.focus();
  };
  dialog.onclose = async () => {
    if (dialog.returnValue === "use") {
      input.files = await asFiles(image, crop);
      input.form.requestSubmit();
    } else {
      input.value = "";
      input.focus();
    }
  };
}

/** The part as the only file of a list, which is what an input takes. */
async function asFiles(image, crop) {
  const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
  draw(canvas, image, crop);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/webp", 0.92));
  const list = new DataTransfer();
  list.items.add(new File([blob], "picture", { type: blob.type }));
  return list.files;
}
