import { envelopeSchema } from '@ems/chassis/messaging';
import { messages } from '@ems/contracts';
import { z } from 'zod';

export type JsonSchema = z.core.JSONSchema.JSONSchema;

/** By name, as AsyncAPI refers to them. */
export type JsonSchemas = Record<string, JsonSchema>;

const references = '#/components/schemas/';
const envelope = 'Envelope';

/**
 * JSON Schemas (draft 7, that of AsyncAPI) of what messages carry, with the envelope of all of them and what they share. They
 * say what a consumer takes: fields that it does not know are ignored.
 */
export function messageSchemas(): JsonSchemas {
  const all: JsonSchemas = { [envelope]: jsonSchemaOf(envelopeSchema) };
  for (const { data } of messages) Object.assign(all, jsonSchemaOf(data).definitions);
  return JSON.parse(JSON.stringify(all).replaceAll('"#/definitions/', `"${references}`));
}

/** Each schema with an id is one of the `definitions`, the given one too. */
function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema, ...converted } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    // A format says more, in fewer characters, than the pattern that zod makes of it.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format) delete jsonSchema.pattern;
    },
  });
  return converted;
}

/** The schema that stands there, where there is a reference to one that is shared; what is said beside it stays. */
export function resolveReference(schema: JsonSchema, schemas: JsonSchemas): JsonSchema {
  const [beside] = schema.allOf ?? [];
  const reference = schema.$ref ?? (typeof beside === 'object' ? beside.$ref : undefined);
  return reference ? { ...schemas[reference.replace(references, '')], ...schema } : schema;
}

/** The name of the schema of a message's data. */
export function dataName({ type, data }: (typeof messages)[number]): string {
  const id = data.meta()?.id;
  if (id === undefined) throw new Error(`the data of ${type} have no id (.meta({ id })), by which AsyncAPI names them`);
  return id;
}

/** A whole message: the envelope, of this type, with its data. */
export const payloadOf = (contract: (typeof messages)[number]) => ({
  allOf: [
    { $ref: `${references}${envelope}` },
    {
      type: 'object',
      required: ['data'],
      properties: {
        type: { const: contract.type },
        source: { const: `/${contract.producer}` },
        data: { $ref: `${references}${dataName(contract)}` },
      },
    },
  ],
});
