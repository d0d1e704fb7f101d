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
  const code = codeOf(error);
  const found = ADVICE.find(([pattern]) => pattern.test(code))?.[1];
  const sentence =
    found === undefined
      ? `${host} could not be reached${tried}; ${USUAL_ADVICE}`
      : `${host} could not be reached${tried}: ${found}`;
  return new SummarizeError('modelUnreachable', sentence, ['retry', 'openSettings'], { cause: error });
}

/** The first code along the causes of an error, each of which may hold several errors. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const code: unknown = Reflect.get(error, 'code');
  if (typeof code === 'string') return code;
  const several: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  const inner = [...several, error.cause];
  return inner.map(codeOf).find((found) => found !== '') ?? '';
}
