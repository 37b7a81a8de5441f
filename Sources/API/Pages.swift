internal import Hashing
internal import JSON
internal import Web

/// Where the web page's files come from.
public protocol PageFiles: Sendable {
    /// - Parameter path: relative, of plain names; never holds `..`.
    /// - Returns: nil when there is no such file.
    func file(_ path: String) -> [UInt8]?
}

/// The page, the API's documentation, and the files both need; nothing comes from another host.
struct Pages {
    let files: any PageFiles

    var routes: [Route] {
        [
            page("/", "index.html"), page("/docs", "docs.html"), page("/redoc", "redoc.html"),
            hidden("/assets/{path...}") { request in
                answer(request, request.parameter("path") ?? "")
            },
            hidden("/favicon.ico") { request in answer(request, "icon.svg") },
        ]
    }

    private func page(_ path: String, _ file: String) -> Route {
        hidden(path) { request in answer(request, file) }
    }

    private func hidden(
        _ path: String, _ answer: @escaping @Sendable (Request) -> Response
    ) -> Route {
        Route(.get, path, documentation: RouteDocumentation(isListed: false)) { answer($0) }
    }

    private func answer(_ request: Request, _ path: String) -> Response {
        guard Self.isPlain(path), let bytes = files.file(path) else {
            return Problem(.notFound, "There is no such file. The page is at /.")
                .response(requestID: request.id)
        }
        return PageFile(path: path, bytes: bytes).response(to: request)
    }

    /// Names of letters, digits, `-`, `_` and single points, between slashes.
    static func isPlain(_ path: String) -> Bool {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        return segments.allSatisfy { segment in
            segment.utf8.first.map { $0 != UInt8(ascii: ".") } ?? false
                && segment.utf8.allSatisfy(isPlainByte)
        }
    }

    private static func isPlainByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }
}

/// One file with the headers that a browser needs to handle it safely.
struct PageFile {
    let path: String
    let bytes: [UInt8]

    func response(to request: Request) -> Response {
        let tag = "\"\(Hex.encode(SHA256.hash(bytes)).prefix(32))\""
        var headers: Headers = [
            "ETag": tag, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff",
        ]
        if request.headers["If-None-Match"] == tag {
            return Response(.notModified, headers: headers)
        }
        headers["Content-Type"] = contentType
        if path.hasSuffix(".html") {
            headers["Content-Security-Policy"] = policy
            headers["Referrer-Policy"] = "no-referrer"
            headers["X-Frame-Options"] = "DENY"
        }
        return Response(.ok, headers: headers, body: .bytes(bytes))
    }

    private var contentType: String {
        switch path.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "txt": "text/plain; charset=utf-8"
        default: "application/octet-stream"
        }
    }

    /// Scripts only from here. The documentation viewers bring inline styles, and Redoc a worker;
    /// Mermaid writes inline styles into its drawings.
    private var policy: String {
        let worker = path == "redoc.html" ? "; worker-src blob:" : ""
        return "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'" + worker
    }
}
