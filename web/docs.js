// Swagger UI over the document that the server prints from its own route table.
window.addEventListener("load", () => {
    SwaggerUIBundle({
        url: "/openapi.json",
        dom_id: "#documentation",
        deepLinking: true,
        validatorUrl: null,
    });
});
