/** True for npm's placeholder, and for a script that does nothing. */
export function isIdle(text: string): boolean {
  return /no test specified/i.test(text) || /^(?:echo\b[^&|;]*|true|:|exit 0)$/.test(text.trim());
}

/** True for a script that stays, because it waits for changes or shows a window. */
export function waits(text: string): boolean {
  return /(?:^|\s)--(?:watch(?:All)?|ui)(?![\w=-]| false)|\bcypress open\b|(?:^|\s)(?:nodemon|chokidar)\b/.test(
    text,
  );
}

/** True for a script that corrects the files it looks at, so that it seldom fails. */
export function writes(text: string): boolean {
  return /(?:^|\s)--(?:fix|write|apply)(?![\w-])/.test(text);
}

/** True for tests that need browsers and the running application, and for nothing but them. */
export function isEndToEnd(text: string): boolean {
  return (
    /\bplaywright test\b|\bcypress (?:run|open)\b|\bwdio\b|\btestcafe\b|\bnightwatch\b/.test(text) &&
    !/\b(?:jest|vitest|mocha|ava|tap|karma|uvu|node --test|bun test|react-scripts test|ng test)\b/.test(text)
  );
}
