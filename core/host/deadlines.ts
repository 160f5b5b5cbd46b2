import type { HookName } from "../event.ts";

/** How long a plugin may take, in milliseconds. The handshake includes the start of its process. */
export type Deadlines = Readonly<Record<HookName | "handshake", number>>;

/**
 * Generous, since a busy machine is no fault of the plugin: they end what hangs, and are no budget. Preflight is
 * asked inside CI jobs, where waiting costs more than running.
 */
export const defaultDeadlines: Deadlines = {
  handshake: 20_000,
  detect: 30_000,
  plan: 30_000,
  generate: 60_000,
  validate: 60_000,
  preflight: 10_000,
  import: 60_000,
  read: 60_000,
};
