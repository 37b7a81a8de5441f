public import Domain
public import JSON

extension HTTPTool {
    /// The arguments of a call under the names that the tool's own server uses.
    ///
    /// - Throws: `ToolCallError` for arguments that do not fit the tool.
    public func argumentsForServer(_ given: JSONObject) throws(ToolCallError) -> JSONObject {
        var arguments = JSONObject()
        for member in given.members where !member.value.isNull {
            let key = Slug.key(member.name)
            guard let parameter = parameters.first(where: { Slug.key($0.name) == key }) else {
                throw .unknownArgument(member.name)
            }
            arguments[parameter.name] = member.value
        }
        for parameter in parameters where parameter.isRequired && arguments[parameter.name] == nil {
            throw .missing(parameter.name)
        }
        return arguments
    }
}
