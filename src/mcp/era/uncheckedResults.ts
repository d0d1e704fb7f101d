import type { jsonSchemaValidator, JsonSchemaValidator } from '@modelcontextprotocol/client';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';

/**
 * Leaves a result unchecked by its server's output schema: the schema's expressions (`pattern`) may take for ever on the
 * result's text, and what is shown is read by our own rules anyway (`toolResult.ts`).
 */
export const unchecked: jsonSchemaValidator = {
  getValidator: <T>(): JsonSchemaValidator<T> => new AjvJsonSchemaValidator().getValidator<T>({}),
};
