import { Writable } from "node:stream";
import type { Stream } from "../../../report/terminal.ts";
import type { Input } from "../../invocation.ts";
import { Cancelled, type Choice, type Prompts } from "./prompts.ts";

/**
 * Questions by a library that is loaded here, so that no other command pays for it. It writes through our own terminal,
 * which knows about colour and signs; whatever ends the process in the middle of a question, the cursor comes back.
 */
export async function openPrompts(stdin: Input, out: Stream): Promise<Prompts> {
  const clack = await import("@clack/prompts");
  const streams = { input: stdin as never, output: asWritable(out) as never };
  const showCursor = () => out.write("\x1b[?25h");
  process.on("exit", showCursor);
  async function answered<Answer>(answer: Promise<Answer>): Promise<Exclude<Answer, symbol>> {
    const given = await answer;
    if (clack.isCancel(given)) throw new Cancelled();
    return given as Exclude<Answer, symbol>;
  }
  return {
    say: (text) => out.write(text),
    one: (message, choices, initial) =>
      answered(
        clack.select({ ...streams, message, options: optionsOf(choices), initialValue: initial as string }),
      ) as never,
    several: (message, choices, { initial, atLeastOne = false }) =>
      answered(
        clack.multiselect({
          ...streams,
          message,
          options: optionsOf(choices),
          initialValues: [...initial] as string[],
          required: atLeastOne,
        }),
      ) as never,
    text: async (message, placeholder, problem) => {
      const validate = (text: string | undefined) => problem(text?.trim() ?? "");
      return ((await answered(clack.text({ ...streams, message, placeholder, validate }))) ?? "").trim();
    },
    yes: (message, initial) => answered(clack.confirm({ ...streams, message, initialValue: initial })),
    close: () => {
      process.off("exit", showCursor);
      showCursor();
    },
  };
}

function optionsOf(choices: readonly Choice<string>[]): { value: string; label: string; hint?: string }[] {
  return choices.map((choice) => ({ ...choice }));
}

/** What the library writes to: it asks for the width at each redraw, and paints by itself whatever we think of colour. */
function asWritable(out: Stream): Writable {
  const isPlain = out.paint.bold("x") === "x";
  const writable = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      const text = String(chunk);
      out.write(isPlain ? text.replace(/\x1b\[[\d;]*m/g, "") : text);
      done();
    },
  });
  return Object.defineProperties(writable, { columns: { get: () => out.width() }, isTTY: { value: true } });
}
