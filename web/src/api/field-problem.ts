import { problemFrom } from "./problem";
import type { Problem } from "./types";

interface Placed<Name extends string> {
  /** What is wrong with a field, to be shown at it. */
  at: Partial<Record<Name, string>>;
  /** What belongs to no field: shown above the buttons. */
  form: Problem | null;
}

/**
 * Where a refusal belongs. The server's codes name what they are about (`email_taken`, `password_short`): the field
 * that a code names is the one at fault.
 */
export function placeProblem<Name extends string>(
  error: unknown,
  /** Each field with the words of codes that are about it. */
  fields: Record<Name, RegExp>,
): Placed<Name> {
  if (error === null || error === undefined) return { at: {}, form: null };
  const problem = problemFrom(error);
  const named = problem.status >= 400 && problem.status < 500;
  const field = named
    ? (Object.keys(fields) as Name[]).find((name) => fields[name].test(problem.code))
    : undefined;
  if (field === undefined) return { at: {}, form: problem };
  const words = [problem.detail || problem.title, problem.hint].filter(Boolean).join(" ");
  return { at: { [field]: words } as Partial<Record<Name, string>>, form: null };
}
