import { useEffect, useRef } from "preact/hooks";

/** The ref and handlers with which a `<details>` closes on Escape and when the focus or a click goes elsewhere. */
export function useDisclosure() {
  const ref = useRef(/** @type {?HTMLDetailsElement} */ (null));
  const close = () => ref.current?.removeAttribute("open");
  const outside = (target) => ref.current && !ref.current.contains(target);
  useEffect(() => {
    const onPointerDown = (event) => outside(event.target) && close();
    document.addEventListener("pointerdown", onPointerDown);
    return () => document.removeEventListener("pointerdown", onPointerDown);
  }, []);
  const onKeyDown = (event) => {
    if (event.key !== "Escape" || !ref.current.open) return;
    event.stopPropagation();
    close();
    ref.current.querySelector("summary").focus();
  };
  const onFocusOut = (event) => event.relatedTarget && outside(event.relatedTarget) && close();
  return { ref, onKeyDown, onFocusOut };
}
