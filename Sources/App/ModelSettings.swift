internal import Models

/// Which language models may be asked, for how long, and for how much.
struct ModelSettings: Equatable {
    var endpoints: [ModelEndpoint] = []
    /// A file with the keys; nil: they are in the environment.
    var keyFile: String?
    var times = ModelTimes()
    var prices: [String: ModelPrice] = [:]
    var caps = ModelCaps()
    var cacheEntriesMax = 0
    /// How long one turn of the wizard may wait for models in all.
    var turnSeconds = 8
    /// Whether replies of the wizard are said in a model's words.
    var rewords = true
    /// Keys found in the environment and in `.env`, by name.
    var keys: [String: SecretText] = [:]

    static let secondsMax = 600
    static let cacheEntriesLimit = 10_000

    init(_ reader: inout SettingReader) {
        for text in reader.list(.models) {
            do { endpoints.append(try ModelEndpoint(parsing: text)) } catch {
                reader.refuse(.models, error.sentence)
            }
        }
        keyFile = reader.optional(.modelKeys)
        readTimes(&reader)
        readPrices(&reader)
        readCaps(&reader)
        cacheEntriesMax = reader.number(.modelCache, in: 0...Self.cacheEntriesLimit)
        turnSeconds = reader.number(.modelTurn, in: 1...60)
        rewords = reader.choice(.modelWording, ["on", "off"]) == "on"
        for name in Set(endpoints.map(\.keyName)) {
            let key = reader.environment[name] ?? reader.file[name]
            keys[name] = key.flatMap { $0.isEmpty ? nil : SecretText($0) }
        }
    }

    private mutating func readTimes(_ reader: inout SettingReader) {
        for (name, text) in reader.pairs(.modelTimes) {
            guard let seconds = Int(text), (1...Self.secondsMax).contains(seconds) else {
                reader.refuse(.modelTimes, "'\(text)' is not 1 to \(Self.secondsMax) seconds")
                continue
            }
            switch name {
            case "connect": times.connectMilliseconds = seconds * 1_000
            case "first": times.firstTokenMilliseconds = seconds * 1_000
            case "idle": times.idleMilliseconds = seconds * 1_000
            case "total": times.totalMilliseconds = seconds * 1_000
            default: reader.refuse(.modelTimes, "'\(name)' is none of connect, first, idle, total")
            }
        }
    }

    private mutating func readPrices(_ reader: inout SettingReader) {
        for (model, text) in reader.pairs(.modelPrices) {
            guard let price = ModelPrice(parsing: text) else {
                reader.refuse(.modelPrices, "'\(text)' is not dollars in and out such as 0.25/2")
                continue
            }
            prices[model] = price
        }
    }

    private mutating func readCaps(_ reader: inout SettingReader) {
        for (name, text) in reader.pairs(.modelCaps) {
            let (tokens, dollars) = (Int(text), ModelPrice.picodollars(dollars: text))
            switch name {
            case "session-tokens": caps.sessionTokens = tokens
            case "session-usd": caps.sessionPicodollars = dollars
            case "day-tokens": caps.dayTokens = tokens
            case "day-usd": caps.dayPicodollars = dollars
            default: reader.refuse(.modelCaps, "there is no cap called '\(name)'")
            }
            if name.hasSuffix("tokens") ? tokens == nil || tokens ?? 0 < 0 : dollars == nil {
                reader.refuse(.modelCaps, "'\(text)' is not an amount for \(name)")
            }
        }
    }
}

/// Something that must not be written anywhere.
struct SecretText: Equatable, CustomStringConvertible {
    let value: String

    init(_ value: String) { self.value = value }

    var description: String { "[secret]" }
}
