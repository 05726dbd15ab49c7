// The source action: the files of the commit, without history, and the variables that a connection gives.
import type { RunAction } from './action.ts';
import { exportCommit, git } from './git.ts';

/** Makes the provider for this bare repository. */
export function createSource(repository: string): RunAction {
  return async ({ action, execution, outputs, log }) => {
    const { revision, branch } = execution;
    const [folder = ''] = outputs.values();
    await exportCommit(repository, revision, { folder });
    const authorDate = await git(repository, 'show', '--no-patch', '--format=%aI', revision);
    log(`${revision} ${execution.revisionSummary}`);
    return {
      summary: `${revision.slice(0, 8)} ${execution.revisionSummary}`,
      variables: {
        AuthorDate: authorDate,
        BranchName: branch,
        CommitId: revision,
        CommitMessage: await git(repository, 'show', '--no-patch', '--format=%B', revision),
        ConnectionArn: action.configuration.ConnectionArn ?? '',
        FullRepositoryName: action.configuration.FullRepositoryId ?? '',
      },
    };
  };
}
