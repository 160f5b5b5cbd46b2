import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../core/diagnostic/diagnostic.ts";
import type { Deadlines } from "../../../core/host/deadlines.ts";
import { checkFragmentPaths } from "../../../core/host/fragment-paths.ts";
import { GenerateRequestSchema } from "../../../proto/gen/cig/plugin/v1/plugin_pb.ts";
import { detectRequest, installFixture, processesIn, testHost } from "./fixtures.ts";

/** Asks a misbehaving plugin beside a well-behaved one, checks that only the first suffers, and returns its diagnostic. */
async function diagnosticOf(name: string, deadlines: Partial<Deadlines> = {}): Promise<Diagnostic> {
  const [plugin, wellBehaved] = await Promise.all([installFixture(name), installFixture("well-behaved")]);
  const { host } = testHost([plugin, wellBehaved], { deadlines });
  const [bad, good] = await Promise.all([
    host.call(plugin, "detect", detectRequest("b.txt", "a.txt")),
    host.call(wellBehaved, "detect", detectRequest("a.txt")),
  ]);
  await host.close();
  expect(good.ok && good.response.signals).toEqual(["a.txt"]);
  expect(processesIn(plugin.directory)).toEqual([]);
  expect(processesIn(wellBehaved.directory)).toEqual([]);
  if (bad.ok) throw new Error(`${name} was expected to fail`);
  expect(bad.diagnostic.level).toBe("error");
  expect(bad.diagnostic.plugin).toBe(`misbehaving/${name}`);
  expect(bad.diagnostic.hint).toContain(`the author of misbehaving/${name}`);
  expect(bad.diagnostic.hint).toContain(`remove "misbehaving/${name}" from [plugins] in cig.toml`);
  return bad.diagnostic;
}

