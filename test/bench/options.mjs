/** The value after an option of the command line; undefined without it. */
export function readOption(argv, name) {
  return argv.includes(name) ? argv[argv.indexOf(name) + 1] : undefined;
}

/** `a,b` after an option as a list, `none` as an empty one; `all` without it. What is not in `known` is refused. */
export function readOptionList(argv, name, all, known = undefined) {
  const list = readOption(argv, name)
    ?.split(",")
    .filter((each) => each !== "none");
  const stranger = known && list?.find((each) => !known.includes(each));
  if (stranger) throw new Error(`${name}: there is no "${stranger}", only ${known.join(", ")}.`);
  return list ?? all;
}
