import { printMarker } from "../../store/marker.ts";
import { reasonText } from "../../verdict/verdict.ts";
import type { Decided } from "../result.ts";

/** A line for each variant: id, run or skip, the marker in base64 or "-", the reason; tabs between. */
export function jenkinsLines(all: readonly Decided[]): string {
  return all
    .map(({ verdict, marker }) => {
      const earned =
        verdict.verdict === "run" && marker ? Buffer.from(printMarker(marker).trimEnd()) : undefined;
      const fields = [
        verdict.id,
        verdict.verdict,
        earned?.toString("base64") ?? "-",
        reasonText(verdict.reason),
      ];
      return `${fields.map((field) => field.replace(/[\t\r\n]/g, " ")).join("\t")}\n`;
    })
    .join("");
}

/** Assignments of a shell: CIG_VERDICT_TEST_RUBY3_2=run, CIG_SIGNATURE_TEST_RUBY3_2=…; all of it letters and digits. */
export function envLines(all: readonly Decided[]): string {
  return all
    .flatMap(({ variant: { id, signature }, verdict }) => {
      const name = id.toUpperCase().replace(/[^A-Z0-9]/g, "_");
      return [`CIG_VERDICT_${name}=${verdict.verdict}\n`, `CIG_SIGNATURE_${name}=${signature}\n`];
    })
    .join("");
}
