import type { ModelInfo } from './model.js';

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
/** From how many days before its end on a user hears of it. */
const NOTICE_DAYS = 60;

/**
 * What a user should know of a model's end, as the end of a sentence that begins with its name: "retires on
 * 30 November 2026, in 8 days".
 *
 * @returns undefined where there is nothing to know yet
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
