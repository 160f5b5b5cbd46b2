import { pick, randomFrom } from "./random.mjs";

export const words =
  "import export const function return async await type interface from default class extends string number boolean null undefined value index result config options handler context request response state props render update create delete list item user name error message path file hash cache build test".split(
    " ",
  );

/** Makes contents: slices of one MiB of text that looks like source, under a first line of their own. */
export function textMaker(seed) {
  const pool = sourceLike(randomFrom(seed + 77), 1 << 20);
  return (random, firstLine, size) => {
    let text = `${firstLine}\n`;
    for (let left = Math.max(0, size - firstLine.length - 1); left > 0; ) {
      const take = Math.min(left, 1 << 16);
      const from = Math.floor(random() * (pool.length - take));
      text += pool.slice(from, from + take);
      left -= take;
    }
    return `${text}\n`;
  };
}

function sourceLike(random, size) {
  const lines = [];
  for (let length = 0; length < size; ) {
    const count = 2 + Math.floor(random() * 9);
    let line = " ".repeat(2 * Math.floor(random() * 4));
    for (let word = 0; word < count; word++)
      line +=
        pick(random, words) +
        (random() < 0.2 ? Math.floor(random() * 1000) : "") +
        (word + 1 < count ? pick(random, [" ", " ", " ", " = ", ".", "(", ", "]) : ";");
    lines.push(line);
    length += line.length + 1;
  }
  return lines.join("\n");
}
