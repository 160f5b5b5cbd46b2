import type { ImportedComment, Residue } from "cig/sdk/import";
import type { Document, Place } from "./document.ts";

/** What an import has to say beside the cig.toml. */
export interface Notes {
  readonly residue: Residue[];
  readonly comments: ImportedComment[];
}

/** Where something stands, and whose it is. */
export interface At {
  readonly notes: Notes;
  readonly document: Document;
  /** As cig.toml calls it; "" for none. */
  readonly job: string;
  readonly place: Place;
}

export function below(at: At, ...keys: Place): At {
  return { ...at, place: [...at.place, ...keys] };
}

/** Tells that something is kept in GitHub's own words. */
export function keptInHatch(at: At, what: string, why = "cig.toml has no word that means the same."): void {
  tell(at, "hatch", what, why);
}

export function tell(at: At, kind: Residue["kind"], what: string, why: string): void {
  const { notes, document, job, place } = at;
  notes.residue.push({ file: document.file, line: document.lineOf(place), job, what, why, kind });
}
