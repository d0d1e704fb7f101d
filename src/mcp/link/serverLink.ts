import type { Transport } from '@modelcontextprotocol/client';

/** The transport to a server, and the means to end that server. */
export interface ServerLink {
  readonly transport: Transport;
  /** The process ID of a running server that we started. */
  readonly pid: number | undefined;
  /**
   * Ends the server, gracefully at first.
   *
   * @param connecting a pending connect, which only the SDK can end
   * @param patience how long the server may take to exit by itself, in milliseconds
   */
  end(connecting: Promise<unknown> | undefined, patience: number): Promise<void>;
  /** Kills the server's process, for a user who does not want to wait. */
  kill(): void;
}
