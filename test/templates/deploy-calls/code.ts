// What CloudFormation calls for functions, roles, logs, alarms, gradual releases and the pipeline.
import { HERE, passed, role, TAGS, type Calls, type Tell } from './call.ts';

const BOUNDARY =
  'arn:aws:iam::123456789012:policy/file-processing-dev-delivery/file-processing-dev-bootstrap-PermissionsBoundary-MADE';
const CODE = 'arn:aws:s3:::file-processing-dev-artifact-123456789012-us-east-1/lambda/x.zip';

const functionArn = (name: string) => `arn:aws:lambda:${HERE}:function:${name}`;
const logGroup = (name: string) => `arn:aws:logs:${HERE}:log-group:${name}`;
const mapped = (tell: Tell) => ({ 'lambda:functionarn': tell('FunctionName') });
const bounded = () => ({ 'iam:permissionsboundary': BOUNDARY });

export const CODE_CALLS: Calls = {
  'AWS::Lambda::Function': [
    {
      actions:
        'lambda: CreateFunction DeleteFunction GetFunction GetFunctionCodeSigningConfig GetFunctionConfiguration GetFunctionRecursionConfig GetRuntimeManagementConfig ListTags TagResource UntagResource UpdateFunctionCode UpdateFunctionConfiguration',
      on: functionArn,
    },
    { actions: 's3: GetObject GetObjectVersion', on: () => CODE },
    { actions: 'iam: PassRole', on: () => role('any'), context: passed('lambda') },
  ],
  // It is an address that CloudFormation makes by itself.
  'AWS::CloudFormation::WaitConditionHandle': [],
  'AWS::Lambda::Version': [
    {
      actions:
        'lambda: DeleteFunction GetFunction GetFunctionConfiguration GetProvisionedConcurrencyConfig ListVersionsByFunction PublishVersion',
      on: (_, tell) => functionArn(`${tell('FunctionName')}:1`),
    },
  ],
  'AWS::Lambda::Alias': [
    {
      actions: 'lambda: CreateAlias DeleteAlias GetAlias GetProvisionedConcurrencyConfig UpdateAlias',
      on: (_, tell) => functionArn(`${tell('FunctionName')}:live`),
    },
  ],
  'AWS::Lambda::Permission': [
    { actions: 'lambda: AddPermission GetPolicy RemovePermission', on: (_, tell) => tell('FunctionName') },
  ],
  'AWS::Lambda::EventSourceMapping': [
    { actions: 'lambda: CreateEventSourceMapping', on: () => '*', context: mapped },
    {
      actions:
        'lambda: DeleteEventSourceMapping GetEventSourceMapping ListTags TagResource UntagResource UpdateEventSourceMapping',
      on: () => `arn:aws:lambda:${HERE}:event-source-mapping:0f0f0f0f-0000-4000-8000-000000000000`,
      context: mapped,
    },
  ],
  'AWS::IAM::Role': [
    {
      actions:
        'iam: CreateRole DeleteRole DeleteRolePolicy PutRolePermissionsBoundary PutRolePolicy UpdateAssumeRolePolicy UpdateRole',
      on: role,
      context: bounded,
    },
    {
      actions: 'iam: AttachRolePolicy DetachRolePolicy',
      on: role,
      context: () => ({
        ...bounded(),
        'iam:policyarn': 'arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited',
      }),
    },
    {
      actions:
        'iam: GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies ListRoleTags TagRole UntagRole',
      on: role,
    },
  ],
  'AWS::Logs::LogGroup': [
    {
      actions: `logs: CreateLogGroup DeleteLogGroup DeleteRetentionPolicy GetDataProtectionPolicy PutRetentionPolicy ${TAGS}`,
      on: logGroup,
    },
    { actions: 'logs: DeleteLogGroup PutRetentionPolicy', on: (name) => `${logGroup(name)}:*` },
    { actions: 'logs: DescribeIndexPolicies DescribeLogGroups', on: () => '*' },
  ],
  'AWS::CloudWatch::Alarm': [
    {
      actions: `cloudwatch: DeleteAlarms DescribeAlarms PutMetricAlarm ${TAGS}`,
      on: (name) => `arn:aws:cloudwatch:${HERE}:alarm:${name}`,
    },
  ],
  // A budget is made, read, changed and deleted with two rights, whatever the calls are named.
  'AWS::Budgets::Budget': [
    {
      actions: `budgets: ModifyBudget ViewBudget ${TAGS}`,
      on: (_, tell) => `arn:aws:budgets::123456789012:budget/${tell('Budget/BudgetName')}`,
    },
  ],
  'AWS::CloudWatch::Dashboard': [
    {
      actions: 'cloudwatch: DeleteDashboards GetDashboard PutDashboard',
      on: (name) => `arn:aws:cloudwatch::123456789012:dashboard/${name}`,
    },
  ],
  'AWS::CodeDeploy::Application': [
    {
      actions: `codedeploy: CreateApplication DeleteApplication GetApplication GetApplicationRevision RegisterApplicationRevision ${TAGS}`,
      on: (name) => `arn:aws:codedeploy:${HERE}:application:${name}`,
    },
  ],
  'AWS::CodeDeploy::DeploymentGroup': [
    {
      actions:
        'codedeploy: CreateDeployment CreateDeploymentGroup DeleteDeploymentGroup GetDeployment GetDeploymentGroup UpdateDeploymentGroup',
      on: (name, tell) => `arn:aws:codedeploy:${HERE}:deploymentgroup:${tell('ApplicationName')}/${name}`,
    },
    {
      actions: 'codedeploy: GetDeploymentConfig',
      on: () => `arn:aws:codedeploy:${HERE}:deploymentconfig:CodeDeployDefault.LambdaCanary10Percent5Minutes`,
    },
    { actions: 'iam: PassRole', on: () => role('any'), context: passed('codedeploy') },
  ],
  'AWS::CodePipeline::Pipeline': [
    {
      actions: `codepipeline: CreatePipeline DeletePipeline GetPipeline GetPipelineState StartPipelineExecution UpdatePipeline ${TAGS}`,
      on: (name) => `arn:aws:codepipeline:${HERE}:${name}`,
    },
    { actions: 'iam: PassRole', on: (_, tell) => tell('RoleArn'), context: passed('codepipeline') },
    {
      actions: 'codeconnections: PassConnection',
      on: (_, tell) => tell('Stages/0/Actions/0/Configuration/ConnectionArn'),
    },
    {
      actions: 'codestar-connections: PassConnection',
      on: (_, tell) =>
        tell('Stages/0/Actions/0/Configuration/ConnectionArn').replace(
          'codeconnections',
          'codestar-connections',
        ),
    },
  ],
  'AWS::CodeBuild::Project': [
    {
      actions: 'codebuild: BatchGetProjects CreateProject DeleteProject UpdateProject',
      on: (name) => `arn:aws:codebuild:${HERE}:project/${name}`,
    },
    { actions: 'iam: PassRole', on: (_, tell) => tell('ServiceRole'), context: passed('codebuild') },
  ],
};
