import { causesOf, certificateFault, connectionCode } from '../../common/connectionCause.js';
import { SummarizeError } from '../../common/errors.js';

/** What to do about a failed connection, by Node's code for its cause. */
const ADVICE: readonly (readonly [code: RegExp, advice: string])[] = [
  [/^ECONNREFUSED$/, 'nothing is listening there; check that it is running and the port is correct.'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'the host name was not found; check the base URL and your network.'],
  [
    /^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|EHOSTUNREACH|ENETUNREACH)$/,
    'it is not responding; check your network, VPN or “http.proxy”.',
  ],
  [
    /^(ECONNRESET|UND_ERR_SOCKET)$/,
    'it closed the connection; check that it is running, and whether the base URL needs http or https.',
  ],
  [
    /^(EPROTO|ERR_SSL_|HPE_|HTTPParserError$)/,
    'it does not speak this protocol; check whether the base URL needs http or https.',
  ],
];

const USUAL_ADVICE = 'check your network and the base URL.';

/** A failed connection as one sentence with the reason and what to do. */
export function unreachable(host: string, tried: string, error: unknown): SummarizeError {
  const causes = causesOf(error);
  if (causes.some(({ message }) => message.startsWith('Proxy response (407)')))
    return proxyRefused(host, error);
  const code = connectionCode(error);
  const found = certificateFault(code) ?? ADVICE.find(([pattern]) => pattern.test(code))?.[1];
  const sentence =
    found === undefined
      ? `Could not reach ${host}${tried}; ${USUAL_ADVICE}`
      : `Could not reach ${host}${tried}: ${found}`;
  return new SummarizeError('modelUnreachable', sentence, { cause: error });
}

/** A proxy in front of the endpoint that requires authentication (HTTP 407). */
export function proxyRefused(host: string, error: unknown): SummarizeError {
  return new SummarizeError(
    'proxyRefused',
    `The proxy for ${host} requires authentication; check VS Code’s “http.proxy” setting.`,
    { cause: error },
  );
}
