import { Level, remarksOf } from "cig/sdk";

export type { Remark } from "cig/sdk";

/** Every remark of this plugin: code → level and fixed title. 1xx detect · 2xx plan. */
export const { remarkAt, remarkOn } = remarksOf({
  RUBY101: [Level.WARNING, "A file cannot be read"],
  RUBY102: [Level.WARNING, "Files disagree about the Ruby version"],
  RUBY103: [Level.WARNING, "The Ruby version is outside the stated range"],
  RUBY104: [Level.WARNING, "Not a Ruby version"],
  RUBY105: [Level.WARNING, "The Gemfile names a version file that is missing"],
  RUBY201: [Level.INFO, "The Ruby version is not stated"],
  RUBY202: [Level.INFO, "No Gemfile"],
  RUBY203: [Level.INFO, "No lock file"],
  RUBY204: [Level.ERROR, "Wrong input"],
});
