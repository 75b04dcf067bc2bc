import { useLayoutEffect } from "preact/hooks";

/** Lets a text field grow with what is in it where `field-sizing` doesn't; its `max-height` still holds. */
export function useGrowing(input, text) {
  useLayoutEffect(() => {
    if (CSS.supports("field-sizing", "content")) return;
    const { style } = input.current;
    style.height = "auto";
    style.height = `${input.current.scrollHeight}px`;
  }, [text]);
}
