// Sets type as large as its room allows: a few words fill the page, two thousand letters become a column.
// Nothing is cut: below the smallest size the page scrolls.

const SMALLEST = 16;
const COLUMN = 25; // up to this size, long text is set as a column
const BROKEN = 32; // the largest size of text with a broken word
const CALM = 0.3; // large type takes at most this part of the window's height

/**
 * Sizes `text` for a room of `height` pixels, through `--size`, `--lead` and its class.
 * @param {HTMLElement} text
 * @param {number} height
 */
export function fit(text, height) {
  const largest = Math.round(Math.max(34, Math.min(72, innerWidth * 0.105, innerHeight * 0.1)));
  const holdsIn = (/** @type {number} */ most) => (/** @type {number} */ size) => {
    text.style.setProperty("--size", `${size}px`);
    text.style.setProperty("--lead", lead(size));
    return text.scrollWidth <= text.clientWidth && text.offsetHeight <= most;
  };
  const calm = Math.min(height, innerHeight * CALM);
  const manner = (/** @type {string[]} */ ...classes) => (text.className = classes.join(" "));
  manner();
  if (search(holdsIn(calm), COLUMN, largest)) return;
  if (text.scrollWidth > text.clientWidth) {
    // A word is longer than the line: first the text gets the whole width, then the word is broken.
    manner("wide");
    if (search(holdsIn(calm), COLUMN, largest)) return;
    manner("wide", "broken");
    if (search(holdsIn(calm), COLUMN, BROKEN)) return;
  }
  manner("column", "broken");
  search(holdsIn(height), SMALLEST, COLUMN);
}

/**
 * Sets the largest whole size that holds; false, with the smallest set, when none does.
 * @type {(holds: (size: number) => boolean, low: number, high: number) => boolean}
 */
function search(holds, low, high) {
  if (!holds(low)) return false;
  let best = low;
  for (let top = high; best < top; ) {
    const middle = Math.ceil((best + top) / 2);
    if (holds(middle)) best = middle;
    else top = middle - 1;
  }
  return holds(best);
}

/**
 * Large type is set tight, small type open.
 * @param {number} size
 */
const lead = (size) => (1.5 - 0.34 * Math.min(1, Math.max(0, (size - SMALLEST) / 44))).toFixed(3);
