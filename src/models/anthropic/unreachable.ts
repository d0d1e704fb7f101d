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
    /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_(?!HAS_EXPIRED))/,
    'its certificate is not trusted on this machine; ' +
      'install its certificate authority in the system, where VS Code finds it (“http.systemCertificates”).',
  ],
  [/^CERT_HAS_EXPIRED$/, 'its certificate has expired; contact its operator.'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'its certificate is for a different name; check the base URL.'],
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
  const found = ADVICE.find(([pattern]) => pattern.test(code))?.[1];
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

/** Node's code for why a connection failed, such as `ECONNREFUSED`; empty where there is none. */
export function connectionCode(error: unknown): string {
  return (
    causesOf(error)
      .map(codeOf)
      .find((found) => found !== '') ?? ''
  );
}

/** An error and everything that caused it; each of them may hold several. */
function causesOf(error: unknown): readonly Error[] {
  if (!(error instanceof Error)) return [];
  const several: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  return [error, ...[...several, error.cause].flatMap(causesOf)];
}

function codeOf(error: Error): string {
  const code: unknown = Reflect.get(error, 'code');
  if (typeof code === 'string') return code;
  // Node 24 gives it no code, earlier ones `HPE_…`.
  return error.name === 'HTTPParserError' ? error.name : '';
}
