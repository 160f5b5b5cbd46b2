/** Words for the system and the processor, which some providers add to every key, and others never. */
const machines =
  /^(?:text (?:linux|macos|darwin|windows|x64|x86|amd64|arm64)|name (?:arch|runner\.os|runner\.arch))$/i;

/**
 * What decides which cache a key names: words of its text, names that only the run knows, and files whose contents
 * count; sorted, each once. `text` is in cig's notation. Without what says the machine, and without signs, for which
 * providers have rules of their own.
 */
export function cacheKey(text: string, files: readonly string[]): string[] {
  const items = [...itemsOf(text), ...files.map((file) => `files ${plainFile(file)}`)];
  return [...new Set(items)].sort();
}

/** What a key may begin with, as its words in a row. */
export function cacheBeginning(text: string): string {
  return itemsOf(text)
    .map((item) => item.replace(/^text /, ""))
    .join("-");
}

function itemsOf(text: string): string[] {
  return text
    .split(/\{\{\s*((?:"[^"]*"|(?!\}\}).)*?)\s*\}\}/s)
    .flatMap((piece, index) =>
      index % 2 === 1
        ? [`name ${piece}`]
        : piece.split(/[^A-Za-z0-9.]+/).flatMap((word) => (word === "" ? [] : [`text ${word}`])),
    )
    .filter((item) => !machines.test(item));
}

function plainFile(file: string): string {
  return file.replace(/^(?:\.\/)+(?=.)/, "");
}
