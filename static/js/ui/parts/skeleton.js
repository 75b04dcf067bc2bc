import { html } from "htm/preact";

const MESSAGES = [["60%"], ["34%"], ["46%", "mine"], ["52%"], ["28%", "mine"], ["70%"], ["38%"]];

/** The shape of a conversation that is on its way. */
export const FeedSkeleton = () => html`<div class="skeleton skeleton--feed" aria-hidden="true">
  ${MESSAGES.map(([length, mine]) => html`<div class=${`skeleton__message ${mine ? "skeleton__message--mine" : ""}`}>
    ${!mine && html`<span class="skeleton__face"></span>`}<span class="skeleton__shape" style=${{ "--length": length }}></span>
  </div>`)}
</div>`;

/** The shape of so many people. */
export const PeopleSkeleton = ({ count }) => html`<div class="skeleton skeleton--people" aria-hidden="true">
  ${Array.from({ length: count }, () => html`<div class="skeleton__person"><span class="skeleton__face"></span><span class="skeleton__shape"></span></div>`)}
</div>`;
