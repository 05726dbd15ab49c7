// What the template tells Node about running process-file: measured processes run as the function does.
import { ROOT } from '../../scripts/lib/root.ts';
import { loadTemplate } from '../../scripts/lib/template.ts';

interface FunctionProperties {
  Environment?: { Variables?: Record<string, unknown> };
}

/** The variable NODE_OPTIONS of the function. */
export async function runtimeOptions(): Promise<{ NODE_OPTIONS: string }> {
  const { document } = await loadTemplate(ROOT, 'templates/lambda.yaml');
  const { Environment } = (document.Resources['ProcessFileFunction']?.Properties ?? {}) as FunctionProperties;
  return { NODE_OPTIONS: String(Environment?.Variables?.['NODE_OPTIONS'] ?? '') };
}
