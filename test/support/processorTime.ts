/**
 * The processor time that work takes, in milliseconds: other processes, which tests have beside them, do not count. The
 * best of two, because collecting garbage does.
 */
export async function processorTime(work: () => unknown): Promise<number> {
  const once = async (): Promise<number> => {
    const begun = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1000;
  };
  return Math.min(await once(), await once());
}
