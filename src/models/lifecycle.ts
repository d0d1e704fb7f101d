import type { ModelInfo } from './model.js';

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
/** How many days before a model's retirement the user is told. */
const NOTICE_DAYS = 60;

/**
 * What the user should know about a model's retirement, to follow the model's name: "retires on 30 November 2026, in
 * 8 days".
 *
 * @returns undefined if there is nothing to say yet
 */
export function retirementNotice(
  { lifecycle, retiresAt }: Pick<ModelInfo, 'lifecycle' | 'retiresAt'>,
  now: Date,
): string | undefined {
  if (lifecycle === 'retired') return 'is retired';
  if (retiresAt === undefined) return lifecycle === 'deprecated' ? 'is deprecated' : undefined;
  const end = new Date(retiresAt);
  const days = Math.ceil((end.getTime() - now.getTime()) / DAY_MILLISECONDS);
  const date = end.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
  if (days <= 0) return `was retired on ${date}`;
  if (days > NOTICE_DAYS && lifecycle === 'active') return undefined;
  return `retires on ${date}, in ${days === 1 ? '1 day' : `${String(days)} days`}`;
}
