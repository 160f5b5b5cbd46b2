/**
 * The packages and what each depends on: ten layers, so that the longest chain is ten; a package depends on one of the
 * layer just below and on up to three more of the layers below, the first packages most often, as it is in life.
 */
export function layOutPackages(count, random) {
  const width = Math.max(4, String(count - 1).length);
  const layers = Math.min(10, count);
  const startOf = (layer) => Math.ceil((layer * count) / layers);
  return Array.from({ length: count }, (_, index) => {
    const layer = Math.floor((index * layers) / count);
    const needs = new Set();
    if (layer > 0) {
      const most = 1 + Math.floor(random() * 4);
      const end = startOf(layer);
      needs.add(startOf(layer - 1) + Math.floor(random() * (end - startOf(layer - 1))));
      while (needs.size < Math.min(most, end)) needs.add(Math.floor(random() ** 2 * end));
    }
    return [...needs].sort((a, b) => a - b);
  }).map((needs, index) => ({
    index,
    name: nameOf(index, width),
    needs: needs.map((other) => nameOf(other, width)),
  }));
}

function nameOf(index, width) {
  return `p${String(index).padStart(width, "0")}`;
}
