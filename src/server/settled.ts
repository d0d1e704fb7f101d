/** Like `Promise.all`, but lets everything settle before it fails, so that nothing keeps running unseen. */
export async function allOrFirstFailure<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  try {
    return await Promise.all(promises);
  } finally {
    await Promise.allSettled(promises);
  }
}
