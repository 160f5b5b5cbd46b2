import * as z from "zod/mini";
import { distinct, word } from "../names.ts";
import { docs, either, key, list, table } from "../strict.ts";
import { text } from "../text.ts";

const message = () => text("a question in quotes").check(z.regex(/\S/, "a question in quotes"));

/** Whether a person has to agree, what they are asked, and who may. */
export const approval = either(
  'true, a question such as "Deploy to production?", or a table { message, approvers }',
  [
    z.boolean(),
    message(),
    table("a table { message, approvers }", {
      message: key(message(), "What the person is asked."),
      approvers: key(
        list('a list of names, such as ["ops"]', word("a person or team")).check(
          z.minLength(1, "a list of at least one person or team"),
          distinct("approver", (name: string) => name),
        ),
        "Who may agree, by the provider's names. Default: whoever the provider lets.",
      ),
    }),
  ],
);

docs.add(approval, { id: "Approval" });
