internal import Models
internal import Paygent

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
    /// How far a model may drive one run of an agent; nil: none does.
    var runs: DriveBounds? = DriveBounds()
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
        readRuns(&reader)
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

    private mutating func readRuns(_ reader: inout SettingReader) {
        guard reader.text(.modelRuns) != "off" else {
            runs = nil
            return
        }
        var bounds = DriveBounds()
        for (name, text) in reader.pairs(.modelRuns) {
            guard let number = Int(text), (1...1_000_000).contains(number) else {
                reader.refuse(.modelRuns, "'\(text)' is not 1 to 1000000 \(name)")
                continue
            }
            switch name {
            case "turns": bounds.turnsMax = min(number, 100)
            case "steps": bounds.stepsMax = min(number, 200)
            case "tokens": bounds.tokensMax = number
            case "seconds": bounds.millisecondsMax = min(number, 3_600) * 1_000
            default:
                reader.refuse(.modelRuns, "'\(name)' is none of turns, steps, tokens, seconds")
            }
        }
        runs = bounds
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
