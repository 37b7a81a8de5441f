internal import Domain
internal import JSON
internal import Orchestration
internal import Web
internal import Wizard

/// `/prompts`: designs written for the platforms where agents live.
struct Prompts {
    let exports: Exports

    var routes: [Route] {
        let path = "/api/v1/prompts/{id}"
        return [
            .endpoint(
                .post, "\(path)/generate", tag: "Prompts", "Prompts for some platforms",
                request: Schema.object(["formats": "array"]), generate),
            .endpoint(.get, "\(path)/export", tag: "Prompts", "The whole package", package),
            .endpoint(
                .get, "\(path)/export/download", tag: "Prompts",
                "One file: ?format=json, yaml, markdown, text, zip, mermaid or a platform", download
            ),
            .endpoint(.get, "\(path)/exports", tag: "Prompts", "What was handed out", list),
        ]
    }

    private func generate(_ request: Request) async throws(Problem) -> Response {
        let id = try request.sessionID()
        let names = try request.jsonObject().strings("formats")
        var platforms: [Platform] = []
        for name in names {
            guard case .platform(let platform) = try Self.format(name) else {
                throw Problem.invalid(
                    "formats", "'\(name)' is a file form; ask export/download for it.")
            }
            platforms.append(platform)
        }
        let prompts: [Prompt]
        do {
            prompts = try await exports.prompts(
                of: id, of: .local, for: platforms.isEmpty ? [.generic] : platforms)
        } catch { throw Problem(error) }
        return .json(
            .object(JSONObject(prompts.map { .init($0.platform.rawValue, $0.json) })))
    }

    private func package(_ request: Request) async throws(Problem) -> Response {
        let withWorkflow = try request.flag("include_workflow", default: true)
        let file = try await file(of: try request.sessionID(), as: .package(.json))
        do {
            var package = try JSONValue(parsing: file.bytes).object ?? JSONObject()
            if !withWorkflow { package["workflow"] = nil }
            return .json(.object(package))
        } catch { throw Problem(.internalError, "The package could not be read.") }
    }

    private func download(_ request: Request) async throws(Problem) -> Response {
        let id = try request.sessionID()
        let format = try Self.format(request.query["format"] ?? "json")
        let file = try await file(of: id, as: format)
        let tag = "\"\(file.sha256)\""
        var headers: Headers = [
            "ETag": tag, "Content-Disposition": "attachment; filename=\"\(file.name)\"",
            "Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff",
        ]
        if request.headers["If-None-Match"] == tag {
            return Response(.notModified, headers: headers)
        }
        headers["Content-Type"] = file.mediaType
        return Response(.ok, headers: headers, body: .bytes(file.bytes))
    }

    private func list(_ request: Request) async throws(Problem) -> Response {
        let id = try request.sessionID()
        let records: [ExportRecord]
        do { records = try await exports.list(of: id, of: .local) } catch { throw Problem(error) }
        return .json([
            "exports": .array(
                records.map { record in
                    [
                        "id": .integer(record.id), "format": .string(record.format),
                        "filename": .string(record.filename),
                        "file_size": .integer(Int64(record.size)),
                        "sha256": .string(record.sha256),
                        "created_at": .string(record.createdAt.rfc3339),
                    ]
                }), "total": .integer(Int64(records.count)),
        ])
    }

    private func file(
        of id: ID<Session>, as format: ExportFormat
    ) async throws(Problem) -> GeneratedFile {
        do { return try await exports.file(of: id, of: .local, as: format) } catch {
            throw Problem(error)
        }
    }

    private static func format(_ name: String) throws(Problem) -> ExportFormat {
        do { return try ExportFormat(name) } catch { throw Problem(Exports.Failure.export(error)) }
    }
}
