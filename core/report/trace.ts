import type { Event } from "../event.ts";

/** Gathers spans for `--trace`, in the form that chrome://tracing and Perfetto open. */
export interface Trace {
  add(event: Event): void;
  /** The whole document. */
  text(): string;
}

/** Starts a trace. `nowMs` is a clock that only goes forward; the trace counts from its value now. */
export function startTrace(nowMs: () => number): Trace {
  const startMs = nowMs();
  const spans: object[] = [];
  const rows = new Map<string, number>([["cig", 0]]);
  const rowOf = (plugin: string) => {
    if (!rows.has(plugin)) rows.set(plugin, rows.size);
    return rows.get(plugin)!;
  };
  return {
    add(event) {
      const atMs = nowMs() - startMs;
      switch (event.kind) {
        case "stage-ended":
          return void spans.push(span(event.stage, "stage", 0, atMs, event.durationMs, {}));
        case "plugin-answered": {
          const { plugin, hook, memo, durationMs } = event;
          return void spans.push(
            span(`${plugin} ${hook}`, "plugin", rowOf(plugin), atMs, durationMs, { plugin, hook, memo }),
          );
        }
        case "plugin-started":
          return void spans.push(instant(`${event.plugin} started`, rowOf(event.plugin), atMs, event.shared));
        case "stage-started":
        case "plugin-wrote":
        case "diagnostic":
          return;
      }
    },
    text() {
      const names = [...rows].map(([name, tid]) => ({
        name: "thread_name",
        ph: "M",
        pid: 1,
        tid,
        args: { name },
      }));
      return `${JSON.stringify({ displayTimeUnit: "ms", traceEvents: [...names, ...spans] }, null, 1)}\n`;
    },
  };
}

/** A finished span. Chrome counts in microseconds. */
function span(
  name: string,
  cat: string,
  tid: number,
  endMs: number,
  durationMs: number,
  args: object,
): object {
  const ts = Math.max(0, Math.round((endMs - durationMs) * 1000));
  return { name, cat, ph: "X", pid: 1, tid, ts, dur: Math.round(durationMs * 1000), args };
}

function instant(name: string, tid: number, atMs: number, shared: boolean): object {
  return { name, cat: "plugin", ph: "i", s: "t", pid: 1, tid, ts: Math.round(atMs * 1000), args: { shared } };
}
