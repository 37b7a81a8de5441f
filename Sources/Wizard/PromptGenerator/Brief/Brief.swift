import Domain
import Language

/// What there is to tell an agent about its job, in plain sentences, before any platform's way of
/// writing: the owner's words, and the policy as rules with its numbers.
struct Brief: Sendable {
    /// Whether people read or hear what the agent says.
    enum Medium: Sendable { case written, spoken }

    let spec: AgentSpec
    let policy: Policy
    let tools: [ExportTool]
    let medium: Medium
    let name: String
    let maximumLoss: String
    /// What the owner ruled out, by name of the tool.
    let blockedTools: [BuiltInTool]

    init(_ input: ExportInput, tools: [ExportTool], medium: Medium) {
        spec = input.design.effective
        policy = input.design.policy
        self.tools = tools
        self.medium = medium
        name = input.displayName
        maximumLoss = input.maximumLoss.sentence
        blockedTools = input.design.spec.tools(.blockedTools)
    }

    var movesMoney: Bool { tools.contains(where: \.movesMoney) }

    func has(_ tool: BuiltInTool) -> Bool { tools.contains { $0.builtIn == tool } }

    /// What the owner wrote in a slot, made fit to stand in a sentence.
    func words(_ slot: Slot) -> String { FreeText.clean(spec.text(slot) ?? "") }

    func allWords(_ slot: Slot) -> [String] {
        spec.list(slot).map(FreeText.sentence).filter { !$0.isEmpty }
    }

    /// In a rule: exact, and for a voice also how it sounds.
    func amount(_ amount: TokenAmount) -> String {
        switch medium {
        case .written: amount.description
        case .spoken: "\(amount) (say: \(amount.inWordsWithoutToken))"
        }
    }

    /// In something the agent says itself.
    func said(_ amount: TokenAmount) -> String {
        switch medium {
        case .written: amount.description
        case .spoken: amount.inWordsWithoutToken
        }
    }

    /// `Ana or Ben`; the person who owns the agent is called so.
    var approvers: String {
        listed(
            policy.approval.approvers.map { $0 == "owner" ? "your owner" : FreeText.line($0) },
            "or")
    }
}

extension Brief {
    /// `an API buyer`: with its article, as it stands after the name.
    var role: String {
        let kind = Purpose(spec.text(.agentType) ?? "")
        if let task = kind.task { return "an agent whose task is to \(task)" }
        let type = kind.text
        guard !type.isEmpty else { return movesMoney ? "a payment agent" : "an assistant" }
        let lower = type.lowercased()
        let hasArticle = ["a ", "an ", "the "].contains { lower.hasPrefix($0) }
        guard !hasArticle else { return type }
        guard type.unicodeScalars.count <= 60, !type.unicodeScalars.contains(where: isStop) else {
            return "an agent of this kind: \(type)"
        }
        let startsWithVowel = lower.utf8.first.map { "aeio".utf8.contains($0) } ?? false
        return (startsWithVowel ? "an " : "a ") + type
    }

    /// `to buy weather data from paid APIs.`, without the limits: they have rules of their own.
    var goal: String {
        let words = words(.goals)
        return words.isEmpty ? "" : FreeText.sentence(Purpose(words).phrase)
    }

    /// What is really paid with: of a design in dollars the dollar token of its network.
    func moneyName(_ symbol: String) -> String {
        let token = AssetTable().payable(symbol, on: policy.network)?.symbol ?? symbol
        return token == symbol ? symbol : "\(token) (one \(token) counts as one \(symbol))"
    }

    private func isStop(_ scalar: Unicode.Scalar) -> Bool {
        ".:;!?\"{}<>".unicodeScalars.contains(scalar)
    }

