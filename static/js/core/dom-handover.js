/**
 * What somebody wrote into a page's forms before the live app took the page over.
 * @param {Element} page
 * @returns {() => void} writes it into the fields that have the same ids by then, and puts the focus back
 */
export function carry(page) {
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
