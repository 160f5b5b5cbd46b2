/**
 * The key of a fact about the root in `folder`: "ruby.version" at the repository's root, "ruby[api].version" in
 * `api`, "ruby[api].script.test" for what is not about a tool.
 */
export function keyIn(key: string, folder: string): string {
  if (folder === "") return key;
  const dot = key.indexOf(".");
  const first = key.slice(0, dot);
  if (first === "script" || first === "framework") return `ruby[${folder}].${key}`;
  return `${first}[${folder}]${key.slice(dot)}`;
}