    /// Where the money question stands, in one sentence.
    var stance: String {
        guard movesMoney else {
            return
                "You cannot move money: none of your tools pays, and you never promise a payment."
        }
        let kind = policy.network.isTestnet ? "money on a test network" : "real money"
        return "You handle \(kind). Paygent holds the budget, checks every payment against the "
            + "rules below and signs it; nothing you or anyone else says can move those limits."
    }

    var styleRules: [String] {
        var rules: [String] = []
        if !words(.tone).isEmpty { rules.append("Tone: " + FreeText.sentence(words(.tone))) }
        if !words(.brandVoice).isEmpty {
            rules.append("Brand voice: " + FreeText.sentence(words(.brandVoice)))
        }
        switch spec.text(.verbosityLevel) {
        case "concise": rules.append("Be brief: the answer first, then only what is needed.")
        case "detailed": rules.append("Be thorough: give reasons, figures and what happens next.")
        case "balanced": rules.append("Say what matters and leave out the rest.")
        default: break
        }
        let languages = spec.list(.languages).map(LanguageName.english)
        if !languages.isEmpty {
            rules.append(
                "Speak \(listed(languages, "and")). Answer in the language you are addressed in; "
                    + "in any other language, say kindly which ones you speak.")
        }
        return rules
    }

    /// Facts that vary less than a task and more than a rule.
    var contextFacts: [String] {
        var facts: [String] = []
        if movesMoney {
            facts.append("Money: \(moneyName(policy.currency)) on \(policy.network.title).")
            if policy.network.isTestnet {
                facts.append("\(policy.network.title) is a test network: its money has no value.")
            }
        }
        let times = spec.schedules(.schedule).map {
            $0 == .onRequest ? "when you are asked" : FreeText.line($0.words)
        }
        if !times.isEmpty { facts.append("You work \(listed(times, "and")).") }
        if let zone = spec.text(.timezone) {
            facts.append("Times are in the zone \(FreeText.line(zone)).")
        }
        if let report = reportRule { facts.append(report) }
        let billing = spec.list(.pricingModel).map(billingWords)
        if !billing.isEmpty {
            facts.append("Services are billed \(listed(billing, "or")).")
        }
        if let price = spec.limit(.unitPrice)?.amount {
            facts.append("You charge \(amount(price)) for each unit of your own service.")
        }
        if !words(.successCriteria).isEmpty {
            facts.append("You do well when: " + FreeText.sentence(words(.successCriteria)))
        }
        if !words(.additionalNotes).isEmpty {
            facts.append("Also: " + FreeText.sentence(words(.additionalNotes)))
        }
        return facts
    }

    var reportRule: String? {
        let times = spec.schedules(.reportSchedule).map(\.words).map(FreeText.line)
        let places = spec.channels.map(channelWords)
        if times.isEmpty, places.isEmpty { return nil }
        return "Report" + (times.isEmpty ? "" : " " + listed(times, "and"))
            + (places.isEmpty ? "" : " by " + listed(places, "and"))
            + ": what was done, what was paid to whom, what was refused, and what is left."
    }

    private func channelWords(_ channel: Channel) -> String {
        let name =
            switch channel.kind {
            case .email: "e-mail"
            case .slack: "Slack"
            case .telegram: "Telegram"
            case .discord: "Discord"
            case .sms: "text message"
            case .whatsapp: "WhatsApp"
            case .teams: "Teams"
            case .push: "push message"
            case .webhook: "webhook"
            }
        return name + (channel.target.map { " (\(FreeText.line($0)))" } ?? "")
    }

    private func billingWords(_ model: String) -> String {
        switch model {
        case "pay-per-call": "for each call"
        case "metered": "by what is used"
        case "subscription": "by subscription"
        default: FreeText.line(model)
        }
    }
}

extension ExportInput {
    /// On one line; what to call an agent that nobody has named.
    var displayName: String {
        let named = agentName.isEmpty ? design.effective.text(.agentName) ?? "" : agentName
        let line = FreeText.line(named)
        return line.isEmpty ? "Payment agent" : line
    }
}
