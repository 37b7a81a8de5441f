public import JSON

extension Design {
    /// `{"spec":{…},"defaults":{…},"sentences":{…}}`, each by slot in reading order.
    public var json: JSONValue {
        let words = sentences.keys.sorted().map {
            JSONObject.Member($0.rawValue, .optional(sentences[$0]))
        }
        return [
            "spec": spec.json, "defaults": defaults.json, "sentences": .object(JSONObject(words)),
        ]
    }

    /// The bytes of `json`.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("spec")
        spec.write(to: &writer)
        writer.name("defaults")
        defaults.write(to: &writer)
        writer.name("sentences")
        writer.beginObject()
        for slot in sentences.keys.sorted() {
            if let words = sentences[slot] { writer.member(slot.rawValue, words) }
        }
        writer.endObject()
        writer.endObject()
    }

    /// - Throws: `SpecError` naming the member that cannot be read.
    public init(json: JSONValue) throws(SpecError) {
        guard let spec = json["spec"] else { throw SpecError(field: "spec", problem: "missing") }
        var sentences: [Slot: String] = [:]
        for member in json["sentences"]?.object?.members ?? [] {
            guard let slot = Slot(rawValue: member.name), let words = member.value.string else {
                throw SpecError(field: member.name, problem: "not a slot with its sentence")
            }
            sentences[slot] = words
        }
        self.init(
            spec: try AgentSpec(json: spec),
            defaults: try AgentSpec(json: json["defaults"] ?? [:]), sentences: sentences)
    }
}
