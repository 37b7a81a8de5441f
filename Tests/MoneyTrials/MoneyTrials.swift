import Foundation

/// Trials of the money core that need processes of their own: they die where they are told to, or
/// are measured. Driven by `Tests/Server/test_trials.py` and `scripts/bench`.
///
///     MoneyTrials labels                          the names of all boundaries
///     MoneyTrials live FOLDER LIFE [LABEL N]      one life: recover, check, pay; die at LABEL's Nth
///     MoneyTrials reserve FOLDER SECONDS TASKS    decide + reserve, durable: rate and p99
///     MoneyTrials sign COUNT                      digest + signature and verification, CPU time
@main
enum MoneyTrials {
    static func main() async {
        let words = Array(CommandLine.arguments.dropFirst())
        do {
            switch words.first {
            case "labels": print(Boundary.all.joined(separator: "\n"))
            case "live" where words.count >= 3: try await live(words)
            case "reserve" where words.count == 4:
                try await Reserving(
                    folder: words[1], seconds: Int(words[2]) ?? 1, tasks: Int(words[3]) ?? 64
                ).run()
            case "sign" where words.count == 2:
                try await SigningCost(count: Int(words[1]) ?? 1).run()
            default:
                print("usage: see MoneyTrials.swift")
                exit(64)
            }
        } catch {
            print("failed: \(error)")
            exit(1)
        }
    }

    private static func live(_ words: [String]) async throws {
        let trap = words.count == 5 ? Trap(at: words[3], occasion: Int(words[4]) ?? 1) : Trap()
        let life = try Life(folder: words[1], number: Int64(words[2]) ?? 0, trap: trap)
        let faults = try await life.run()
        for fault in faults { print("fault: \(fault)") }
        print("reached \(trap.count)")
        exit(faults.isEmpty ? 0 : 2)
    }
}
