import type { Use } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import { literalOf } from "../text.ts";
import { textInput } from "../use.ts";
import { type CacheRemark, cacheRemark } from "./remarks.ts";

/** What an input of a backend must look like. */
export interface InputForm {
  readonly name: string;
  readonly form: RegExp;
  /** Completes "is": "the name of a bucket". */
  readonly what: string;
  readonly example: string;
}

/** A remark on each input that does not look as it must, as far as it is known before the run. */
export function checkForms(codes: string, use: Use, forms: readonly InputForm[]): CacheRemark[] {
  return forms.flatMap(({ name, form, what, example }) => {
    const value = literalOf(textInput(use, name));
    if (value === undefined || form.test(value)) return [];
    const message = `The input "${name}" of ${use.name} is ${what}, and "${value}" is not.`;
    return [cacheRemark(codes, "203", use, message, `Write ${name} = "${example}".`)];
  });
}
