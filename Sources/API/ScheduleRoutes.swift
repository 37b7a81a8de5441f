internal import Domain
internal import Hashing
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// `/agents/{name}/schedule` and `/agents/{name}/triggers`: when agents act by themselves.
struct ScheduleRoutes {
    let timekeeper: Timekeeper
    let runs: AgentRuns

    static let nextShown = 3

    var routes: [Route] {
        let path = "/api/v1/agents/{name}"
        return [
            .endpoint(
                .get, "\(path)/schedule", tag: "Schedules",
                "When it acts by itself, what came of it, and what was passed over", show),
            .endpoint(
                .put, "\(path)/triggers/{id}", tag: "Schedules",
                "Add a trigger, or change what it does",
                request: Schema.object([
                    "when": "string", "command": "string", "missed": "string",
                    "time_zone": "string",
                ]), change),
            .endpoint(
                .delete, "\(path)/triggers/{id}", tag: "Schedules", "Remove an added trigger",
                remove),
            .endpoint(
                .post, "\(path)/triggers/{id}", tag: "Schedules",
                "A signed call (Standard Webhooks) that lets it act",
                answers: [.init(.accepted, "The run that it opened.")], call),
        ]
    }

    private func show(_ request: Request) async throws(Problem) -> Response {
        let limit = try request.pageLimit
        do throws(AgentRuns.Failure) {
            try await timekeeper.check(request.agentName, of: .local)
            let triggers = try await timekeeper.list(request.agentName, .local)
            let past = try await timekeeper.past(request.agentName, .local, limit: limit)
            return .list(
                triggers.map { json(of: $0.value) },
                and: [
                    "agent": .string(request.agentName), "past": .array(past.map(\.clientJSON)),
                ])
        } catch { throw Problem(error) }
    }

    private func json(of trigger: Trigger) -> JSONValue {
        let occurrences = timekeeper.occurrences(of: trigger)
        var next: [JSONValue] = []
        var moment = trigger.cursor
        while next.count < Self.nextShown, let coming = occurrences?.next(after: moment) {
            next.append(.string(coming.rfc3339))
            moment = coming
        }
        var object: JSONObject = [
            "id": .string(trigger.id), "when": .string(trigger.text),
            "text": .string(trigger.words), "time_zone": .string(trigger.zone),
            "command": .optional(trigger.order), "missed": .string(trigger.missed.rawValue),
            "source": .string(trigger.isAdded ? "owner" : "design"), "next": .array(next),
            "status": .string(status(of: trigger, occurrences)),
        ]
        if let condition = trigger.condition {
            object["watch"] = Self.json(of: trigger.watch ?? Watch(), condition)
        }
        if trigger.when == .called {
            object["call"] =
                .string("POST /api/v1/agents/\(trigger.agent)/triggers/\(trigger.id)")
        }
        return .object(object)
    }

    /// One sentence that says whether it will act, and if not why.
    private func status(of trigger: Trigger, _ occurrences: Occurrences?) -> String {
        if trigger.order == nil {
            return "It does nothing until you say what: PUT its command, such as "
                + "\"buy today's weather quote\"."
        }
        switch trigger.when {
        case .called: return "It acts when a signed call comes."
        case .watched(let condition): return Self.status(of: trigger, condition)
        case nil: return "'\(trigger.text)' says no time and no event, so it does nothing."
        case .time:
            guard let occurrences else {
                return "The place '\(trigger.zone)' is not known here, so it has no time."
            }
            return occurrences.next(after: trigger.cursor) == nil
                ? "It does not come again." : "It acts \(trigger.words)."
        }
    }

    private func change(_ request: Request) async throws(Problem) -> Response {
        let body = try request.jsonObject()
        var missed: Trigger.Missed?
        if let text = try body.optionalString("missed") {
            missed = Trigger.Missed(rawValue: text)
            if missed == nil {
                throw Problem.invalid("missed", "'missed' is latest, all or skip.")
            }
        }
        let change = Timekeeper.Change(
            text: try body.optionalString("when").map(Self.canonical),
            order: try body.optionalString("command"),
            missed: missed, zone: try body.optionalString("time_zone"))
        let id = request.parameter("id") ?? ""
        guard !id.isEmpty, Trigger.id(for: id) == id else {
            throw Problem.invalid(
                "id", "The name of a trigger has small letters, digits and dashes.")
        }
        let trigger: Trigger
        do {
            trigger = try await timekeeper.change(
                id, of: request.agentName, tenant: .local, change)
        } catch { throw Problem(error) }
        guard case .object(var object) = json(of: trigger) else {
            throw Problem(.internalError, "The trigger has no form.")
        }
        // Shown to whoever may change the trigger, and in no list.
        if !trigger.secret.isEmpty {
            object["secret"] = .string(StandardWebhook.text(of: trigger.secret))
        }
        return .json(.object(object))
    }

