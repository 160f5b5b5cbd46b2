import { type Judgement, judgeByGlobSets } from "../glob-sets/glob-sets.ts";
import { type PlainPattern, toPlainSet } from "../glob-sets/plain-sets.ts";
import { type FileTable, skipOf } from "./file-table.ts";
import { createRangeFinder, joinRanges, partsThere, type Range } from "./ranges.ts";

/** What each of many sets of patterns chooses, as far as the paths alone decide. */
export interface Chooser {
  /** What they choose of the files that are there now. */
  choose(): Chosen;
  /** Of these files, ascending, those that each set chooses. */
  among(files: readonly number[]): readonly (readonly number[])[];
}

export interface Chosen {
  /** For each set: first file and the one after the last, again and again. */
  readonly runs: readonly (readonly number[])[];
  /** All patterns that match a file. */
  readonly patterns: ReadonlySet<string>;
}

/** Sets that only name folders and files are ranges of the sorted table; for the others each file is looked at. */
export function createChooser(table: FileTable, sets: readonly (readonly string[])[]): Chooser {
  const plain: PlainGroup = { sets: [], numbers: [] };
  const others: { readonly sets: (readonly string[])[]; readonly numbers: number[] } = {
    sets: [],
    numbers: [],
  };
  for (const [number, patterns] of sets.entries()) {
    const set = toPlainSet(patterns);
    const group = set === undefined ? others : plain;
    group.numbers.push(number);
    if (set === undefined) others.sets.push(patterns);
    else plain.sets.push(set);
  }
  const choosers = [
    { numbers: plain.numbers, chooser: chooseByRanges(table, plain.sets) },
    ...(others.sets.length > 0
      ? [{ numbers: others.numbers, chooser: chooseByJudgement(table, others.sets) }]
      : []),
  ];
  /** Puts what the groups say of their sets in the order of all sets. */
  const inOrder = <T>(parts: readonly (readonly T[])[]): T[] => {
    const all = new Array<T>(sets.length);
    for (const [index, { numbers }] of choosers.entries())
      for (const [own, number] of numbers.entries()) all[number] = parts[index]![own]!;
    return all;
  };
  return {
    choose: () => {
      const chosen = choosers.map(({ chooser }) => chooser.choose());
      const patterns = new Set(chosen.flatMap((each) => [...each.patterns]));
      return { runs: inOrder(chosen.map(({ runs }) => runs)), patterns };
    },
    among: (files) => inOrder(choosers.map(({ chooser }) => chooser.among(files))),
  };
}

interface PlainGroup {
  readonly sets: (readonly PlainPattern[])[];
  /** Which of all sets each is. */
  readonly numbers: number[];
}

function chooseByRanges(table: FileTable, sets: PlainGroup["sets"]): Chooser {
  const find = createRangeFinder(table);
  const found = sets.map((patterns) => patterns.map((pattern) => ({ pattern, range: find(pattern) })));
  const joined = found.map((set) => joinRanges(set.map(({ range }) => range)));
  return {
    choose: () => {
      const isWhole = !table.absent.includes(1);
      const there = (range: Range) => (isWhole ? [range] : partsThere(table, range));
      const isMatching = ([from, to]: Range) =>
        from < to && (isWhole || partsThere(table, [from, to]).length > 0);
      const matching = found.flat().filter(({ range }) => isMatching(range));
      return {
        runs: joined.map((ranges) => ranges.flatMap(there).flat()),
        patterns: new Set(matching.map(({ pattern }) => pattern.body)),
      };
    },
    among: (files) =>
      joined.map((ranges) => files.filter((file) => ranges.some(([from, to]) => from <= file && file < to))),
  };
}

function chooseByJudgement(table: FileTable, sets: readonly (readonly string[])[]): Chooser {
  const judgement = judgeFiles(table, sets);
  return {
    choose: () => chooseRuns(table, judgement, sets.length),
    among: (files) => {
      const found = sets.map((): number[] => []);
      for (const file of files)
        for (const set of judgement.choices[judgement.numbers[file]!]!.sets) found[set]!.push(file);
      return found;
    },
  };
}

function judgeFiles(table: FileTable, sets: readonly (readonly string[])[]): Judgement {
  return judgeByGlobSets(sets, { bytes: table.records, starts: table.starts, skip: skipOf(table) });
}

function chooseRuns(table: FileTable, { numbers, choices }: Judgement, setCount: number): Chosen {
  const runs: number[][] = Array.from({ length: setCount }, () => []);
  const used = new Set<number>();
  const close = (choice: number, from: number, to: number) => {
    used.add(choice);
    for (const set of choices[choice]!.sets) {
      const own = runs[set]!;
      if (own.length > 0 && own[own.length - 1] === from) own[own.length - 1] = to;
      else own.push(from, to);
    }
  };
  let from = 0;
  let last = -1;
  for (let file = 0; file < table.count; file++) {
    const choice = table.absent[file] ? -1 : numbers[file]!;
    if (choice === last) continue;
    if (last >= 0) close(last, from, file);
    from = file;
    last = choice;
  }
  if (last >= 0) close(last, from, table.count);
  return { runs, patterns: new Set([...used].flatMap((choice) => choices[choice]!.patterns)) };
}
