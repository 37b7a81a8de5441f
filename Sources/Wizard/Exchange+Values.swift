internal import Domain

// Taking in what a message says: all that holds together is stored, the rest waits or is named.

extension Exchange {
    mutating func startOver() {
        changes = session.spec.filledSlots.map {
            Turn.Change(
                slot: $0, before: session.spec[$0], after: nil,
                words: excerpt(0..<message.utf8.count),
                confidence: 100)
        }
        session.spec = AgentSpec()
        session.defaults = AgentSpec()
        session.evidence = [:]
        session.toolEvidence = [:]
        session.skipped = []
        session.held = []
        session.asked = []
        session.recent = []
        session.unansweredCount = 0
        session.skipsInARow = 0
        session.question = nil
        session.stage = .initial
        effect = .startOver
        answers.append("All right, we start from nothing. \u{201C}Undo\u{201D} brings it back.")
    }

    mutating func takeValues() {
        for problem in reading.problems {
            problems.append(
                .init(code: problem.code, slot: problem.slot, sentence: problem.sentence))
        }
        var candidates = reading.changes.map { change in
            Held(
                slot: change.slot, operation: change.operation,
                evidence: Evidence(
                    message: session.messageCount, words: excerpt(change.span),
                    confidence: change.confidence),
                reason: .unsure)
        }
        addPurpose(&candidates)
        refuseOversized(&candidates)
        refuseBadTools(&candidates)
        setAsideUnsure(&candidates)
        let named = Set(candidates.map(\.slot))
        session.held.removeAll { named.contains($0.slot) }
        store(candidates)
    }

    /// Asked for the purpose, who names a thing to do has named the purpose, in their own words.
    private func addPurpose(_ candidates: inout [Held]) {
        guard before.question?.topic == .slot(.goals), session.spec[.goals] == nil,
            !candidates.contains(where: { $0.slot == .goals || $0.slot == .agentType }),
            candidates.contains(where: { $0.slot == .tools && $0.operation.isGiving }),
            message.utf8.count <= Slot.goals.lengthMax
        else { return }
        let whole = Evidence(
            message: session.messageCount, words: excerpt(0..<message.utf8.count), confidence: 60)
        candidates.append(
            Held(slot: .goals, operation: .set(.text(message)), evidence: whole, reason: .unsure))
    }

    /// What is too large, alone or beside what is there, is named and not stored.
    private mutating func refuseOversized(_ candidates: inout [Held]) {
        candidates.removeAll { held in
            guard held.operation.isGiving else { return false }
            var trial = session.spec
            trial.apply(held.operation, to: held.slot)
            guard let problem = trial[held.slot].flatMap({ SlotBounds.problem(held.slot, $0) })
            else { return false }
            problems.append(
                .init(code: problem.code, slot: held.slot, sentence: problem.sentence))
            return true
        }
    }

    /// A tool that breaks a rule is named and not stored; the others of the message are.
    private mutating func refuseBadTools(_ candidates: inout [Held]) {
        candidates.removeAll { held in
            guard case .customTools(let tools)? = held.operation.value, held.operation.isGiving
            else { return false }
            let found = tools.flatMap(HTTPToolRules.problems)
            problems += found.map {
                .init(code: $0.code, slot: .customTools, sentence: $0.sentence)
            }
            return !found.isEmpty
        }
    }

    /// What was read with too little confidence is asked back instead of stored.
    private mutating func setAsideUnsure(_ candidates: inout [Held]) {
        let unsure = candidates.filter { $0.evidence.confidence < SlotChange.confidenceMin }
        guard !unsure.isEmpty else { return }
        candidates.removeAll { $0.evidence.confidence < SlotChange.confidenceMin }
        for held in unsure where !candidates.contains(where: { $0.slot == held.slot }) {
            session.held.removeAll { $0.slot == held.slot }
            session.held.append(held)
            problems.append(
                .init(
                    code: "unsure", slot: held.slot,
                    sentence: "I am not sure that I read this right, so I did not note it yet."))
        }
    }

    /// Stores the largest part that holds together with the rest of the design.
    mutating func store(_ candidates: [Held]) {
        let waiting = session.held.filter { $0.isConflict }
        var accepted = candidates
        var refused: [(held: Held, why: Contradiction)] = []
        var trial = spec(with: accepted)
        while let conflict = Contradiction.all(in: trial).first(where: { conflict in
            accepted.contains { $0.slot == conflict.looser || $0.slot == conflict.stricter }
        }) {
            let slot = refusable(conflict, accepted)
            for held in accepted where held.slot == slot { refused.append((held, conflict)) }
            accepted.removeAll { $0.slot == slot }
            trial = spec(with: accepted)
        }
        let fitting = retried(waiting, trial)
        commit(
            accepted + fitting,
            giving: fitting.isEmpty ? trial : spec(with: accepted + fitting))
        for (held, why) in refused { hold(held, because: why) }
        matchWaiting()
    }

