import { everything, type Scenario } from "./scenario.ts";

/** What happens when the tool, the store or a file cannot be trusted. */
export const faults: readonly Scenario[] = [
  {
    title: "without the tool everything runs",
    turns: [
      { change: { "tools/cig.tgz": null }, ran: everything, gate: "success", says: [/everything runs/i] },
    ],
  },
  {
    title: "a tool that is not the one of cig.lock is not run",
    turns: [
      {
        change: { "tools/cig.tgz": "no package\n" },
        ran: everything,
        gate: "success",
        says: [/everything runs/i],
      },
    ],
  },
  {
    title: "without the store everything runs",
    turns: [{ fault: "the store is down", ran: everything, gate: "success" }],
  },
  {
    title: "a marker that cannot be read is none",
    turns: [{ fault: "markers are damaged", ran: everything, gate: "success", says: [/marker/] }],
  },
  {
    title: "a marker of another job is none",
    turns: [{ fault: "markers are another's", ran: everything, gate: "success" }],
  },
  {
    title: "what was edited by hand runs, and earns nothing",
    turns: [
      { change: { "cig.toml": "# edited\n" }, ran: everything, gate: "success" },
      { ran: everything, gate: "success" },
    ],
  },
];

/** Where the provider is given what is left to run, and may take it for wrong. */
export const refusals: readonly Scenario[] = [
  {
    title: "when the provider refuses what is left to run, everything runs",
    turns: [
      { fault: "what is left is refused", ran: everything, gate: "success", says: [/everything runs/i] },
    ],
  },
];
