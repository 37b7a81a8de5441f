internal import Glibc
internal import JSON
internal import Web
internal import WebServer

/// One JSON line a request.
enum AccessLog {
    static func write(_ records: [AccessRecord]) {
        var writer = JSONWriter()
        for record in records {
            writer.write([
                "request_id": .string(record.requestID),
                "method": .optional(record.method?.rawValue), "route": .string(record.route),
                "status": .integer(Int64(record.status)),
                "bytes": .integer(Int64(record.bodyBytes)),
                "microseconds": .integer(Int64(record.microseconds)),
            ])
            writer.raw("\n")
        }
        Terminal.write(String(decoding: writer.bytes, as: UTF8.self), to: STDERR_FILENO)
    }
}
