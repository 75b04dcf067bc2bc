import { moved, square, zoomed } from "../view/crop.js";

const STEP = 0.04;
const CLOSER = 1.12;
const KEYS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
const ZOOMS = { "+": CLOSER, "=": CLOSER, "-": 1 / CLOSER };

/** Draws the chosen square of an image on a canvas. @param {import("../view/crop.js").Crop} crop */
export function draw(canvas, image, crop) {
  const { left, top, side } = square(crop);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, left, top, side, side, 0, 0, canvas.width, canvas.height);
}

/**
 * Lets a canvas be dragged, pinched, wheeled and moved by keys.
 * @param {HTMLCanvasElement} canvas @param {(change: (crop: any) => any) => void} update
 */
export function handle(canvas, update) {
  const fingers = new Map();
  const at = ({ clientX, clientY }) => ({ x: clientX / canvas.clientWidth, y: clientY / canvas.clientHeight });
  const apart = () => {
    const [first, second] = [...fingers.values()];
    return second ? Math.hypot(first.x - second.x, first.y - second.y) : 0;
  };
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, at(event));
  };
  canvas.onpointermove = (event) => {
    const from = fingers.get(event.pointerId);
    if (!from) return;
    const [to, before] = [at(event), apart()];
    fingers.set(event.pointerId, to);
    const share = 1 / fingers.size;
    update((crop) => moved(crop, (from.x - to.x) * share, (from.y - to.y) * share));
    if (before) update((crop) => zoomed(crop, (crop.zoom * apart()) / before));
  };
  canvas.onpointerup = canvas.onpointercancel = (event) => fingers.delete(event.pointerId);
  canvas.onwheel = (event) => {
    event.preventDefault();
    update((crop) => zoomed(crop, crop.zoom * (event.deltaY < 0 ? CLOSER : 1 / CLOSER)));
  };
  canvas.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [step, zoom] = [KEYS[event.key], ZOOMS[event.key]];
    if (!step && !zoom) return;
    event.preventDefault();
    update((crop) => (step ? moved(crop, ...step) : zoomed(crop, crop.zoom * zoom)));
  };
}
