/**
 * Which square of an image is kept.
 * @typedef {{width: number, height: number, zoom: number, x: number, y: number}} Crop
 *   the image's size; how much closer than the largest square; the square's middle, in the image's pixels
 */

const MOST = 6;

/** @returns {Crop} the largest square, in the middle */
export const largest = (width, height) => ({ width, height, zoom: 1, x: width / 2, y: height / 2 });

/** How long the square's side is, in the image's pixels. @param {Crop} crop */
export const side = (crop) => Math.min(crop.width, crop.height) / crop.zoom;

/** The square moved, by parts of its own side; it never leaves the image. @param {Crop} crop @returns {Crop} */
export const moved = (crop, right, down) => inside({ ...crop, x: crop.x + right * side(crop), y: crop.y + down * side(crop) });

/** @param {Crop} crop @param {number} zoom from 1 to 6 @returns {Crop} */
export const zoomed = (crop, zoom) => inside({ ...crop, zoom: within(zoom, 1, MOST) });

/** The square as the image's own pixels. @param {Crop} crop */
export const square = (crop) => ({ left: crop.x - side(crop) / 2, top: crop.y - side(crop) / 2, side: side(crop) });

const within = (value, least, most) => Math.min(Math.max(value, least), most);

function inside(crop) {
  const half = side(crop) / 2;
  return { ...crop, x: within(crop.x, half, crop.width - half), y: within(crop.y, half, crop.height - half) };
}
