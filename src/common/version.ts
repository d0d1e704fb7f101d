import { version } from '../../package.json';

/** This package's version, inlined by the bundler. */
export const VERSION: string = version;
