describe("a ticket", () => {
  it("is opened", () => {
    cy.visit("/");
    cy.contains("New ticket").click();
  });
});
