import { expect, test } from "vitest";
import { placeProblem } from "./field-problem";
import { ApiError } from "./problem";

const refusal = (code: string, detail: string, status = 400) =>
  new ApiError({ code, title: "No", status, detail, hint: "Do this.", request_id: "r1" });

const fields = { mail: ["email", "already_exists"], url: ["database_url"] };

test("a refusal stands at the field that the server names, without the name", () => {
  const { at, form } = placeProblem(refusal("bad_email", "email: this is no address."), fields);
  expect(at).toEqual({ mail: "This is no address. Do this." });
  expect(form).toBeNull();
});

test("some refusals are about a field by their code", () => {
  const { at } = placeProblem(refusal("already_exists", "A user exists already.", 409), fields);
  expect(at).toEqual({ mail: "A user exists already. Do this." });
});

test("what belongs to no field of the form is shown with the form", () => {
  for (const error of [
    refusal("last_admin", "This is the last administrator.", 409),
    refusal("bad_name", "name: this is no name."),
    new Error("broken"),
  ]) {
    const { at, form } = placeProblem(error, fields);
    expect(at).toEqual({});
    expect(form?.title).toBeTruthy();
  }
});

test("without a refusal there is nothing to show", () => {
  expect(placeProblem(null, fields)).toEqual({ at: {}, form: null });
});
