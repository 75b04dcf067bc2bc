import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";

/**
 * A component that is fetched when it is first shown, for what the first look at a room doesn't need.
 * @param {() => Promise<any>} load imports the component; when it fails, it is called again the next time the component is shown
 */
export function lazy(load) {
  let found = null;
  const fetched = () => load().then((component) => Boolean((found = component)), () => false);
  function Lazy(props) {
    const [ready, setReady] = useState(Boolean(found));
    // Also when it came since the rendering: this one has nothing to show.
    useEffect(() => {
      if (!ready) fetched().then(setReady);
    }, []);
    return found && html`<${found} ...${props} />`;
  }
  /** Fetches it before it is shown. */
  Lazy.fetched = fetched;
  return Lazy;
}
