public import Domain

/// What changed between two workflows, in sentences for people; none when they do the same.
public enum WorkflowDiff {
    /// With the certificate: a change of a limit changes what can be lost.
    public static func sentences(from old: Design, to new: Design) -> [String] {
        let steps = sentences(
            from: WorkflowSynthesizer.workflow(for: old),
            to: WorkflowSynthesizer.workflow(for: new))
        let (before, after) = (MaximumLoss(old.policy).sentence, MaximumLoss(new.policy).sentence)
        return steps + (before == after ? [] : ["Until now: \(before) From now on: \(after)"])
    }

    public static func sentences(from old: Workflow, to new: Workflow) -> [String] {
        let (before, after) = (Steps(old), Steps(new))
        let gone = before.branches.filter { !after.branches.contains($0) }
        let added = after.branches.filter { !before.branches.contains($0) }
        var sentences = added.map { "It can now \(phrase($0))." }
        sentences += gone.map { "It can no longer \(phrase($0))." }
        sentences += after.keys
            .filter { before.nodes[$0] == nil && !added.contains($0.branch) }
            .compactMap { after.nodes[$0] }.map { "New step: \(name($0))." }
        sentences += before.keys
            .filter { after.nodes[$0] == nil && !gone.contains($0.branch) }
            .compactMap { before.nodes[$0] }.map { "Step dropped: \(name($0))." }
        for key in after.keys {
            guard let was = before.nodes[key], let becomes = after.nodes[key] else { continue }
            sentences += changes(from: was, to: becomes)
        }
        sentences += turns(before, after)
        var said: Set<String> = []
        return sentences.filter { said.insert($0).inserted }
    }

    // MARK: - One step

    private static func changes(from old: Workflow.Node, to new: Workflow.Node) -> [String] {
        var sentences: [String] = []
        var names: [String] = []
        for setting in old.config + new.config where !names.contains(setting.name) {
            names.append(setting.name)
        }
        for name in names where old.settings(name) != new.settings(name) {
            guard let title = settingTitle(name) else { continue }
            sentences.append(change(of: title, old.settings(name), new.settings(name)))
        }
        if sentences.isEmpty, old.label != new.label {
            sentences.append("“\(old.label)” is now “\(new.label)”.")
        }
        if old.summary != new.summary, sentences.isEmpty {
            sentences.append(
                change(of: "what is said at “\(new.label)”", text(old), text(new)))
        }
        return sentences
    }

    private static func text(_ node: Workflow.Node) -> [String] {
        node.summary.isEmpty ? [] : ["“\(node.summary)”"]
    }

    private static func change(of title: String, _ old: [String], _ new: [String]) -> String {
        let start = title.capitalizedFirst
        if old.isEmpty { return "\(start): now \(listed(new, "and"))." }
        if new.isEmpty { return "\(start): no longer \(listed(old, "and"))." }
        return "\(start): was \(listed(old, "and")), is now \(listed(new, "and"))."
    }

    /// Nil for what people need not know: the data that steps pass on.
    private static func settingTitle(_ name: String) -> String? {
        if let window = BudgetWindow(rawValue: String(name.dropFirst("limit_".utf8.count))),
            name.hasPrefix("limit_")
        {
            return window.limitName
        }
        return settingTitles[name]
    }

    private static let settingTitles = [
        "above": "the amount above which a person approves", "approver": "who approves",
        "expires_in_seconds": "the seconds after which an approval expires",
        "pays_only": "the only ones it pays", "never_pays": "the ones it never pays",
        "network": "the network", "max": "the most repetitions",
        "backoff": "the pause between tries",
        "delay_seconds": "the seconds between tries", "timeout_seconds": "the seconds it waits",
        "endpoint": "the address it calls", "method": "how it calls", "when": "when it starts",
        "time_zone": "the time zone", "channel": "where it reports",
        "contact": "whom it hands over to",
        "language": "its languages", "stops_when": "when it stops by itself",
        "slippage_percent": "the slippage it accepts, in percent",
        "leverage_max": "the highest leverage",
        "billing": "how services are billed", "length": "how much it says",
    ]

    // MARK: - Where steps lead

    /// Only between steps that both have: what new and dropped steps are linked to follows from them.
    private static func turns(_ before: Steps, _ after: Steps) -> [String] {
        var sentences: [String] = []
        for (way, target) in after.ways.sorted(by: { $0.value.number < $1.value.number }) {
            guard let old = before.ways[way], old.key != target.key, after.nodes[old.key] != nil,
                before.nodes[target.key] != nil, let source = after.nodes[way.source],
                let was = before.nodes[old.key], let becomes = after.nodes[target.key]
            else { continue }
            let answer = way.guarding.title.isEmpty ? "" : " answers “\(way.guarding.title)”"
            sentences.append(
                "After “\(source.label)”\(answer) comes “\(becomes.label)”, no longer “\(was.label)”."
            )
        }
        return sentences
    }

    private static func phrase(_ branch: String) -> String {
        BuiltInTool(rawValue: branch)?.title ?? "call \(branch)"
    }

    private static func name(_ node: Workflow.Node) -> String {
        node.branch.isEmpty ? "“\(node.label)”" : "“\(node.label)” (\(branchTitle(node.branch)))"
    }
}

/// The steps of a workflow by what they are, whatever their ids.
private struct Steps {
    struct Key: Hashable {
        let kind: Workflow.Kind
        let branch: String
        /// What tells steps of one kind apart: a trigger's time, else their order.
        let mark: String
    }

    struct Way: Hashable {
        let source: Key
        let guarding: Workflow.Guard
    }

    private(set) var nodes: [Key: Workflow.Node] = [:]
    private(set) var keys: [Key] = []
    private(set) var branches: [String] = []
    /// Only answers that lead to one place.
    private(set) var ways: [Way: (key: Key, number: Int)] = [:]

    init(_ workflow: Workflow) {
        var byID: [String: Key] = [:]
        for node in workflow.nodes {
            var key = Key(
                kind: node.kind, branch: node.branch, mark: node.settings("when").joined())
            while nodes[key] != nil {
                key = Key(kind: node.kind, branch: node.branch, mark: key.mark + "+")
            }
            nodes[key] = node
            keys.append(key)
            byID[node.id] = key
            if !node.branch.isEmpty, !branches.contains(node.branch) {
                branches.append(node.branch)
            }
        }
        var several: Set<Way> = []
        for (number, edge) in workflow.edges.enumerated() {
            guard let source = byID[edge.source], let target = byID[edge.target] else { continue }
            let way = Way(source: source, guarding: edge.guarding)
            if ways.updateValue((target, number), forKey: way) != nil { several.insert(way) }
        }
        for way in several { ways[way] = nil }
    }
}
