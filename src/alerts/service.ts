import type { Logger } from 'pino';
import { type Principal, policyKey } from '../access/principal.js';
import { asTenureError } from '../errors/errors.js';
import type { SemanticService } from '../semantic/contract/service.js';
import type { PublishingGate } from '../warehouse/gate.js';
import { type Alert, parseDefinition } from './alert.js';
import { find } from './find.js';
import type { AlertRepository } from './repository.js';

export interface AlertService {
  /** One's own alerts, as they stand at the current snapshot under one's policy of now. */
  list(principal: Principal, signal?: AbortSignal): Promise<readonly Alert[]>;
  /** Sets an alert and checks it. Throws when the caller may not ask what it watches. */
  set(principal: Principal, definition: unknown, signal?: AbortSignal): Promise<Alert>;
  /** Throws NOT_FOUND. */
  remove(principal: Principal, id: string): Promise<void>;
  /** Checks everybody's alerts that were not checked at the current snapshot, each as its owner. Returns how many. */
  checkAll(signal?: AbortSignal): Promise<number>;
}

export interface AlertOptions {
  readonly alerts: AlertRepository;
  readonly semantic: SemanticService;
  readonly gate: Pick<PublishingGate, 'current'>;
  /** The user as the policy is now; undefined for one who may not sign in any more. */
  readonly principalOf: (user: string) => Promise<Principal | undefined>;
  readonly log: Logger;
}

export function createAlertService({ alerts, semantic, gate, principalOf, log }: AlertOptions): AlertService {
  const check = async (alert: Alert, principal: Principal, signal?: AbortSignal): Promise<void> => {
    const policy = policyKey(principal);
    try {
      await alerts.keep(alert, { policy, ...(await find(semantic, alert, principal, signal)) });
    } catch (thrown) {
      const { kind: code, message, retryable } = asTenureError(thrown);
      if (code === 'CANCELLED' || signal?.aborted) throw thrown;
      log.warn({ event: 'alert.check.failed', alert: alert.id, code });
      // What may pass by itself is not kept, so that the next look tries again.
      if (!retryable)
        await alerts.keep(alert, {
          policy,
          snapshot: (await gate.current()).id,
          finding: { error: { code, message } },
        });
    }
  };
  /** Checks what has not been checked at the current snapshot under this policy. */
  const checkOwn = async (principal: Principal, signal?: AbortSignal): Promise<number> => {
    const { id } = await gate.current();
    const due = (await alerts.list(principal.user, policyKey(principal))).filter((one) => one.check?.snapshot !== id);
    for (const alert of due) await check(alert, principal, signal);
    return due.length;
  };
  const listed = (principal: Principal) => alerts.list(principal.user, policyKey(principal));
  return {
    async list(principal, signal) {
      await checkOwn(principal, signal);
      return listed(principal);
    },
    async set(principal, given, signal) {
      const definition = parseDefinition(given);
      const found = await find(semantic, definition, principal, signal);
      const alert = await alerts.add(principal.user, definition);
      await alerts.keep(alert, { policy: policyKey(principal), ...found });
      return (await listed(principal)).find(({ id }) => id === alert.id) ?? alert;
    },
    remove: ({ user }, id) => alerts.remove(user, id),
    async checkAll(signal) {
      let checked = 0;
      for (const owner of await alerts.ownersToCheck((await gate.current()).id)) {
        signal?.throwIfAborted();
        // Users of an identity provider are not known here: theirs are checked when they look.
        const principal = await principalOf(owner);
        if (principal) checked += await checkOwn(principal, signal);
      }
      return checked;
    },
  };
}