    /// What a waiting value contradicts can have become another value than it was.
    private mutating func matchWaiting() {
        for (index, held) in session.held.enumerated() where held.isConflict {
            var trial = session.spec
            trial.apply(held.operation, to: held.slot)
            let conflicts = Contradiction.all(in: trial)
            if let looser = conflicts.first(where: { $0.stricter == held.slot })?.looser {
                session.held[index].reason = .conflict(with: looser)
            } else if let stricter = conflicts.first(where: { $0.looser == held.slot })?.stricter {
                session.held[index].reason = .conflict(with: stricter)
            }
        }
    }

    /// The new one of two values; of two new ones the looser, because the stricter is the safer.
    private func refusable(_ conflict: Contradiction, _ accepted: [Held]) -> Slot {
        accepted.contains { $0.slot == conflict.looser } ? conflict.looser : conflict.stricter
    }

    /// Values that waited and that now fit.
    private mutating func retried(_ waiting: [Held], _ trial: AgentSpec) -> [Held] {
        var trial = trial
        var fitting: [Held] = []
        for held in waiting {
            var next = trial
            next.apply(held.operation, to: held.slot)
            guard Contradiction.all(in: next).isEmpty else { continue }
            trial = next
            fitting.append(held)
            session.held.removeAll { $0.slot == held.slot }
        }
        return fitting
    }

    func spec(with edits: [Held]) -> AgentSpec {
        var spec = session.spec
        for edit in edits { spec.makeRoom(for: edit) }
        for edit in edits { spec.apply(edit.operation, to: edit.slot) }
        spec.settleUseOfTools(edits)
        guard edits.contains(where: { $0.slot.namesMoney }) else { return spec }
        return CurrencyResolution.settled(spec) { slot in
            if let edit = edits.last(where: { $0.slot == slot }) { return edit.evidence.words }
            guard let evidence = session.evidence[slot] else { return nil }
            let isDerived = evidence.confidence <= CurrencyResolution.derivedConfidence
            return slot == .currency && isDerived ? nil : evidence.words
        }
    }

    /// A currency that follows from the amounts rests on the words of one of them.
    private mutating func noteCurrency() {
        guard session.spec[.currency] != nil, session.evidence[.currency] == nil,
            let source = sourceOfCurrency,
            var evidence = session.evidence[source]
        else { return }
        evidence.confidence = CurrencyResolution.derivedConfidence
        session.evidence[.currency] = evidence
    }

    /// The amount whose words name the currency; else the first.
    private var sourceOfCurrency: Slot? {
        let amounts = Slot.limitSlots.filter { session.spec.limit($0)?.amount != nil }
        let code = session.spec.text(.currency)?.lowercased() ?? ""
        return amounts.first {
            session.evidence[$0]?.words.lowercased().contains(code) ?? false
        } ?? amounts.first
    }

    /// Stores edits that hold together, with the words that asked for each.
    mutating func commit(_ edits: [Held]) { commit(edits, giving: spec(with: edits)) }

    private mutating func commit(_ edits: [Held], giving after: AgentSpec) {
        guard !edits.isEmpty else { return }
        for edit in edits where after[edit.slot] != session.spec[edit.slot] {
            session.evidence[edit.slot] = after[edit.slot] == nil ? nil : edit.evidence
            noteTools(edit)
        }
        // The same entries in other memory would be compared one by one ever after.
        if after != session.spec { session.spec = after }
        let edited = edits.map(\.slot)
        session.recent = session.recent.filter { !edited.contains($0) && after.has($0) }
        for slot in edited where after.has(slot) && !session.recent.contains(slot) {
            session.recent.append(slot)
        }
        session.evidence = session.evidence.filter { after.has($0.key) }
        noteCurrency()
        let tools = after.tools(.tools)
        session.toolEvidence = session.toolEvidence.filter { tools.contains($0.key) }
        for edit in edits where after.has(edit.slot) { session.skipped.remove(edit.slot) }
    }

    private mutating func noteTools(_ edit: Held) {
        guard edit.slot == .tools, case .tools(let tools)? = edit.operation.value else { return }
        for tool in tools where session.toolEvidence[tool] == nil {
            session.toolEvidence[tool] = edit.evidence
        }
    }

    private mutating func hold(_ held: Held, because conflict: Contradiction) {
        var held = held
        let other = held.slot == conflict.looser ? conflict.stricter : conflict.looser
        held.reason = .conflict(with: other)
        // What was said last is asked about first.
        if !session.held.contains(where: { $0.slot == held.slot }) {
            session.held.insert(held, at: 0)
        }
        problems.append(
            .init(code: "contradiction", slot: held.slot, sentence: conflict.sentence))
    }

    mutating func reportProblems() {
        for problem in problems { notes.append(problem.sentence) }
    }

