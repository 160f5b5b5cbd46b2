/** True for a file that others are made of, and that nothing renders: an action of the repository. */
export function isPart(path: string): boolean {
  return /(?:^|\/)action\.ya?ml$/.test(path);
}
