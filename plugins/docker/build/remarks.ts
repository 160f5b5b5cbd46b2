import { Level, remarksOf } from "cig/sdk";

export type { Remark } from "cig/sdk";

/** Every remark of this plugin: code → level and fixed title. */
export const { remarkOn } = remarksOf({
  DOCKER201: [Level.ERROR, "A pushed image needs a name"],
  DOCKER202: [Level.ERROR, "An image of several platforms cannot be loaded"],
  DOCKER203: [Level.ERROR, "Half a login"],
  DOCKER204: [Level.ERROR, "A password stands in cig.toml"],
  DOCKER205: [Level.WARNING, "The login is not used"],
  DOCKER206: [Level.ERROR, "A secret of the build stands in cig.toml"],
  DOCKER208: [Level.ERROR, "Not a name and a value"],
  DOCKER207: [Level.ERROR, "No such time to push"],
});
