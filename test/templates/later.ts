// AWS rules that nothing in the repository can break yet, with what has to come first.

/** Number of the rule -> what it waits for. A rule leaves this list in the change that brings its resource. */
export const LATER: Readonly<Record<number, string>> = {
  10: 'hook functions of a deployment',
  26: 'a key of our own',
  39: 'the sign-in of the web page',
  41: 'a role that passes roles: the pipeline',
  42: 'the role with which the pipeline deploys',
  43: 'the role with which the pipeline builds',
  44: 'the connection of the pipeline',
  45: 'the pipeline',
  46: 'the triggers of the pipeline',
  47: 'the deploy actions of the pipeline',
  48: 'the parameter overrides of the pipeline',
  50: 'the actions of the pipeline',
  51: 'the stages of the pipeline',
  54: 'the build project',
  55: 'the buildspec',
  58: 'the first composite or anomaly alarm',
};
