/** What init needs to know of an installed plugin. */
export interface PluginSummary {
  readonly name: string;
  readonly capabilities: readonly string[];
  /** Globs of files that it may own. */
  readonly outputs: readonly string[];
  /** Where a provider's file usually lies. */
  readonly defaultOutput?: string;
}
