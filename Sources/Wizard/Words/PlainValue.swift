public import Domain

// Values as people say them, in the middle of a sentence. No field name, no code word.

extension SlotValue {
    /// Such as `0.10 USD` or `every day at 09:00`.
    public var plain: String {
        switch self {
        case .text(let text), .name(let text), .choice(let text), .symbol(let text),
            .zone(let text):
            text
        case .texts(let items): items.joined(separator: "; ")
        case .names(let items): listed(items.map(plainName), "and")
        case .choices(let items): listed(items, "and")
        case .languages(let codes): listed(codes.map(LanguageName.english), "and")
        case .flag(let flag): flag ? "yes" : "no"
        case .tools(let tools): listed(tools.map(\.title), "and")
        case .customTools(let tools): listed(tools.map(\.plain), "and")
        case .network(let network): network.title
        case .limit(let limit): limit.plain
        case .schedules(let schedules): listed(schedules.map(\.words), "and")
        case .percent(let value): "\(value) percent"
        case .number(let value): value.description
        case .retry(let policy): policy.plain
        case .seconds(let value): "\(value) \(value == Quantity(1) ? "second" : "seconds")"
        case .channels(let channels): listed(channels.map(\.plain), "and")
        }
    }
}

/// The person in the conversation is stored as `owner` and addressed as `you`.
private func plainName(_ name: String) -> String { name == "owner" ? "you" : name }

extension Limit {
    var plain: String { amount?.description ?? "no limit" }
}

extension HTTPTool {
    var plain: String {
        let call = mcp.map(\.plain) ?? method.map { "\($0) \(endpoint)" } ?? endpoint
        return parameters.isEmpty
            ? call : "\(call) with \(listed(parameters.map(\.name), "and"))"
    }
}

extension RetryPolicy {
    var plain: String {
        if retriesMax == 0 { return "no retries" }
        var parts: [String] = []
        if let retriesMax { parts.append(retriesMax == 1 ? "one retry" : "\(retriesMax) retries") }
        switch backoff {
        case .exponential: parts.append("waiting longer each time")
        case .fixed: parts.append("waiting equally long each time")
        case nil: break
        }
        if let delaySeconds { parts.append("\(delaySeconds) seconds at first") }
        return parts.joined(separator: ", ")
    }
}

extension Channel {
    var plain: String {
        let name =
            switch kind {
            case .email: "email"
            case .slack: "Slack"
            case .telegram: "Telegram"
            case .discord: "Discord"
            case .sms: "text message"
            case .whatsapp: "WhatsApp"
            case .teams: "Teams"
            case .push: "push notification"
            case .webhook: "a webhook"
            }
        return target.map { "\(name) (\($0))" } ?? name
    }
}
