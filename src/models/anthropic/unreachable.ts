import { SummarizeError } from '../../common/errors.js';

/** What to do about a connection that could not be made, by the code that Node gives its cause. */
const ADVICE: readonly (readonly [code: RegExp, advice: string])[] = [
  [/^ECONNREFUSED$/, 'nothing listens there; is the program started, and the port right?'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'its name was not found; check the base URL and the network.'],
  [
    /^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|EHOSTUNREACH|ENETUNREACH)$/,
    'it does not answer; check the network, a VPN or “http.proxy”.',
  ],
  [
    /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_(?!HAS_EXPIRED))/,
    'its certificate is not trusted on this machine; have its authority installed in the system, where VS Code finds it (“http.systemCertificates”).',
  ],
  [/^CERT_HAS_EXPIRED$/, 'its certificate has expired; tell whoever runs it.'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'its certificate is for another name; check the base URL.'],
  [/^(EPROTO|ERR_SSL_|HPE_)/, 'it does not speak this protocol; check http or https in the base URL.'],
];

const USUAL_ADVICE = 'check the network and the base URL.';

/** A connection that could not be made, as one sentence with the reason and what helps. */
export function unreachable(host: string, tried: string, error: unknown): SummarizeError {
  const causes = causesOf(error);
  if (causes.some(({ message }) => message.startsWith('Proxy response (407)')))
    return proxyRefused(host, error);
  const code = causes.map(codeOf).find((found) => found !== '') ?? '';
  const found = ADVICE.find(([pattern]) => pattern.test(code))?.[1];
  const sentence =
    found === undefined
      ? `${host} could not be reached${tried}; ${USUAL_ADVICE}`
      : `${host} could not be reached${tried}: ${found}`;
  return new SummarizeError('modelUnreachable', sentence, { cause: error });
}

/** A proxy before the endpoint that lets nobody through without a login (HTTP 407). */
export function proxyRefused(host: string, error: unknown): SummarizeError {
  return new SummarizeError(
    'proxyRefused',
    `A proxy on the way to ${host} wants you to log in; check VS Code’s setting “http.proxy”.`,
    { cause: error },
  );
}

/** An error and all that it was caused by; each of them may hold several. */
function causesOf(error: unknown): readonly Error[] {
  if (!(error instanceof Error)) return [];
  const several: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  return [error, ...[...several, error.cause].flatMap(causesOf)];
}

function codeOf(error: Error): string {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : '';
}
