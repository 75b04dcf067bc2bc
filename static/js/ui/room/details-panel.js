import { useEffect, useRef, useState } from "preact/hooks";
import { back, DETAILS, navigate, route } from "../../core/router.js";
import { wide } from "../../core/screen.js";

const BUTTON = ".conversation__info";
const focusOn = (selector) => document.querySelector(selector)?.focus({ preventScroll: true });

/**
 * Whether a room's details are open. On a wide screen they are beside the conversation; elsewhere they cover it and have an
 * address of their own, so that the browser's way back closes them.
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

/** Moves the focus into the details when they cover the conversation, and back to their button when they close. */
function useFocus(over) {
  const before = useRef(over);
  useEffect(() => {
    if (before.current === over) return;
    before.current = over;
    focusOn(over ? ".details__close" : BUTTON);
  }, [over]);
}
