/**
 * Remembers what somebody typed into a page's forms before the live app replaces the page.
 * @param {Element} page
 * @returns {() => void} writes it into the fields of the same ids in the new page, and restores the focus
 */
export function captureTyped(page) {
  const written = [...page.querySelectorAll("input[id], textarea[id]")].filter(({ value, defaultValue }) => value !== defaultValue);
  const values = written.map(({ id, value }) => [id, value]);
  const focused = written.some((field) => field === document.activeElement) && document.activeElement.id;
  return () => {
    for (const [id, value] of values) {
      const field = document.getElementById(id);
      if (field && !field.value) field.value = value;
    }
    if (focused) document.getElementById(focused)?.focus();
  };
}
