// The state of one execution, as it stands in its file; status words are those of the CodePipeline API.

export type ExecutionStatus = 'InProgress' | 'Succeeded' | 'Failed' | 'Stopped' | 'Stopping' | 'Superseded';
export type StepStatus =
  'InProgress' | 'Succeeded' | 'Failed' | 'Stopped' | 'Cancelled' | 'Skipped' | 'Abandoned';

export interface ActionState {
  name: string;
  provider: string;
  status: StepStatus;
  startedAt: string;
  endedAt?: string;
  /** What it did or why it failed, one sentence. */
  summary?: string;
  /** Relative to the folder of the execution. */
  logFile: string;
  details?: ActionDetails;
}

/** What a build tells beyond its result. */
export interface ActionDetails {
  commands?: { phase: string; command: string; seconds: number; exitCode: number }[];
  reports?: ReportSummary[];
}

export interface ReportSummary {
  name: string;
  /** `812 tests, 1 failed` or `93.1 % of lines`. */
  text: string;
}

export interface StageState {
  name: string;
  status: StepStatus;
  startedAt: string;
  endedAt?: string;
  /** 1, and one more with every retry. */
  attempt: number;
  actions: ActionState[];
}

export interface Cause {
  type: 'Push' | 'StartPipelineExecution' | 'AutomatedRollback';
  /** For a person: `push to main`. */
  detail: string;
}

export interface Execution {
  executionId: string;
  /** Counts the executions of this folder: the order in which they began. */
  number: number;
  executionType: 'STANDARD' | 'ROLLBACK';
  status: ExecutionStatus;
  statusSummary?: string;
  cause: Cause;
  /** Full SHA of the commit. */
  revision: string;
  /** First line of its message. */
  revisionSummary: string;
  branch: string;
  pipelineName: string;
  /** Version of the definition that it follows. */
  definitionVersion: string;
  /** The run of `npm start` that it belongs to: its engine is gone with it. */
  session: string;
  startedAt: string;
  endedAt?: string;
  /** Those that it has entered, in order. */
  stages: StageState[];
  variables: Record<string, Record<string, string>>;
  /** Name of an artifact -> its folder, absolute. */
  artifacts: Record<string, string>;
}

/** Whether it goes on by itself or can. */
export const isRunning = ({ status }: Pick<Execution, 'status'>): boolean =>
  status === 'InProgress' || status === 'Stopping';

/** Marks what a killed or stopped runner left unfinished. */
export function markStopped(execution: Execution, at: string, why: string): Execution {
  const stages = execution.stages.map((stage) => {
    if (stage.status !== 'InProgress') return stage;
    const actions = stage.actions.map((action) =>
      action.status === 'InProgress'
        ? { ...action, status: 'Abandoned' as const, endedAt: at, summary: why }
        : action,
    );
    return { ...stage, status: 'Stopped' as const, endedAt: at, actions };
  });
  return { ...execution, status: 'Stopped', statusSummary: why, endedAt: at, stages };
}
