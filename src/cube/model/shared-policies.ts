import { TenureError } from '../../errors/errors.js';
import { didYouMean } from '../../errors/nearest.js';
import type { ModelFile, PolicyYaml } from './model-file.js';
import { positionOf } from './position.js';

interface SharedPolicy {
  readonly name: string;
  readonly access_policy: readonly PolicyYaml[];
}

/**
 * Gives each view with `policy: NAME` the access policy of that name, which any file may define under `policies:`. Cube does
 * not know the key: after this step it is gone. Throws MODEL with file and line for a name that is not defined.
 */
export function sharePolicies(files: readonly ModelFile[]): void {
  const shared = new Map<string, SharedPolicy>();
  for (const { content } of files) {
    const defined = content['policies'];
    if (Array.isArray(defined)) for (const policy of defined as SharedPolicy[]) shared.set(policy.name, policy);
    delete content['policies'];
  }
  for (const { content } of files) {
    for (const view of Array.isArray(content.views) ? content.views : []) {
      const name = view['policy'];
      if (name === undefined) continue;
      const policy = shared.get(String(name));
      if (!policy)
        throw new TenureError(
          'MODEL',
          `${positionOf(files, view.name)}: ${view.name}: there is no policy ${name}${didYouMean(String(name), [...shared.keys()])}`,
        );
      view.access_policy = [...structuredClone(policy.access_policy), ...(view.access_policy ?? [])];
      delete view['policy'];
    }
  }
}
