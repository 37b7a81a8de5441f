internal import JSON
internal import MCP
internal import Orchestration
internal import X402

/// The priced routes that are sold as tools of `/mcp` too. What is paid for goes through the same
/// seller as over HTTP. Source: x402 v2, transport MCP.
struct MCPShop: Sendable {
    let shop: Shop

    func route(_ name: String) -> PricedRoute? { shop.routes.first { $0.tool == name } }

    /// As tools are listed.
    var descriptions: [ToolDescription] {
        shop.routes.compactMap { route in
            route.tool.map { name in
                ToolDescription(
                    name, route.description.isEmpty ? name : route.description,
                    "Sold over x402: the first answer names the price. Call again with the "
                        + "payment in _meta[\"\(MCPPayment.paymentKey)\"].", .pays,
                    [.init("input", "What is asked of it; given to the seller as it is.")])
            }
        }
    }

    /// The result of `tools/call`: the goods and their settlement, or the offer.
    func call(_ route: PricedRoute, named name: String, _ params: JSONObject) async -> JSONObject {
        var order = Shop.Order(method: "GET", query: "", headers: [], body: [])
        if let input = params["arguments"]?["input"]?.string {
            order.method = "POST"
            order.body = Array(input.utf8)
        }
        do throws(WireError) {
            if let payment = try MCPPayment.payment(in: params) {
                order.headers.append(payment.paymentHeader)
            }
        } catch {
            return ToolAnswer.refusal("The payment cannot be read (\(error.code)).").json
        }
        let answer = await shop.serve(tool: route, named: name, to: order)
        switch Demand(answer) {
        case .payment(let required): return MCPPayment.demand(required)
        case .nothing: return goods(answer)
        case .redirect, .unreadable, .other:
            return ToolAnswer.refusal(
                "It could not be sold now (status \(answer.status)): "
                    + String(decoding: answer.body.prefix(300), as: UTF8.self)).json
        }
    }

    private func goods(_ answer: Answer) -> JSONObject {
        let text = String(decoding: answer.body, as: UTF8.self)
        let result = ToolAnswer.text(text).json
        guard case .paid(let settlement) = PaidAnswer(answer) else { return result }
        return MCPPayment.result(result, settledBy: settlement)
    }
}
