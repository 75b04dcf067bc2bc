import { useEffect, useRef, useState } from "preact/hooks";

const LONG = 450;
const STILL = 10;

/**
 * Selects an element when a finger presses it for long, until another place is touched.
 * @returns {[boolean, Object]} whether it is selected, and the handlers for the element
 */
export function useLongPress(element) {
  const [held, setHeld] = useState(false);
  const press = useRef(null);
  useEffect(() => {
    if (!held) return undefined;
    const elsewhere = (event) => element.current?.contains(event.target) || setHeld(false);
    document.addEventListener("pointerdown", elsewhere);
    return () => document.removeEventListener("pointerdown", elsewhere);
  }, [held]);
  useEffect(() => () => clearTimeout(press.current?.timer), []);
  const cancel = () => clearTimeout(press.current?.timer);
  const onPointerDown = (event) => {
    if (event.pointerType !== "touch") return;
    press.current = { x: event.clientX, y: event.clientY, timer: setTimeout(() => setHeld(true), LONG) };
  };
  const onPointerMove = ({ clientX, clientY }) => {
    if (press.current && Math.hypot(clientX - press.current.x, clientY - press.current.y) > STILL) cancel();
  };
  return [held, { onPointerDown, onPointerMove, onPointerUp: cancel, onPointerCancel: cancel }];
}
