const TYPE = "data:image/svg+xml,";

let plain = null;

/** The number in the corner of our icon, drawn large, because a tab's icon is small. */
function badge(count) {
  const text = count > 99 ? "99+" : String(count);
  const [width, size] = { 1: [40, 38], 2: [54, 38], 3: [62, 31] }[text.length];
  return `<rect x="${63 - width}" y="23" width="${width}" height="40" rx="16" fill="#a1143c" stroke="#fff" stroke-width="2"/>
    <text x="${63 - width / 2}" y="${43 + size * 0.36}" text-anchor="middle" font-family="Arial, sans-serif" font-weight="700" font-size="${size}" fill="#fff">${text}</text>`;
}

async function drawing(address) {
  plain ??= { address, svg: fetch(address).then((answer) => answer.text()) };
  return plain.svg;
}

/** Puts a number on the tab's icon and, where it is installed, on the app's; 0 takes it away. */
export async function showCount(count) {
  if (count) navigator.setAppBadge?.(count).catch(() => {});
  else navigator.clearAppBadge?.().catch(() => {});
  const link = document.querySelector("link[rel='icon']");
  link.dataset.count = count;
  const svg = await drawing(plain?.address ?? link.href).catch(() => null);
  if (!svg || link.dataset.count !== String(count)) return;
  link.href = count ? TYPE + encodeURIComponent(svg.replace("</svg>", `${badge(count)}</svg>`)) : plain.address;
}
