import type { Event, Stage } from "../event.ts";
import { foreignLine } from "./foreign.ts";
import type { Stream } from "./terminal.ts";
import { clip } from "./width.ts";

/** Shows where a run stands: one line that is rewritten on a terminal, nothing where nobody watches. */
export interface Progress {
  show(event: Event): void;
  /** Takes the line away, so that something else can be written. Harmless when there is none. */
  clear(): void;
}

/** Makes the line on a terminal that can redraw one, and a silent one elsewhere. */
export function makeProgress(stream: Stream): Progress {
  if (!stream.live) return { show() {}, clear() {} };
  let stage = "";
  let visible = false;
  const draw = (text: string) => {
    stream.write(`\r\x1b[K${stream.paint.dim(clip(text, stream.width() - 1))}`);
    visible = true;
  };
  return {
    show(event) {
      if (event.kind === "stage-started") {
        stage = stageNames[event.stage];
        draw(`${stage}...`);
      } else if (event.kind === "plugin-answered")
        draw(`${stage}... ${foreignLine(event.plugin)} (${event.hook})`);
    },
    clear() {
      if (visible) stream.write("\r\x1b[K");
      visible = false;
    },
  };
}

/** What a person calls each stage. */
export const stageNames: Readonly<Record<Stage, string>> = {
  config: "Reading cig.toml",
  repo: "Listing files",
  detect: "Detecting project",
  plan: "Planning resources",
  graph: "Ordering jobs",
  signature: "Computing signatures",
  generate: "Generating",
  merge: "Joining fragments",
  validate: "Checking policies",
  output: "Comparing files",
};
