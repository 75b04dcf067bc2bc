import { Component, h } from "preact";

const differ = (a, b) => Object.keys(b).some((key) => a[key] !== b[key]) || Object.keys(a).length !== Object.keys(b).length;

/** A component that renders again only when a property is another one, or a signal it reads changed. */
export function memo(Inner) {
  return class extends Component {
    shouldComponentUpdate(next) {
      return differ(this.props, next);
    }

    render(props) {
      return h(Inner, props);
    }
  };
}
