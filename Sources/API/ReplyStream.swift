internal import JSON
internal import Web

/// A reply as server-sent events: `meta`, then `stage` for each stage entered, `delta` in pieces
/// that read as they come, and `done` with the whole answer.
///
/// Made from the answer itself, so that a client which lost the stream gets the rest of the same
/// events: it repeats its request with the same `Idempotency-Key` and `Last-Event-ID`.
enum ReplyStream {
    /// Bytes a piece has at least, so that a long reply is a few dozen events.
    static let pieceBytesMin = 24

    static func response(_ answer: JSONValue, after lastEventID: String?) -> Response {
        let events = events(of: answer)
        let seen = lastEventID.flatMap { id in events.firstIndex { $0.id == id } }
        let rest = seen.map { events[($0 + 1)...] } ?? events[...]
        return .events { writer in
            for event in rest {
                do { try await writer.send(event) } catch { return }
            }
        }
    }

    static func events(of answer: JSONValue) -> [ServerSentEvent] {
        let number = answer["message_number"]?.integer ?? 0
        var parts: [(event: String, data: JSONValue)] = [
            (
                "meta",
                [
                    "session_id": answer["session_id"] ?? nil,
                    "message_number": .integer(number),
                ]
            )
        ]
        for stage in answer["stages_entered"]?.array ?? [] {
            parts.append(("stage", ["stage": stage]))
        }
        for piece in pieces(of: answer["ai_response"]?.string ?? "") {
            parts.append(("delta", ["text": .string(piece)]))
        }
        parts.append(("done", answer))
        return parts.enumerated().map { index, part in
            ServerSentEvent(id: "\(number)-\(index + 1)", event: part.event, data: part.data.text)
        }
    }

    /// Cut behind spaces and line ends; together they are the text.
    static func pieces(of text: String) -> [String] {
        var pieces: [String] = []
        var current = String.UnicodeScalarView()
        var bytes = 0
        for scalar in text.unicodeScalars {
            current.append(scalar)
            bytes += scalar.utf8.count
            if bytes >= pieceBytesMin, scalar == " " || scalar == "\n" {
                pieces.append(String(current))
                current = String.UnicodeScalarView()
                bytes = 0
            }
        }
        if !current.isEmpty { pieces.append(String(current)) }
        return pieces
    }
}
