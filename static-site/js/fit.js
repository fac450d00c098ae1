// Type as large as its room allows: one word fills the page, two thousand letters become a quiet
// column. Nothing is ever cut: below the smallest size the page scrolls instead.

const SMALLEST = 17;
const UNBROKEN = 22; // down to this size words stay whole
const BROKEN = 40; // a word that cannot stay whole is not shouted

/** Sizes `text` for a room of `height` pixels, by the properties `--size` and `--lead`; `--long` marks a column. */
export function fit(text, height) {
  const largest = Math.round(Math.max(34, Math.min(88, innerWidth * 0.105, innerHeight * 0.13)));
  const holds = (size) => {
    text.style.setProperty("--size", `${size}px`);
    text.style.setProperty("--lead", lead(size));
    return text.scrollWidth <= text.clientWidth && text.offsetHeight <= height;
  };
  text.classList.remove("broken", "long");
  if (!search(holds, UNBROKEN, largest)) {
    text.classList.add("broken");
    search(holds, SMALLEST, BROKEN);
  }
  const size = parseFloat(text.style.getPropertyValue("--size"));
  text.classList.toggle("long", text.offsetHeight / (size * lead(size)) > 5.5);
}

/** The largest whole size that holds, and leaves it set; false, with the smallest set, when none does. */
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

/** Large type is set tight, small type open. */
const lead = (size) => (1.5 - 0.36 * Math.min(1, Math.max(0, (size - SMALLEST) / 50))).toFixed(3);
