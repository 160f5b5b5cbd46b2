/** Every action that this plugin asks for, at the commit of the upstream tag. */
export const pins = {
  setupRuby: {
    uses: "ruby/setup-ruby",
    pin: "95ef2b042f9d7a56d8268cba8559e2842e2ad01b",
    version: "v1.321.0",
  },
} as const;

/** What the fallback script builds Ruby with: rbenv/ruby-build v20260701. */
export const rubyBuildCommit = "9207ff8331f18149b6ae071089d4ea73af304a75";
