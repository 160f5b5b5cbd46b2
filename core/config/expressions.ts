/**
 * The names and conditions of cig.toml: `{{ … }}` in text, and the portable language of `if`. Pure.
 *
 * Text: `{{ NAME }}` stands for a value, `{{ "…" }}` for the characters in the quotes; so a literal `{{` is
 * written `{{ "{{" }}` or `{{ '{{' }}`. A quote inside quotes is written twice. `${{` is refused: it is the
 * notation of one provider.
 */
export { allOf, anyOf, apply, constant, reference } from "./expressions/build.ts";
export { type ParsedCondition, parseCondition } from "./expressions/condition.ts";
export type { ExpressionError } from "./expressions/error.ts";
export type { Names } from "./expressions/known-names.ts";
export { faultOfName, isStaticName, type NamePlace } from "./expressions/names.ts";
export { printCondition, printText } from "./expressions/print.ts";
export { resolveExpression, resolveText, type StaticScope } from "./expressions/resolve.ts";
export { type ParsedText, Pieces, parseText, textOf } from "./expressions/text.ts";
