import Domain
import Orchestration
import Wizard

func at(_ seconds: Int64) -> Timestamp { Timestamp(millisecondsSinceEpoch: seconds * 1000) }

/// A conversation that has said something; sizes like a real one when `isLong`.
func session(_ name: String = "s1", isLong: Bool = false) -> Session {
    var session = Session(id: ID(name), now: at(1000))
    session.spec[.agentName] = .name("Weather Buyer")
    session.spec[.goals] = .text("buy weather data" + (isLong ? longText(2000) : ""))
    session.evidence[.goals] = Evidence(message: 1, words: "buy weather data", confidence: 90)
    session.skipped = [.brandVoice]
    session.question = Question(
        topic: .slot(.dailyLimit), text: "How much a day?", reason: "It caps the loss.",
        suggestions: ["1 USDC", "5 USDC"])
    session.messageCount = 2
    session.designVersion = 1
    return session
}

func longText(_ count: Int) -> String { String(repeating: "abcdefgh ", count: count / 9) }

func entry(_ seq: Int, _ content: String = "hello") -> TranscriptEntry {
    TranscriptEntry(
        seq: seq, role: seq.isMultiple(of: 2) ? .assistant : .user, content: content,
        stage: .collectingBasics, createdAt: at(1000 + Int64(seq)))
}

func snapshot(_ version: Int) -> DesignSnapshot {
    var spec = AgentSpec()
    spec[.agentName] = .name("Weather Buyer \(version)")
    return DesignSnapshot(
        version: version, undoTarget: version - 1,
        design: Design(spec: spec, sentences: [.agentName: "call it that"]),
        summary: "Change \(version)", createdAt: at(2000 + Int64(version)))
}

func answer(_ key: String, hash: [UInt8] = [1], scope: String = "local POST /message")
    -> StoredAnswer
{
    StoredAnswer(
        key: key, scope: scope, requestHash: hash, status: 200, body: [123, 125],
        createdAt: at(1000))
}
