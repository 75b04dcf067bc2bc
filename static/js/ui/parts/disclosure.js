import { useEffect, useRef } from "preact/hooks";

/** What a `<details>` takes to be closed by Escape and by a look or a click elsewhere; choices inside leave it open. */
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
