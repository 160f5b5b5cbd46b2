import { isCollection, isMap, isScalar, isSeq, parseDocument } from "yaml";

/** One change to a file, and where it was made. */
export interface Mutant {
  /** With `*` for names and numbers that vary: "jobs.*.steps.*.run". */
  readonly place: string;
  /** With the names: "jobs.test.steps.2.run". */
  readonly exact: string;
  readonly kind: "changed" | "removed";
  readonly text: string;
}

/** Every value of a YAML file changed, and every entry removed, one at a time. */
export function mutantsOf(text: string): Mutant[] {
  const places = placesIn(parseDocument(text).contents, []);
  return places.flatMap((path) => [...changed(text, path), removed(text, path)]);
}

type Path = readonly (string | number)[];

function placesIn(node: unknown, path: Path): Path[] {
  if (isMap(node))
    return node.items.flatMap(({ key, value }) => {
      const own = [...path, String(isScalar(key) ? key.value : key)];
      return [own, ...placesIn(value, own)];
    });
  if (isSeq(node))
    return node.items.flatMap((item, index) => [[...path, index], ...placesIn(item, [...path, index])]);
  return [];
}

function changed(text: string, path: Path): Mutant[] {
  const document = parseDocument(text);
  const node = document.getIn(path, true);
  if (isCollection(node) || node === undefined) return [];
  const value = isScalar(node) ? node.value : node;
  document.setIn(path, changedValue(value));
  return [mutant("changed", path, document.toString({ lineWidth: 0 }), isOwn(text, path))];
}

function changedValue(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return !value;
  // In the middle, where neither quotes nor line ends hide it.
  const text = String(value ?? "");
  const middle = Math.ceil(text.length / 2);
  return `${text.slice(0, middle)}x${text.slice(middle)}`;
}

function removed(text: string, path: Path): Mutant {
  const document = parseDocument(text);
  document.deleteIn(path);
  return mutant("removed", path, document.toString({ lineWidth: 0 }), isOwn(text, path));
}

function mutant(kind: Mutant["kind"], path: Path, text: string, isOurs: boolean): Mutant {
  const place = path
    .map((key, index) => (typeof key === "number" || isName(path, index) ? "*" : key))
    .join(".");
  return { kind, place: isOurs ? `cig's own: ${place}` : place, exact: path.join("."), text };
}

/** True in a step, or a command, that cig adds and no author asked for in these words. */
function isOwn(text: string, path: Path): boolean {
  const end = path[0] === "commands" ? 2 : path.indexOf("steps") + 2;
  if (end === 1 || path.length < end) return false;
  const node = parseDocument(text).getIn(path.slice(0, end), true);
  return /CIG_|\bcig-|\/cig\/|TOOLCHAIN_VERSION|"name":"report-|\$0; code=\$\?|waited=0/.test(
    JSON.stringify(node),
  );
}

/** What stands below these is called as somebody likes. */
function isName(path: Path, index: number): boolean {
  if (path[index - 1] === "environment" && /^(?:name|url)$/.test(String(path[index]))) return false;
  return ["jobs", "env", "environment", "workflows", "services", "commands", "matrix", "outputs"].includes(
    String(path[index - 1]),
  );
}
