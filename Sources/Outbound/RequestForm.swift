internal import CCurl
internal import Orchestration

/// Refuses requests that are none before libcurl sees them: bytes that would start a new header,
/// user names in addresses, other schemes than http and https.
enum RequestForm {
    static let urlBytesMax = 8 * 1024

    static func check(_ request: HTTPRequest) throws(HTTPFailure) {
        guard !request.method.isEmpty, request.method.utf8.allSatisfy(isTokenByte) else {
            throw .badRequest("method")
        }
        for header in request.headers {
            guard !header.name.isEmpty, header.name.utf8.allSatisfy(isTokenByte),
                header.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
            else { throw .badRequest("header") }
        }
        guard request.url.utf8.count <= urlBytesMax,
            request.url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") })
        else { throw .badRequest("URL") }
        try checkParts(of: request.url)
    }

    private static func checkParts(of url: String) throws(HTTPFailure) {
        guard let parts = unsafe curl_url() else { throw .broken("no memory for a URL") }
        defer { unsafe curl_url_cleanup(parts) }
        guard unsafe curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK else {
            throw .badRequest("URL")
        }
        let scheme = unsafe text(CURLUPART_SCHEME, of: parts)
        guard scheme == "http" || scheme == "https" else { throw .badRequest("scheme") }
        guard unsafe text(CURLUPART_USER, of: parts) == nil,
            unsafe text(CURLUPART_PASSWORD, of: parts) == nil
        else { throw .badRequest("user name in the URL") }
    }

    private static func text(_ part: CURLUPart, of parts: OpaquePointer) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        guard unsafe curl_url_get(parts, part, &value, 0) == CURLUE_OK, let value = unsafe value
        else { return nil }
        defer { unsafe curl_free(value) }
        return unsafe String(cString: value)
    }

    /// Source: RFC 9110, 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