describe.concurrent("a plugin that misbehaves costs its own answers only", () => {
  it("when it crashes before the handshake", async () => {
    const { code, message } = await diagnosticOf("crashes-before-hello");
    expect(code).toBe("CIG304");
    expect(message).toBe(
      "misbehaving/crashes-before-hello 1.0.0 ended with exit code 3 in the handshake before detect.\n" +
        "The last it wrote to stderr:\n  | The licence file is missing.",
    );
  });

  it("when it crashes in a hook", async () => {
    const { code, message } = await diagnosticOf("crashes-in-hook");
    expect(code).toBe("CIG306");
    expect(message).toBe(
      "misbehaving/crashes-in-hook 1.0.0 ended with exit code 7 in detect.\n" +
        "The last it wrote to stderr:\n  | Out of cheese.",
    );
  });

  it("when it hangs before the handshake", async () => {
    const { code, message } = await diagnosticOf("hangs-before-hello", { handshake: 3000 });
    expect(code).toBe("CIG307");
    expect(message).toBe(
      "misbehaving/hangs-before-hello 1.0.0 did not answer within 3 s in the handshake before detect, and was ended. " +
        "It wrote nothing to stderr.",
    );
  });

  it.each(["hangs-in-hook", "spins-in-hook"])("when it hangs in a hook: %s", async (name) => {
    const { code, message } = await diagnosticOf(name, { detect: 1000 });
    expect(code).toBe("CIG307");
    expect(message).toBe(
      `misbehaving/${name} 1.0.0 did not answer within 1 s in detect, and was ended. It wrote nothing to stderr.`,
    );
  });

  it("when it ignores SIGTERM", async () => {
    const { code, message } = await diagnosticOf("ignores-sigterm", { detect: 1000 });
    expect(code).toBe("CIG307");
    expect(message).toContain(
      "misbehaving/ignores-sigterm 1.0.0 did not answer within 1 s in detect, and was ended. " +
        "It also ignored SIGTERM, and was ended by SIGKILL.",
    );
  });

  it("when it prints a banner to stdout", async () => {
    const { code, message } = await diagnosticOf("prints-a-banner");
    expect(code).toBe("CIG308");
    expect(message).toContain(
      "misbehaving/prints-a-banner 1.0.0 wrote something that is not HTTP/2 to its stdout in the handshake before detect: " +
        '"Welcome to Banner 3000!',
    );
  });

  it("when it prints to stdout in the middle of the protocol", async () => {
    const { code, message } = await diagnosticOf("prints-in-hook");
    expect(code).toBe("CIG308");
    expect(message).toContain('to its stdout in detect: "debug: looking at the files');
  });

  it("when it floods stderr: the last lines are shown, harmless", async () => {
    const { code, message } = await diagnosticOf("floods-stderr");
    expect(code).toBe("CIG316");
    expect(message).toContain("misbehaving/floods-stderr 1.0.0 failed in detect: It was all too much.");
    expect(message).toContain(
      "  | : :error::red alert\n  | # #[group]not a group\n  | the last line\n  | Error: It was all too much.\n",
    );
    expect(message.length).toBeLessThan(16_000);
    expect(message).not.toContain("\x1b");
  });

  it("when it answers another protocol", async () => {
    const { code, message, hint } = await diagnosticOfProtocol();
    expect(code).toBe("CIG309");
    expect(message).toContain(
      "misbehaving/speaks-another-protocol 1.0.0 speaks protocols 8, 9, and this cig speaks protocol 1, " +
        "so the handshake before detect could not begin.",
    );
    expect(hint).toContain(
      "Update cig, or use a version of misbehaving/speaks-another-protocol for protocol 1.",
    );
  });

  it("when it speaks gRPC and not the protocol", async () => {
    const { code, message } = await diagnosticOf("speaks-another-service");
    expect(code).toBe("CIG305");
    expect(message).toContain(
      "misbehaving/speaks-another-service 1.0.0 does not answer the handshake before detect: " +
        "it speaks gRPC, and not the protocol of cig.",
    );
  });

  it("when it claims another name", async () => {
    const { code, message } = await diagnosticOf("claims-another-name");
    expect(code).toBe("CIG310");
    expect(message).toContain(
      "misbehaving/claims-another-name 1.0.0 is not what its module.toml says in the handshake before detect. " +
        'It calls itself: name "lang/ruby", and module.toml says "misbehaving/claims-another-name".',
    );
  });

  it("when it sends an oversized message", async () => {
    const { code, message } = await diagnosticOf("sends-an-oversized-message");
    expect(code).toBe("CIG311");
    expect(message).toContain(
      "misbehaving/sends-an-oversized-message 1.0.0 and cig could not exchange a message in detect: Received message larger than max",
    );
  });

  it("when it gives a different answer the second time", async () => {
    const { code, message } = await diagnosticOf("changes-its-mind");
    expect(code).toBe("CIG312");
    expect(message).toBe(
      "misbehaving/changes-its-mind 1.0.0 gave another answer to the same detect request than the first time; " +
        "byte 7 is the first that differs. A hook must depend on its request alone.",
    );
  });

  it("when it answers with bytes that are no message", async () => {
    const { code, message } = await diagnosticOf("answers-garbage");
    expect(code).toBe("CIG313");
    expect(message).not.toContain("stderr");
    expect(message).toContain(
      "misbehaving/answers-garbage 1.0.0 gave an answer in detect that is not a message of the protocol",
    );
  });

  it("when its hook throws", async () => {
    const { code, message } = await diagnosticOf("throws-in-hook");
    expect(code).toBe("CIG316");
    expect(message).toContain(
      "misbehaving/throws-in-hook 1.0.0 failed in detect: The table of versions has no entry for 3.9.\n" +
        "The last it wrote to stderr:\n  | Error: The table of versions has no entry for 3.9.\n  | at ",
    );
  });

  it("when it hangs up and stays", async () => {
    const { code, message } = await diagnosticOf("closes-its-stream");
    expect(code).toBe("CIG306");
    expect(message).toContain(
      "misbehaving/closes-its-stream 1.0.0 closed its protocol stream in detect while its process went on",
    );
  });

  it("when it starts processes of its own", async () => {
    const { code } = await diagnosticOf("leaves-children", { detect: 1000 });
    expect(code).toBe("CIG307");
  });
});

