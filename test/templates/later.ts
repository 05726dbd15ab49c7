// AWS rules that nothing in the repository can break yet, with what has to come first.

/** Number of the rule -> what it waits for. A rule leaves this list in the change that brings its resource. */
export const LATER: Readonly<Record<number, string>> = {};
