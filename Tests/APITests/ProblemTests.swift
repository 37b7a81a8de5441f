import API
import JSON
import Testing
import Web

@Suite struct ProblemTests {
    @Test(arguments: ProblemCode.allCases)
    func aRefusalSaysWhatWasWrongInTheStandardsForm(code: ProblemCode) throws {
        var problem = Problem(code, "Say it again.")
        problem.fields = [Problem.Field("name", "It is missing.")]
        let response = problem.response(requestID: "r-1")
        #expect((400...599).contains(response.status.code))
        #expect(response.headers["Content-Type"] == "application/problem+json")
        let body = try JSONValue(parsing: #require(response.bytes))
        #expect(body["status"] == .integer(Int64(response.status.code)))
        #expect(body["code"]?.string == code.rawValue && body["request_id"]?.string == "r-1")
        #expect(body["title"]?.string == code.title && body["detail"]?.string == "Say it again.")
        #expect(body["errors"] == [["field": "name", "message": "It is missing."]])
        #expect(body["type"]?.string?.hasSuffix("#\(code.rawValue)") == true)
    }

    @Test func noTwoCodesHaveOneTitle() {
        #expect(Set(ProblemCode.allCases.map(\.title)).count == ProblemCode.allCases.count)
    }
}
