import { problemFrom } from "./problem";
import type { Problem } from "./types";

interface Placed<Name extends string> {
  /** What is wrong with a field, to be shown at it. */
  at: Partial<Record<Name, string>>;
  /** What belongs to no field: shown above the buttons. */
  form: Problem | null;
}

const named = /^([a-z_]+): (.+)$/s;

/**
 * Where a refusal belongs. The server begins what it says with the field at fault (`email: this is no address`); some
 * refusals are about a field by their code alone (`already_exists`).
 */
export function placeProblem<Name extends string>(
  error: unknown,
  /** Each field of the form, with the API's names of it and the codes that are about it. */
  fields: Record<Name, readonly string[]>,
): Placed<Name> {
  if (error === null || error === undefined) return { at: {}, form: null };
  const problem = problemFrom(error);
  const [, apiName, said = problem.detail] = named.exec(problem.detail) ?? [];
  const field = (Object.keys(fields) as Name[]).find(
    (name) =>
      fields[name].includes(problem.code) || (apiName !== undefined && fields[name].includes(apiName)),
  );
  if (field === undefined) return { at: {}, form: problem };
  const words = said.charAt(0).toUpperCase() + said.slice(1);
  return { at: { [field]: `${words} ${problem.hint}`.trim() } as Partial<Record<Name, string>>, form: null };
}
