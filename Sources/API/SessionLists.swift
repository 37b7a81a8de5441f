internal import Domain
internal import JSON
internal import Orchestration
internal import Web
internal import Wizard

// What can be listed of sessions: themselves, their turns, their versions, and the starters.
extension Sessions {
    func list(_ request: Request) async throws(Problem) -> Response {
        let filter = SessionFilter(
            status: try request.choice("status", Session.Status.allCases),
            stage: try request.choice("stage", Stage.allCases), text: request.query["q"])
        let limit = try request.pageLimit
        let now = clock.now()
        let page: Page<Versioned<Session>>
        do {
            page = try await sessions.list(
                filter, of: .local, at: now, after: request.query["cursor"], limit: limit)
        } catch { throw Problem(error) }
        return .list(page.items.map { $0.summaryJSON(at: now) }, next: page.nextCursor)
    }

    func history(_ request: Request) async throws(Problem) -> Response {
        let id = try request.sessionID()
        _ = try await existing(id)
        let after = try request.number("cursor", default: 0, in: 0...Int.max)
        let limit = try request.number("limit", default: 200, in: 1...200)
        let entries: [TranscriptEntry]
        do { entries = try await sessions.history(of: id, after: after, limit: limit) } catch {
            throw Problem(error)
        }
        let next = entries.count == limit ? entries.last.map { String($0.seq) } : nil
        return .list(entries.map(\.json), next: next)
    }

    func versions(_ request: Request) async throws(Problem) -> Response {
        let id = try request.sessionID()
        let stored = try await existing(id)
        let versions: [DesignVersion]
        do { versions = try await sessions.versions(of: id) } catch { throw Problem(error) }
        return .list(
            versions.map {
                [
                    "version": .integer(Int64($0.version)), "summary": .string($0.summary),
                    "created_at": .string($0.createdAt.rfc3339),
                ]
            }, and: ["current": .integer(Int64(stored.value.designVersion))])
    }

    /// Without numbers: the present version against the one before it.
    func diff(_ request: Request) async throws(Problem) -> Response {
        let id = try request.sessionID()
        let present = try await existing(id).value.designVersion
        let to = try request.number("to", default: present, in: 0...Int.max)
        let from = try request.number("from", default: max(0, to - 1), in: 0...Int.max)
        let (before, after) = (try await design(of: id, from), try await design(of: id, to))
        let diff = DesignDiff(from: before, to: after)
        return .json([
            "from": .integer(Int64(from)), "to": .integer(Int64(to)),
            "changes": .strings(diff.sentences),
            "max_loss_24h_before": MaximumLoss(before.policy).json,
            "max_loss_24h": MaximumLoss(after.policy).json,
        ])
    }

    func templates(_ request: Request) async throws(Problem) -> Response {
        .list(
            Starter.all.map { starter in
                [
                    "id": .string(starter.id), "title": .string(starter.title),
                    "description": .string(starter.summary), "spec": starter.spec.json,
                ]
            })
    }

    /// Version 0 is the empty design at the start.
    private func design(of id: ID<Session>, _ version: Int) async throws(Problem) -> Design {
        if version == 0 { return Design(spec: AgentSpec()) }
        let snapshot: DesignSnapshot?
        do { snapshot = try await sessions.snapshot(of: id, version: version) } catch {
            throw Problem(error)
        }
        guard let snapshot else { throw Problem(Conversations.Failure.versionNotFound(version)) }
        return snapshot.design
    }

    private func existing(_ id: ID<Session>) async throws(Problem) -> Versioned<Session> {
        do { return try await conversations.session(id, of: .local) } catch { throw Problem(error) }
    }
}

extension Request {
    /// One of an enum's raw values in the query; nil when it is not there.
    func choice<Choice: RawRepresentable<String>>(
        _ name: String, _ choices: [Choice]
    ) throws(Problem) -> Choice? {
        guard let text = query[name] else { return nil }
        guard let choice = choices.first(where: { $0.rawValue == text }) else {
            let names = choices.map(\.rawValue).joined(separator: ", ")
            throw Problem.invalid(name, "'\(text)' is none of \(names).")
        }
        return choice
    }

    /// An id that is not a UUID belongs to nothing that exists.
    func sessionID() throws(Problem) -> ID<Session> {
        guard let id = parameter("id").flatMap({ ID<Session>(uuid: $0) }) else {
            throw Problem(Conversations.Failure.notFound)
        }
        return id
    }
}
