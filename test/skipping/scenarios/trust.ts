import { everything, type Scenario } from "./scenario.ts";

/** Whose success counts for whom, and who may ask for everything. */
export const trust: readonly Scenario[] = [
  {
    title: "a branch trusts main and itself, and neither main nor another branch trusts it",
    turns: [
      { branch: "feature/one", change: { "docs/a.txt": "b\n" }, ran: ["deploy", "docs"], gate: "success" },
      { branch: "two", ran: ["deploy", "docs"], gate: "success" },
      { branch: "feature/one", ran: ["deploy"], gate: "success" },
      { branch: "two", ran: ["deploy"], gate: "success" },
      { branch: "main", change: { "docs/a.txt": "b\n" }, ran: ["deploy", "docs"], gate: "success" },
    ],
  },
  {
    title: "a pull request keeps what passed where main does not look",
    turns: [
      {
        branch: "feature/x",
        change: { "docs/a.txt": "b\n" },
        event: "pull_request",
        ran: ["deploy", "docs"],
        gate: "success",
      },
      { event: "pull_request", ran: ["deploy"], gate: "success" },
      { branch: "main", change: { "docs/a.txt": "b\n" }, ran: ["deploy", "docs"], gate: "success" },
    ],
  },
  {
    title: "everything runs for whoever asks for it: by a variable, a schedule, a commit",
    turns: [
      { variables: { CIG_FORCE: "1" }, ran: everything, gate: "success", says: [/CIG_FORCE/] },
      { event: "schedule", ran: everything, gate: "success", says: [/the schedule/] },
      {
        message: "change\n\nCig-Force: yes",
        change: {},
        ran: everything,
        gate: "success",
        says: [/Cig-Force/],
      },
    ],
  },
  {
    title: "everything runs for a label of the pull request",
    turns: [
      { branch: "feature/x", event: "pull_request", labels: ["other"], ran: ["deploy"], gate: "success" },
      { event: "pull_request", labels: ["other", "cig:force"], ran: everything, gate: "success" },
    ],
    variants: {
      circleci: {
        because: "CircleCI does not tell which labels a pull request has.",
        turns: [
          {
            branch: "feature/x",
            event: "pull_request",
            labels: ["cig:force"],
            ran: ["deploy"],
            gate: "success",
          },
        ],
      },
      jenkins: {
        because: "Jenkins tells no labels: whoever has a plugin that does gives them to the build.",
        turns: [
          {
            branch: "feature/x",
            event: "pull_request",
            variables: { CIG_LABELS: "other,cig:force" },
            ran: everything,
            gate: "success",
          },
        ],
      },
    },
  },
];
