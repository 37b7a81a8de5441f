public import Domain
internal import Hashing

/// What makes an agent act by itself: a time, a call from outside, or a number that is watched.
public struct Trigger: Sendable, Hashable {
    public enum When: Sendable, Hashable {
        case time(Recurrence)
        /// By a signed call.
        case called
        /// By a number that crosses a line.
        case watched(Condition)
    }

    /// What becomes of times that passed while nothing ran.
    public enum Missed: String, Sendable, Hashable, CaseIterable {
        /// The latest is made up for, once.
        case latest
        /// Each is made up for, a hundred at most.
        case all
        /// They are left out.
        case skip
    }

    /// Unique for the agent: `daily-09-00`.
    public let id: String
    public let agent: String
    public let tenant: String
    /// Canonical: `daily@09:00`, `every:30s`, `cron:*/5 * * * *`.
    public let text: String
    /// A name of the tz database.
    public let zone: String
    /// Added by the owner, beside what the design says.
    public let isAdded: Bool
    /// Nothing happens before it or at it.
    public let beginning: Timestamp
    public var missed: Missed
    /// What the agent is told; nil: its design does not say it in so many words.
    public var order: String?
    /// The owner gave the order, so a new version of the design does not change it.
    public var isOrderOwn = false
    /// Opens it to signed calls; empty for a trigger that goes by time.
    public var secret: [UInt8]
    /// Up to here every time has been dealt with.
    public internal(set) var cursor: Timestamp
    /// When to look next; nil: never by itself.
    public internal(set) var due: Timestamp?
    /// What is known of the number that it watches.
    public internal(set) var watch: Watch?

    public init(
        id: String, agent: String, tenant: String, text: String, zone: String, isAdded: Bool,
        beginning: Timestamp, missed: Missed = .latest, order: String?, secret: [UInt8] = []
    ) {
        self.id = id
        self.agent = agent
        self.tenant = tenant
        self.text = text
        self.zone = zone
        self.isAdded = isAdded
        self.beginning = beginning
        self.missed = missed
        self.order = order
        self.secret = secret
        cursor = beginning
    }

    /// Nil for a text that says neither a time nor an event.
    public var when: When? { When(text) }

    /// The same moment of the same trigger is the same run, whoever comes upon it.
    public func run(for key: String, at moment: Timestamp) -> ID<AgentRun> {
        let digest = SHA256.hash(Array("\(tenant)\n\(agent)\n\(id)\n\(key)".utf8))
        let bits = digest.prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        return ID(at: moment, random: bits)
    }

    /// What names a moment among all of one trigger's.
    public static func key(of moment: Timestamp) -> String {
        String(moment.millisecondsSinceEpoch)
    }

    /// `weekly-mon-thu-09-00` for `weekly:mon,thu@09:00`; `*` counts as `x`.
    public static func id(for text: String) -> String {
        var id: [UInt8] = []
        for byte in text.lowercased().utf8 {
            if byte &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 {
                id.append(byte)
            } else if byte == UInt8(ascii: "*") {
                id.append(UInt8(ascii: "x"))
            } else if let last = id.last, last != UInt8(ascii: "-") {
                id.append(UInt8(ascii: "-"))
            }
        }
        while id.last == UInt8(ascii: "-") { id.removeLast() }
        return id.isEmpty ? "trigger" : String(decoding: id.prefix(60), as: UTF8.self)
    }
}

extension Trigger.When {
    /// Nil for a text that says no time and no event.
    public init?(_ text: String) {
        if text.hasPrefix("cron:") {
            guard let pattern = CronPattern(String(text.dropFirst(5))) else { return nil }
            self = .time(.cron(pattern))
        } else if text.hasPrefix("every:"), text.hasSuffix("s") {
            guard let seconds = Int64(text.dropFirst(6).dropLast()),
                (1...31_622_400).contains(seconds)
            else { return nil }
            self = .time(.interval(seconds: seconds))
        } else if let schedule = Schedule(canonical: text) {
            switch schedule {
            case .onWebhook, .onEvent: self = .called
            case .onBalance, .onPrice:
                guard let condition = Condition(schedule) else { return nil }
                self = .watched(condition)
            case .onRequest: return nil
            case .every, .daily, .weekdays, .weekly, .biweekly, .monthly, .quarterly, .yearly,
                .once:
                guard let recurrence = Recurrence(schedule) else { return nil }
                self = .time(recurrence)
            }
        } else {
            return nil
        }
    }
}

extension Trigger {
    /// As people say it: `every day at 09:00`.
    public var words: String {
        if text.hasPrefix("cron:") { return "by the pattern \(text.dropFirst(5))" }
        if let schedule = Schedule(canonical: text) { return schedule.words }
        guard case .time(.interval(let seconds)) = when else { return text }
        return seconds == 1 ? "every second" : "every \(seconds) seconds"
    }
}

/// What became of one moment, or of several that were passed over together.
public struct Occurrence: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable { case run, skipped }

    public let trigger: String
    /// Unique for a kind: a moment, or the identifier of a call.
    public let key: String
    public let kind: Kind
    /// When it was to be.
    public let moment: Timestamp
    /// When it was dealt with.
    public let at: Timestamp
    public let run: ID<AgentRun>?
    /// Why it was passed over; empty for a run.
    public let sentence: String

    public init(
        trigger: String, key: String, kind: Kind, moment: Timestamp, at: Timestamp,
        run: ID<AgentRun>? = nil, sentence: String = ""
    ) {
        self.trigger = trigger
        self.key = key
        self.kind = kind
        self.moment = moment
        self.at = at
        self.run = run
        self.sentence = sentence
    }
}
