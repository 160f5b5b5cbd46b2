import { satisfiesVersion } from "../../pins.ts";
import type { Edit } from "./compare-workflow.ts";

/** Names another version, or commit, of an action wherever the file names the old one; as exact as it was. */
export function renamePin(source: string, { name, before, after }: Extract<Edit, { kind: "pin" }>): string {
  const written = new RegExp(`(["']${escaped(name)}(?:/[^"'@\\s]+)?@)([^"'\\s]+)(?=["'])`, "g");
  return source.replace(written, (whole, start: string, ref: string) => {
    if (before.digest !== "" && ref === before.digest) return `${start}${after.digest}`;
    const isOld = satisfiesVersion(before.version, ref) && !satisfiesVersion(after.version, ref);
    return isOld ? `${start}${after.version.split(".").slice(0, ref.split(".").length).join(".")}` : whole;
  });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
