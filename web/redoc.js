// Redoc over the document that the server prints from its own route table.
window.addEventListener("load", () => {
    Redoc.init("/openapi.json", { hideDownloadButton: false }, document.getElementById("reference"));
});
