internal import Domain
internal import JSON
internal import Orchestration
internal import Web
internal import X402

/// The paths that the operator sells, each with its price.
struct ShopRoutes {
    let shop: Shop
    /// Where this service is reached.
    let baseURL: @Sendable () -> String

    var routes: [Route] {
        shop.routes.flatMap { priced in
            [Method.get, .post].map { method in
                .endpoint(
                    method, priced.path, tag: "Shop",
                    priced.description.isEmpty ? "Sold by this service" : priced.description,
                    answers: [
                        .init(.ok, "The goods, paid for."), .init(.paymentRequired, "The price."),
                    ]
                ) { request in await serve(priced, to: request) }
            }
        }
    }

    private func serve(_ route: PricedRoute, to request: Request) async -> Response {
        let order = Shop.Order(
            method: request.method.rawValue, query: request.query.encoded,
            headers: request.headers.allPairs.map { Answer.Header($0.0, $0.1) },
            body: request.body)
        return Response(await shop.serve(route, to: order, at: base(of: request)))
    }

    /// As the client calls it, so that what is paid for is what was asked for.
    private func base(of request: Request) -> String {
        guard let host = request.headers["Host"], !host.isEmpty,
            host.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "/") })
        else { return baseURL() }
        return "http://" + host
    }
}

extension Query {
    /// Percent-encoded again, with its question mark; empty when there is nothing.
    fileprivate var encoded: String {
        guard !items.isEmpty else { return "" }
        return "?"
            + items.map { Self.encode($0.name) + "=" + Self.encode($0.value) }
            .joined(separator: "&")
    }

    private static func encode(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."), UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
