// Where the local pipeline keeps its files.
import { join } from 'node:path';
import { STATE } from '../paths.ts';
import { openStore, type Store } from './store.ts';

export interface PipelinePlaces {
  /** The bare repository that people push to. */
  repository: string;
  /** Pushes, commands, executions. */
  folder: string;
}

/** Those below the folder of an environment's state. */
export function placesIn(state: string): PipelinePlaces {
  return { repository: join(state, 'repository.git'), folder: join(state, 'pipeline') };
}

export const PLACES = placesIn(STATE);

/** The executions of these places. */
export function storeOf({ folder }: PipelinePlaces): Store {
  return openStore(join(folder, 'executions'));
}
