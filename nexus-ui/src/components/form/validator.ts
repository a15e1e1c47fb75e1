/**
 * What rjsf asks to know which branch of a schema some data are in. It interprets schemas: the usual validator makes
 * functions of texts, which the Content-Security-Policy stops. Whether input is good, the API says.
 */
import { type Schema, Validator } from "@cfworker/json-schema";
import type { RJSFSchema, ValidatorType } from "@rjsf/utils";

const known = new WeakMap<object, Validator>();

function validatorOf(schema: RJSFSchema, root: RJSFSchema): Validator {
  const found = known.get(schema);
  if (found) return found;
  const whole = { $defs: root?.$defs, definitions: root?.definitions, ...schema } as Schema;
  const made = new Validator(whole, "2020-12", true);
  known.set(schema, made);
  return made;
}

function withoutUndefined(data: unknown): unknown {
  return data === undefined ? undefined : JSON.parse(JSON.stringify(data));
}

// biome-ignore lint/suspicious/noExplicitAny: rjsf's own type of a validator for any data
export const validator: ValidatorType<any> = {
  isValid(schema, data, root) {
    if (typeof schema === "boolean") return schema;
    return data !== undefined && validatorOf(schema, root).validate(withoutUndefined(data)).valid;
  },
  validateFormData: () => ({ errors: [], errorSchema: {} }),
  rawValidation: () => ({ errors: [] }),
};

export default validator;
