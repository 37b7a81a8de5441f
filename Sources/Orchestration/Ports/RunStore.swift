public import Domain
public import Paygent

/// Where payments, their journal, the ledger and approvals are kept. One call is one transaction:
/// everything that it writes is stored, or nothing is, and it returns after that is durable.
public protocol RunStore: Sendable {
    /// Judges the intent by what is spent and promised at this moment and, unless it is refused,
    /// reserves its amount: no other payment can come between the sum and the reservation.
    ///
    /// Safe to repeat: an intent whose run exists already is not judged again.
    func open(_ opening: RunOpening) async throws(StoreError) -> OpenedRun

    /// Appends the event to the journal, writes the ledger entry and replaces the snapshot and the
    /// approval.
    ///
    /// - Returns: the new version, `expected + 1`.
    /// - Throws: `.conflict` when the stored version is not `expected`, or when the change names a
    ///   lease and the run has been taken since.
    func commit(_ change: RunChange) async throws(StoreError) -> Int64

    func run(_ id: ID<PaymentRun>) async throws(StoreError) -> Versioned<PaymentRun>?

    /// Who drives a run; nil when there is no such run.
    func lease(of id: ID<PaymentRun>) async throws(StoreError) -> Lease?

    /// Takes a run that nobody drives, or whose driver is over.
    ///
    /// - Returns: nil while another process has it.
    func take(_ id: ID<PaymentRun>, _ claim: LeaseClaim) async throws(StoreError) -> Lease?

    /// Runs that still wait for something, oldest first; those after `id` when one is given.
    func unfinishedRuns(
        after id: ID<PaymentRun>?, limit: Int
    ) async throws(StoreError) -> UnfinishedRuns

    /// Newest first.
    func runs(matching filter: RunFilter) async throws(StoreError) -> [StoredRun]

    /// Counts the generation of an agent up, or of all of them. From then on every opening is
    /// refused, and so is every change by which something would be signed or sent. Reads nothing
    /// of any payment: whatever is stored of one, the switch is thrown.
    ///
    /// - Returns: the new generation.
    func throwSwitch(
        _ scope: KillScope, by person: String, at now: Timestamp
    ) async throws(StoreError) -> Int64

    /// What still waits for something, oldest first; of a team also what is not its own.
    func unfinished(in scope: KillScope) async throws(StoreError) -> [ID<PaymentRun>]

    /// Releases what is not signed, and turns what is signed into a question for the chain.
    ///
    /// - Returns: the run as it is now; nil when there was nothing to stop.
    func stop(
        _ id: ID<PaymentRun>, in scope: KillScope, at now: Timestamp
    ) async throws(StoreError) -> PaymentRun?

    /// Lets the agent pay again; what was stopped stays stopped.
    func revive(_ scope: KillScope, by person: String, at now: Timestamp) async throws(StoreError)

    func standing(of agent: String) async throws(StoreError) -> Standing

    /// What an opening at this moment would be judged by.
    func spending(_ question: SpendingQuestion) async throws(StoreError) -> Spending
}

extension RunStore {
    /// Stops an agent, or all of them: first the switch, alone, then each payment by itself, so
    /// that one which cannot be read holds up neither.
    public func kill(
        _ scope: KillScope, by person: String, at now: Timestamp
    ) async throws(StoreError) -> KillReport {
        let generation = try await throwSwitch(scope, by: person, at: now)
        var (stopped, unresolved): ([ID<PaymentRun>], [ID<PaymentRun>]) = ([], [])
        var unreadable: [ID<PaymentRun>] = []
        for id in try await unfinished(in: scope) {
            do throws(StoreError) {
                guard let run = try await stop(id, in: scope, at: now) else { continue }
                if run.state.isFinal { stopped.append(id) } else { unresolved.append(id) }
            } catch { unreadable.append(id) }
        }
        return KillReport(
            generation: generation, stopped: stopped, unresolved: unresolved,
            unreadable: unreadable)
    }

    /// Whether a kill since the run was judged forbids to sign and to send it.
    func isKilled(_ run: PaymentRun) async throws(StoreError) -> Bool {
        let own = try await standing(of: run.intent.agent.key)
        guard own == Standing(generation: run.generation, isKilled: false) else { return true }
        guard let team = run.intent.team?.agent.key else { return false }
        return try await standing(of: team).isKilled
    }
}

/// A page of what waits for something.
public struct UnfinishedRuns: Sendable {
    public let runs: [Versioned<PaymentRun>]
    /// Damaged outside of this program: what they are cannot be told, and nobody can go on with
    /// them. What they have reserved stays reserved.
    public let unreadable: [ID<PaymentRun>]
    /// What the next page comes after; nil at the end.
    public let next: ID<PaymentRun>?

