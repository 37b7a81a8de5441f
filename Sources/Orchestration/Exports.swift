public import Domain
public import Wizard

/// Files made from finished designs: generated, kept, handed out.
public struct Exports: Sendable {
    private let sessions: any SessionStore
    private let exports: any ExportStore
    private let generator: PromptGenerator
    private let settings: ExportSettings
    private let clock: any Clock

    public init(
        sessions: any SessionStore, exports: any ExportStore, generator: PromptGenerator,
        settings: ExportSettings, clock: any Clock
    ) {
        self.sessions = sessions
        self.exports = exports
        self.generator = generator
        self.settings = settings
        self.clock = clock
    }

    public enum Failure: Error, Equatable {
        case notFound
        /// The design has not reached its review; these decisions are still open.
        case notReady(missing: [Slot])
        /// Nobody has said yes to the design as it stands.
        case notApproved
        case export(ExportError)
        case unavailable(String)
    }

    /// What follows from a session's design: workflow, proof, maximum loss.
    public func blueprint(
        of id: ID<Session>, of tenant: Tenant
    ) async throws(Failure) -> Blueprint {
        let session = try await reviewed(id, of: tenant)
        return Blueprint(session.design)
    }

    /// The prompt of a finished design, for any model; nil before that.
    public func finalPrompt(of session: Session) -> String? {
        guard session.stage == .completed else { return nil }
        let input = Blueprint(session.design).exportInput(settings)
        do { return try generator.prompt(for: input, platform: .generic).systemPrompt } catch {
            return nil
        }
    }

    /// Each platform's prompt.
    public func prompts(
        of id: ID<Session>, of tenant: Tenant, for platforms: [Platform]
    ) async throws(Failure) -> [Prompt] {
        let input = try await blueprint(of: id, of: tenant).exportInput(settings)
        var prompts: [Prompt] = []
        for platform in platforms {
            do { prompts.append(try generator.prompt(for: input, platform: platform)) } catch {
                throw .export(error)
            }
        }
        return prompts
    }

    /// One file, kept as it was handed out. The same design gives the same bytes.
    ///
    /// - Parameter onlyApproved: for what is to act; a file to look at needs no approval.
    public func file(
        of id: ID<Session>, of tenant: Tenant, as format: ExportFormat, onlyApproved: Bool = false
    ) async throws(Failure) -> GeneratedFile {
        let session = try await reviewed(id, of: tenant)
        guard !onlyApproved || session.stage == .completed else { throw .notApproved }
        let input = Blueprint(session.design).exportInput(settings)
        let file: GeneratedFile
        switch format {
        case .package(let package): file = generator.package(for: input, format: package)
        case .platform(let platform):
            do { file = try generator.prompt(for: input, platform: platform).file } catch {
                throw .export(error)
            }
        }
        let kept = ExportFile(
            session: id, format: format.name, filename: file.name, bytes: file.bytes,
            sha256: file.sha256, createdAt: clock.now())
        do { _ = try await exports.put(kept) } catch { throw failure(error) }
        return file
    }

    /// What was handed out, oldest first.
    public func list(
        of id: ID<Session>, of tenant: Tenant
    ) async throws(Failure) -> [ExportRecord] {
        _ = try await session(id, of: tenant)
        do { return try await exports.list(of: id) } catch { throw failure(error) }
    }

    private func reviewed(_ id: ID<Session>, of tenant: Tenant) async throws(Failure) -> Session {
        let session = try await session(id, of: tenant)
        guard session.stage >= .reviewingWorkflow else {
            throw .notReady(missing: session.progress.missing)
        }
        return session
    }

    private func session(_ id: ID<Session>, of tenant: Tenant) async throws(Failure) -> Session {
        do {
            if let stored = try await sessions.session(id, of: tenant) { return stored.value }
        } catch { throw failure(error) }
        throw .notFound
    }

    private func failure(_ error: StoreError) -> Failure {
        switch error {
        case .conflict: .notFound
        case .unavailable(let reason): .unavailable(reason)
        }
    }
}
