import type { Transport } from '@modelcontextprotocol/client';

/** The wire to a server, and the power to end what is at its other end. */
export interface ServerLink {
  readonly transport: Transport;
  /** The server's process, where it is ours and runs. */
  readonly pid: number | undefined;
  /**
   * Ends the server, politely at first.
   *
   * @param connecting a connect that is under way, which only the SDK can end
   * @param patience how long the server may take to end by itself, in milliseconds
   */
  end(connecting: Promise<unknown> | undefined, patience: number): Promise<void>;
  /**
   * Ends the server's process at once, for a user who does not want to wait.
   *
   * @returns whether that is possible
   */
  kill(): boolean;
}
