import { describe, expect, it } from "vitest";
import { openTerminal, type Sink } from "../../../core/report/terminal.ts";

function sink(isTTY = false, columns?: number) {
  const written: string[] = [];
  let fail: (error: NodeJS.ErrnoException) => void = () => {};
  const made: Sink = {
    write: (text) => written.push(text),
    on: (_event, listener) => (fail = listener),
    isTTY,
    ...(columns !== undefined && { columns }),
  };
  return { made, written, fail: (code: string) => fail(Object.assign(new Error(code), { code })) };
}

const open = (out: ReturnType<typeof sink>, environment: Record<string, string> = {}) =>
  openTerminal({ stdout: out.made, stderr: sink().made, environment });

describe("a terminal", () => {
  it("drops what comes after its reader went away", () => {
    const out = sink();
    const terminal = open(out);
    terminal.out.write("a");
    out.fail("EPIPE");
    terminal.out.write("b");
    expect(out.written).toEqual(["a"]);
  });

  it("does not hide another error", () => {
    const out = sink();
    open(out);
    expect(() => out.fail("ENOSPC")).toThrow("ENOSPC");
  });

  it("is 80 cells wide in a pipe, and never less than 20", () => {
    expect(open(sink(false, 200)).out.width()).toBe(80);
    expect(open(sink(true, 132)).out.width()).toBe(132);
    expect(open(sink(true, 3)).out.width()).toBe(20);
    expect(open(sink(true, 0)).out.width()).toBe(80);
  });

  it("is live only where a line can be redrawn and a person watches", () => {
    expect(open(sink(true)).out.live).toBe(true);
    expect(open(sink(false)).out.live).toBe(false);
    expect(open(sink(true), { TERM: "dumb" }).out.live).toBe(false);
    expect(open(sink(true), { CI: "true" }).out.live).toBe(false);
  });

  it("gets ASCII signs where its locale has no others, and a pipe gets the same bytes everywhere", () => {
    const [c, utf8, pipe] = [sink(true), sink(true), sink(false)];
    open(c, { LANG: "C" }).out.write("✓ a → b…\n");
    open(utf8, { LANG: "de_DE.utf8", LC_ALL: "" }).out.write("✓\n");
    open(pipe, { LANG: "C" }).out.write("✓\n");
    expect([c.written, utf8.written, pipe.written]).toEqual([["* a -> b...\n"], ["✓\n"], ["✓\n"]]);
  });
});