async function diagnosticOfProtocol(): Promise<Diagnostic> {
  const plugin = await installFixture("speaks-another-protocol");
  const { host } = testHost([plugin]);
  const answer = await host.call(plugin, "detect", detectRequest("a.txt"));
  await host.close();
  expect(processesIn(plugin.directory)).toEqual([]);
  if (answer.ok) throw new Error("it was expected to fail");
  return answer.diagnostic;
}

describe("a plugin that writes outside its outputs", () => {
  it("gets each such fragment refused, with the reason", async () => {
    const plugin = await installFixture("writes-outside-its-outputs");
    const { host } = testHost([plugin]);
    const answer = await host.call(plugin, "generate", create(GenerateRequestSchema, {}));
    await host.close();
    if (!answer.ok) throw new Error(answer.diagnostic.message);
    expect(
      checkFragmentPaths(plugin, answer.response.fragments).map(({ code, message }) => `${code} ${message}`),
    ).toEqual([
      'CIG501 misbehaving/writes-outside-its-outputs 1.0.0 answered generate with a fragment for "../outside.yml", which leads out of its folder by `..`. Nothing of this answer is used.',
      'CIG501 misbehaving/writes-outside-its-outputs 1.0.0 answered generate with a fragment for ".github/workflows/other.yml", which is outside the outputs that its manifest declares (.ci/*.yml). Nothing of this answer is used.',
      'CIG501 misbehaving/writes-outside-its-outputs 1.0.0 answered generate with a fragment for ".git/hooks/pre-commit", which is inside `.git`. Nothing of this answer is used.',
    ]);
  });
});

describe("a plugin that declares a hook and does not answer it", () => {
  it("is not what its manifest says", async () => {
    const plugin = await installFixture("declares-too-much");
    const { host } = testHost([plugin]);
    const { PlanRequestSchema } = await import("../../../proto/gen/cig/plugin/v1/plugin_pb.ts");
    const answer = await host.call(plugin, "plan", create(PlanRequestSchema, {}));
    await host.close();
    expect(!answer.ok && `${answer.diagnostic.code} ${answer.diagnostic.message}`).toBe(
      "CIG310 misbehaving/declares-too-much 1.0.0 does not answer plan, although its module.toml declares it. It wrote nothing to stderr.",
    );
  });
});

describe("a plugin that answers well and will not end", () => {
  it("keeps its answer, is killed, and a warning says so", async () => {
    const plugin = await installFixture("stays-behind");
    const { host, events } = testHost([plugin]);
    const answer = await host.call(plugin, "detect", detectRequest("a.txt"));
    await host.close();
    expect(answer.ok && answer.response.signals).toEqual(["fine"]);
    expect(processesIn(plugin.directory)).toEqual([]);
    const remarks = events.flatMap((event) => (event.kind === "diagnostic" ? [event.diagnostic] : []));
    expect(remarks.map(({ level, code }) => [level, code])).toEqual([["warning", "CIG317"]]);
  });
});

describe("a plugin that was lost", () => {
  it("is not started again: every later question gets the same diagnostic", async () => {
    const plugin = await installFixture("crashes-in-hook");
    const { host, events } = testHost([plugin]);
    const first = await host.call(plugin, "detect", detectRequest("a.txt"));
    const second = await host.call(plugin, "detect", detectRequest("b.txt"));
    await host.close();
    expect(!first.ok && !second.ok && first.diagnostic === second.diagnostic).toBe(true);
    expect(events.filter((event) => event.kind === "plugin-started")).toHaveLength(1);
  });
});
