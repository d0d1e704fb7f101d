const INSTALL =
  'install its certificate authority in the system, where VS Code finds it (“http.systemCertificates”), ' +
  'or name it in NODE_EXTRA_CA_CERTS for the terminal.';
const NOT_TRUSTED = 'its certificate is not trusted on this machine';

/** What is wrong with a certificate, and what to do, by Node's code for it; the first that matches. */
const CERTIFICATE_FAULTS: readonly (readonly [code: RegExp, advice: string])[] = [
  [/^CERT_HAS_EXPIRED$/, 'its certificate has expired; contact its operator.'],
  [/^CERT_NOT_YET_VALID$/, 'its certificate is not valid yet; check the clock of this machine.'],
  [/^CERT_REVOKED$/, 'its certificate was revoked; contact its operator.'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'its certificate is for a different name; check the URL.'],
  [/^DEPTH_ZERO_SELF_SIGNED_CERT$/, `${NOT_TRUSTED}, because it is self-signed; ${INSTALL}`],
  [/^(?:UNABLE_TO_|SELF_SIGNED_|CERT_)/, `${NOT_TRUSTED}; ${INSTALL}`],
];

/** What is wrong with the certificate of a host, and what to do, as the end of a sentence; undefined if nothing is. */
export function certificateFault(code: string): string | undefined {
  return CERTIFICATE_FAULTS.find(([pattern]) => pattern.test(code))?.[1];
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
export function causesOf(error: unknown): readonly Error[] {
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
