internal import Hashing
public import JSON

/// JSON in a header: base64 of UTF-8, written strictly and read tolerantly.
public enum HeaderCodec {
    public static func encode(_ json: JSONValue) -> String { Base64.encode(json.bytes) }

    public static func decode(_ header: String) throws(WireError) -> JSONValue {
        guard header.utf8.count <= ProtocolVersion.headerBytesMax else { throw .headerTooLong }
        guard let bytes = Base64.decodeTolerantly(header) else { throw .notBase64 }
        return try parse(bytes)
    }

    static func parse(_ bytes: [UInt8]) throws(WireError) -> JSONValue {
        do { return try JSONValue(parsing: bytes) } catch { throw .notJSON }
    }
}
