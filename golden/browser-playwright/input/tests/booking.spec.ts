import { expect, test } from "@playwright/test";

test("a seat that is taken cannot be booked", async ({ page }) => {
  await page.goto("/hall/1");
  await expect(page.getByRole("button", { name: "Seat 4" })).toBeDisabled();
});
