import { Level, remarksOf } from "cig/sdk";

export type { Remark } from "cig/sdk";

/** Every remark of this plugin: code → level and fixed title. */
export const { remarkOn } = remarksOf({
  CYPRESS201: [Level.ERROR, "Not a browser"],
  CYPRESS202: [Level.WARNING, "Cypress is not a dependency"],
  CYPRESS203: [Level.ERROR, "Only a recorded run has this"],
  CYPRESS204: [Level.ERROR, "A record key stands in cig.toml"],
  CYPRESS205: [Level.ERROR, "A script holds a name of the run"],
  CYPRESS206: [Level.ERROR, "Not an address"],
  CYPRESS207: [Level.WARNING, "Nothing tells when the server is ready"],
  CYPRESS208: [Level.ERROR, "No such time"],
  CYPRESS209: [Level.ERROR, "Folder is not the same everywhere"],
  CYPRESS210: [Level.ERROR, "A package runs no tests"],
  CYPRESS212: [Level.ERROR, "Two commands for one run"],
  CYPRESS211: [Level.WARNING, "The machine may not have this browser"],
});
