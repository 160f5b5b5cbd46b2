/** What init needs to know of an installed plugin. */
export interface PluginSummary {
  readonly name: string;
  readonly capabilities: readonly string[];
  /** Globs of files that it may own. */
  readonly outputs: readonly string[];
  /** Globs of files by which its use shows. Absent: those that it may own. */
  readonly imports?: readonly string[];
  /** Where a provider's file usually lies. */
  readonly defaultOutput?: string;
}