    /// What this message changed, slot by slot, and the sentences that say so.
    mutating func reportChanges() {
        let old = before.spec
        let slots = session.spec.differences(from: old)
        guard effect != .startOver || !slots.isEmpty else { return }
        changes = slots.map { slot in
            let evidence = session.evidence[slot]
            let isNew = evidence?.message == session.messageCount
            return Turn.Change(
                slot: slot, before: old[slot], after: session.spec[slot],
                words: (evidence?.words).flatMap { $0.isEmpty ? nil : $0 }
                    ?? excerpt(0..<message.utf8.count),
                confidence: isNew ? evidence?.confidence ?? 100 : 100)
        }
        guard effect != .startOver else { return }
        let sentences = changes.filter(isWorthSaying).map {
            DesignDiff.sentence($0.slot, from: $0.before, to: $0.after)
        }
        if sentences.count == 1 { notes.append("Noted: \(sentences[0])") }
        if sentences.count > 1 {
            notes.append("Noted:\n" + sentences.map { "- " + $0 }.joined(separator: "\n"))
        }
        remarkOnMoney()
        remarkOnPayability()
    }

    /// Neither a kind of agent that the purpose repeats, nor an amount that only took the currency.
    private func isWorthSaying(_ change: Turn.Change) -> Bool {
        if change.slot == .agentType, change.after != nil {
            return session.spec.slotsWorthSaying.contains(.agentType)
        }
        guard case .limit(.amount(let old))? = change.before,
            case .limit(.amount(let new))? = change.after
        else { return true }
        return old.quantity != new.quantity
            || Policy.unit(of: old.token) != Policy.unit(of: new.token)
    }

    /// What could never be paid is said as soon as it is known, with what would work.
    private mutating func remarkOnPayability() {
        let earlier = Payability(before.design, assets)
        let now = payability
        guard let problem = now.problem, problem != earlier.problem else { return }
        let way = now.remedy.map { " \u{201C}\($0)\u{201D} would work." } ?? ""
        problems.append(.init(code: "unpayable", slot: now.slot, sentence: problem + way))
    }

    /// A limit that does nothing is mentioned.
    private mutating func remarkOnMoney() {
        let spec = session.spec
        if changes.contains(where: { $0.slot == .approvalThreshold || $0.slot == .perPaymentLimit }
        ),
            let single = spec.limit(.perPaymentLimit)?.amount,
            let threshold = spec.limit(.approvalThreshold)?.amount,
            Policy.unit(of: single.token) == Policy.unit(of: threshold.token),
            threshold.quantity >= single.quantity
        {
            notes.append(
                "One payment is at most \(single), so nothing above \(threshold) ever comes up "
                    + "and approval would never be asked.")
        }
    }

    /// The part of the message that a span covers, whole characters, `excerptBytesMax` at most.
    private func excerpt(_ span: Range<Int>) -> String {
        let bytes = message.utf8
        let from = min(max(span.lowerBound, 0), bytes.count)
        let to = min(max(span.upperBound, from), bytes.count, from + Self.excerptBytesMax)
        let start = boundary(bytes.index(bytes.startIndex, offsetBy: from))
        let end = boundary(bytes.index(bytes.startIndex, offsetBy: to))
        return String(message[start..<end])
    }

    /// The beginning of the character that a byte belongs to.
    private func boundary(_ index: String.Index) -> String.Index {
        var index = index
        while index > message.startIndex, index < message.endIndex,
            message.utf8[index] & 0xC0 == 0x80
        {
            index = message.utf8.index(before: index)
        }
        return index
    }

    private static let excerptBytesMax = 300
}

extension AgentSpec {
    /// What is ruled out now is no longer wanted from before.
    fileprivate mutating func makeRoom(for edit: Held) {
        guard let value = edit.operation.value, edit.operation.isGiving else { return }
        if edit.slot == .blockedTools { apply(.remove(value), to: .tools) }
        if edit.slot == .blockedRecipients { apply(.remove(value), to: .allowedRecipients) }
    }

    /// "No tools" and a tool cannot both hold: the later statement counts.
    fileprivate mutating func settleUseOfTools(_ edits: [Held]) {
        guard usesTools == false, self[.tools] != nil || self[.customTools] != nil else { return }
        if edits.contains(where: { $0.slot == .useTools }) {
            self[.tools] = nil
            self[.customTools] = nil
        } else {
            self[.useTools] = nil
        }
    }
}

extension Slot {
    /// Whether its value is an amount, or decides what amounts are counted in.
    fileprivate var namesMoney: Bool {
        switch kind {
        case .limit, .symbol, .schedules: true
        case .text, .texts, .name, .names, .flag, .choice, .choices, .tools, .customTools,
            .network, .zone, .percent, .number, .retry, .seconds, .channels, .languages:
            false
        }
    }
}

extension SlotChange.Operation {
    fileprivate var isGiving: Bool {
        switch self {
        case .set, .add: true
        case .remove, .clear: false
        }
    }
}
