/** A stream of numbers from 0 to 1 that is the same for the same seed everywhere (mulberry32). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function pick(random, items) {
  return items[Math.floor(random() * items.length)];
}

/** Sizes as source trees have them: log-normal, the median 0.45 of the mean, none above 64 times the mean. */
export function fileSize(random, mean) {
  const sigma = 1.27;
  const drawn = mean * Math.exp(normal(random) * sigma - (sigma * sigma) / 2);
  return Math.max(40, Math.min(64 * mean, Math.round(drawn)));
}

function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
