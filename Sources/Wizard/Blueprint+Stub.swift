import Domain

extension Blueprint {
    public var flowchart: String { "flowchart TD" }
    public var stateDiagram: String { "stateDiagram-v2" }
    public var summary: String { "" }
}
