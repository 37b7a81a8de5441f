/// A request method this service understands. Source: RFC 9110 section 9, RFC 5789 (PATCH).
///
/// Any other method is answered with 501.
public enum Method: String, Sendable, Hashable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"
}
