import manifest from '../../package.json' with { type: 'json' };

/** This package's version, inlined by the bundler. */
export const VERSION: string = manifest.version;