    public init(
        runs: [Versioned<PaymentRun>], unreadable: [ID<PaymentRun>] = [], next: ID<PaymentRun>?
    ) {
        self.runs = runs
        self.unreadable = unreadable
        self.next = next
    }
}

/// All that one opening needs, so that it can be decided inside the transaction.
public struct RunOpening: Sendable {
    public let intent: PaymentIntent
    public let policy: Policy
    /// Used only if a person has to be asked.
    public let approval: ID<Approval>
    public let approvalDeadline: Timestamp
    /// Four eyes.
    public let needsOtherPerson: Bool
    /// Of the process that will drive the run, if it may pay at once.
    public let lease: Lease?
    public let now: Timestamp

    public init(
        _ intent: PaymentIntent, under policy: Policy, approval: ID<Approval>,
        approvalDeadline: Timestamp, needsOtherPerson: Bool = false, lease: Lease? = nil,
        at now: Timestamp
    ) {
        self.intent = intent
        self.policy = policy
        self.approval = approval
        self.approvalDeadline = approvalDeadline
        self.needsOtherPerson = needsOtherPerson
        self.lease = lease
        self.now = now
    }
}

public struct OpenedRun: Sendable {
    public let run: Versioned<PaymentRun>
    /// Nil for a run that existed before; it was judged then.
    public let verdict: Verdict?

    public init(_ run: Versioned<PaymentRun>, verdict: Verdict?) {
        self.run = run
        self.verdict = verdict
    }
}

/// A run after an event, with all that has to be stored with it.
public struct RunChange: Sendable {
    public let run: PaymentRun
    public let event: PaymentRun.Event
    public let entry: PaymentRun.Step.Entry?
    /// The approval as it stands after the event; nil when it is not touched.
    public let approval: Approval?
    public let expected: Int64
    /// Of the driver, renewed; nil for people and the kill switch, who need none.
    public let lease: Lease?
    public let now: Timestamp

    public init(
        _ run: PaymentRun, after event: PaymentRun.Event, entry: PaymentRun.Step.Entry?,
        approval: Approval? = nil, expected: Int64, lease: Lease? = nil, at now: Timestamp
    ) {
        self.run = run
        self.event = event
        self.entry = entry
        self.approval = approval
        self.expected = expected
        self.lease = lease
        self.now = now
    }
}

public struct RunFilter: Sendable {
    public var tenant: String?
    /// `AgentReference.key`.
    public var agent: String?
    public var session: ID<AgentSession>?
    /// `PaymentRun.State.name`.
    public var state: String?
    /// Opened at or after it.
    public var from: Timestamp?
    /// Opened before it.
    public var to: Timestamp?
    /// Only runs older than this one, which a page ended with.
    public var before: ID<PaymentRun>?
    public var limit: Int

    public init(
        tenant: String? = nil, agent: String? = nil, session: ID<AgentSession>? = nil,
        state: String? = nil, from: Timestamp? = nil, to: Timestamp? = nil,
        before: ID<PaymentRun>? = nil,
        limit: Int = 50
    ) {
        self.tenant = tenant
        self.agent = agent
        self.session = session
        self.state = state
        self.from = from
        self.to = to
        self.before = before
        self.limit = limit
    }
}

/// A run with the moments that lists show.
public struct StoredRun: Sendable, Equatable {
    public let run: PaymentRun
    public let openedAt: Timestamp
    public let changedAt: Timestamp

    public init(_ run: PaymentRun, openedAt: Timestamp, changedAt: Timestamp) {
        self.run = run
        self.openedAt = openedAt
        self.changedAt = changedAt
    }
}

public enum KillScope: Sendable, Hashable {
    /// `AgentReference.key`.
    case agent(String)
    case everyone

    /// As stores key it; `*` is no agent's key.
    public var key: String {
        switch self {
        case .agent(let key): key
        case .everyone: "*"
        }
    }
}

/// Whether an agent may pay, and how often that was taken from it.
public struct Standing: Sendable, Hashable {
    /// Counts up with every kill; what was signed under a smaller number is stale.
    public let generation: Int64
    public let isKilled: Bool

    public init(generation: Int64, isKilled: Bool) {
        self.generation = generation
        self.isKilled = isKilled
    }
}

public struct KillReport: Sendable, Equatable {
    public let generation: Int64
    /// Unsigned payments that were stopped, their reservations released.
    public let stopped: [ID<PaymentRun>]
    /// Signed before; whether they settle is found out.
    public let unresolved: [ID<PaymentRun>]
    /// Could not be stopped one by one, because they could not be read; nothing is signed or sent
    /// for them either.
    public let unreadable: [ID<PaymentRun>]

    public init(
        generation: Int64, stopped: [ID<PaymentRun>], unresolved: [ID<PaymentRun>],
        unreadable: [ID<PaymentRun>] = []
    ) {
        self.generation = generation
        self.stopped = stopped
        self.unresolved = unresolved
        self.unreadable = unreadable
    }
}