    /// People may say it in their own words.
    private static func canonical(_ text: String) -> String {
        Trigger.When(text) == nil ? Trigger.text(inWords: text) ?? text : text
    }

    private func remove(_ request: Request) async throws(Problem) -> Response {
        let id = request.parameter("id") ?? ""
        let triggers: [Trigger]
        do {
            triggers = try await timekeeper.list(request.agentName, .local).map(\.value)
        } catch { throw Problem(error) }
        guard let trigger = triggers.first(where: { $0.id == id }) else {
            throw Problem(Timekeeper.ChangeFailure.notFound)
        }
        guard trigger.isAdded else { throw Problem(Timekeeper.ChangeFailure.ofTheDesign) }
        do {
            try await timekeeper.remove(id, of: request.agentName, tenant: .local)
        } catch { throw Problem(error) }
        return .json(["message": "The trigger was removed."])
    }

    private func call(_ request: Request) async throws(Problem) -> Response {
        guard let id = request.headers["webhook-id"], (1...256).contains(id.utf8.count),
            let time = request.headers["webhook-timestamp"].flatMap({ Int64($0) }),
            let signature = request.headers["webhook-signature"], signature.utf8.count <= 4096
        else {
            throw Problem(
                .signatureRefused,
                "Send webhook-id, webhook-timestamp and webhook-signature as Standard Webhooks says."
            )
        }
        let run: ID<AgentRun>
        do {
            run = try await timekeeper.call(
                request.parameter("id") ?? "", of: request.agentName, tenant: .local,
                body: request.body,
                StandardWebhook.Headers(id: id, timestamp: time, signature: signature))
        } catch { throw Problem(error) }
        // Who calls does not wait for the payment.
        runs.driveAside(run, of: .local)
        return .json(
            ["run_id": .string(run.rawValue), "message": "The agent acts on it."],
            status: .accepted)
    }
}

extension Occurrence {
    fileprivate var clientJSON: JSONValue {
        [
            "trigger": .string(trigger), "kind": .string(kind.rawValue),
            "moment": .string(moment.rfc3339), "at": .string(at.rfc3339),
            "run_id": .optional(run?.rawValue), "sentence": .string(sentence),
        ]
    }
}

extension Problem {
    init(_ failure: Timekeeper.ChangeFailure) {
        switch failure {
        case .notFound:
            self.init(
                .triggerNotFound,
                "There is no such trigger. GET …/schedule lists those there are; 'when' makes one.")
        case .notATime(let text):
            self = .invalid(
                "when",
                "'\(text)' says no time that can be kept. Say it as in \"every day at 9am\" or \"Mondays at "
                    + "18:30\", or send daily@09:00, weekly:mon@09:00, every:15m, "
                    + "cron:*/5 9-17 * * mon-fri, on:webhook, on:balance<5 USDC or "
                    + "on:price:CRO<0.08 USD.")
        case .notAPlace(let name):
            self = .invalid(
                "time_zone", "'\(name)' is no time zone; send a name such as Europe/Berlin.")
        case .notACommand(let text):
            self = .invalid(
                "command",
                "'\(text)' is nothing that an agent can carry out. Send such as \"buy today's weather quote\"."
            )
        case .ofTheDesign:
            self = .invalid(
                "when",
                "This trigger is part of the design; change it there, or add one under another name."
            )
        case .run(let failure): self.init(failure)
        }
    }

    init(_ failure: Timekeeper.CallFailure) {
        switch failure {
        case .notFound: self.init(Timekeeper.ChangeFailure.notFound)
        case .refused(let refusal):
            switch refusal {
            case .tooOld, .inTheFuture:
                self.init(
                    .signatureRefused,
                    "The call's time is more than five minutes from ours; send it again, signed anew."
                )
            case .wrongSignature:
                self.init(
                    .signatureRefused, "The signature does not fit this trigger's secret.")
            }
        case .passedOver(let sentence): self.init(.triggerNotReady, sentence)
        case .run(let failure): self.init(failure)
        }
    }
}
