import * as z from 'zod';

/*
 * Zod compiles a parser for each schema that it uses. That takes longer than it saves where each kind of message comes
 * a few times. It counts for the schemas that are made after this.
 */
z.config({ jitless: true });
