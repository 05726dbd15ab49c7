// An account with nothing but CloudFormation, as far as setting up a pipeline needs it: stacks, change sets, events.
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  UpdateTerminationProtectionCommand,
  type CreateChangeSetInput,
  type StackStatus,
} from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import type { Clients } from '../../../../scripts/lib/clients.ts';

export interface FakeStack {
  status: StackStatus;
  parameters: Record<string, string>;
  outputs: Record<string, string>;
  isProtected: boolean;
  /** What it was deployed from. */
  body: string;
  token?: string | undefined;
}

const idOf = (name: string) => `arn:aws:cloudformation:eu-west-1:111122223333:stack/${name}/1`;
const nameOf = (nameOrId = '') => /:stack\/([^/]+)\//.exec(nameOrId)?.[1] ?? nameOrId;

/** Outputs that a stack has as soon as it exists, by the end of its name. */
export type OutputsOf = (name: string, parameters: Record<string, string>) => Record<string, string>;

function parametersOf({ Parameters = [] }: CreateChangeSetInput): Record<string, string> {
  return Object.fromEntries(
    Parameters.map(({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue]),
  );
}

const asPairs = (values: Record<string, string>) => Object.entries(values);

/** A fresh account. `unknownTypes` are refused as the embedded engine refuses them. */
export function createFakeAccount(outputsOf: OutputsOf, unknownTypes: readonly string[] = []) {
  const service = mockClient(CloudFormationClient);
  const stacks = new Map<string, FakeStack>();
  const changeSets = new Map<string, CreateChangeSetInput>();
  /** What was really done, in order. */
  const deeds: string[] = [];
  /** The change sets that were executed. */
  const executed: CreateChangeSetInput[] = [];

  function describe(input: { StackName?: string }) {
    const name = nameOf(input.StackName);
    const stack = stacks.get(name);
    if (!stack) throw new Error(`Stack with id ${name} does not exist`);
    const { status, parameters, outputs, isProtected } = stack;
    return {
      Stacks: [
        {
          StackId: idOf(name),
          StackName: name,
          StackStatus: status,
          CreationTime: new Date(0),
          EnableTerminationProtection: isProtected,
          Parameters: asPairs(parameters).map(([ParameterKey, ParameterValue]) => ({
            ParameterKey,
            ParameterValue,
          })),
          Outputs: asPairs(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
        },
      ],
    };
  }

  function create(input: CreateChangeSetInput) {
    const name = nameOf(input.StackName);
    const unknown = unknownTypes.filter((type) => input.TemplateBody?.includes(type));
    if (unknown.length > 0)
      throw new Error(`Template format error: Unrecognized resource types: [${unknown.join(', ')}]`);
    if (!stacks.has(name)) {
      stacks.set(name, {
        status: 'REVIEW_IN_PROGRESS',
        parameters: {},
        outputs: {},
        isProtected: false,
        body: '',
      });
    }
    changeSets.set(input.ChangeSetName ?? '', input);
    return { Id: input.ChangeSetName, StackId: idOf(name) };
  }

  function describeChanges({ ChangeSetName = '' }) {
    const input = changeSets.get(ChangeSetName) as CreateChangeSetInput;
    const stack = stacks.get(nameOf(input.StackName));
    const isSame =
      JSON.stringify([stack?.parameters, stack?.body]) ===
      JSON.stringify([parametersOf(input), input.TemplateBody]);
    return isSame
      ? { Status: 'FAILED' as const, StatusReason: "The submitted information didn't contain changes." }
      : { Status: 'CREATE_COMPLETE' as const, Changes: [] };
  }

  function execute({ ChangeSetName = '', ClientRequestToken = '' }) {
    const input = changeSets.get(ChangeSetName) as CreateChangeSetInput;
    const name = nameOf(input.StackName);
    const parameters = parametersOf(input);
    const status = input.ChangeSetType === 'CREATE' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE';
    const isProtected = stacks.get(name)?.isProtected ?? false;
    const body = input.TemplateBody ?? '';
    stacks.set(name, {
      status,
      parameters,
      outputs: outputsOf(name, parameters),
      isProtected,
      body,
      token: ClientRequestToken,
    });
    deeds.push(`${input.ChangeSetType} ${name}`);
    executed.push(input);
    return {};
  }

  function events({ StackName }: { StackName?: string }) {
    const name = nameOf(StackName);
    const { token, status } = stacks.get(name) ?? {};
    if (token === undefined) return { StackEvents: [] };
    const own = {
      StackId: idOf(name),
      PhysicalResourceId: idOf(name),
      StackName: name,
      Timestamp: new Date(0),
    };
    return {
      StackEvents: [{ ...own, EventId: token, ResourceStatus: status, ClientRequestToken: token }] as never,
    };
  }

  service.on(DescribeStacksCommand).callsFake(describe);
  service.on(CreateChangeSetCommand).callsFake(create);
  service.on(DescribeChangeSetCommand).callsFake(describeChanges);
  service.on(ExecuteChangeSetCommand).callsFake(execute);
  service.on(DescribeStackEventsCommand).callsFake(events);
  // Nothing in these stacks could be lost.
  service.on(ListStackResourcesCommand).resolves({ StackResourceSummaries: [] });
  service.on(GetTemplateCommand).callsFake(({ StackName }: { StackName?: string }) => ({
    TemplateBody: stacks.get(nameOf(StackName))?.body,
  }));
  service.on(DeleteChangeSetCommand).resolves({});
  service.on(DeleteStackCommand).callsFake(({ StackName }: { StackName?: string }) => {
    stacks.delete(nameOf(StackName));
    return {};
  });
  service.on(UpdateTerminationProtectionCommand).callsFake(({ StackName }: { StackName?: string }) => {
    const stack = stacks.get(nameOf(StackName));
    if (stack) stack.isProtected = true;
    deeds.push(`protect ${nameOf(StackName)}`);
    return {};
  });
  const clients = { cloudFormation: new CloudFormationClient({ region: 'eu-west-1' }) } as Clients;
  return { clients, stacks, deeds, executed, restore: () => service.restore() };
}
