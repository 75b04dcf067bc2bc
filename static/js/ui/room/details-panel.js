import { useEffect, useRef, useState } from "preact/hooks";
import { back, DETAILS, navigate, route } from "../../core/router.js";
import { wide } from "../../core/screen.js";

const BUTTON = ".conversation__info";
const focusOn = (selector) => document.querySelector(selector)?.focus({ preventScroll: true });

/**
 * Where a room's details stand: beside the conversation on a wide screen, for as long as the reader wants; over it elsewhere,
 * under an address of their own, so that the browser's way back closes them.
 * @returns {{open: boolean, over: boolean, toggle: () => void}}
 */
export function usePanel() {
  const [beside, setBeside] = useState(true);
  const over = !wide.value && route.value.hash === DETAILS;
  useFocus(over);
  const toggle = () => {
    if (wide.peek()) {
      setBeside((open) => !open);
      if (document.activeElement?.closest("#details")) focusOn(BUTTON);
    } else if (over) back(location.pathname);
    else navigate(location.pathname + DETAILS);
  };
  return { open: wide.value ? beside : over, over, toggle };
}

/** Into the details when they come over the conversation, and back to the button that brought them. */
function useFocus(over) {
  const before = useRef(over);
  useEffect(() => {
    if (before.current === over) return;
    before.current = over;
    focusOn(over ? ".details__close" : BUTTON);
  }, [over]);
}
