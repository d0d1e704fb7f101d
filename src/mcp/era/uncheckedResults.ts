import type { jsonSchemaValidator, JsonSchemaValidator } from '@modelcontextprotocol/client';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';

/**
 * Does not validate results against the server's output schema: its regular expressions (`pattern`) could run forever
 * on the result's text, and `toolResult.ts` checks what is shown anyway.
 */
export const unchecked: jsonSchemaValidator = {
  getValidator: <T>(): JsonSchemaValidator<T> => new AjvJsonSchemaValidator().getValidator<T>({}),
};
