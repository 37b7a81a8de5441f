import Domain
import Foundation
import Hashing
import Orchestration
import Paygent
import SQLiteStore
import Signing
import Synchronization
import X402

/// Decide + reserve, each durable before it is answered.
struct Reserving {
    let folder: String
    let seconds: Int
    let tasks: Int

    func run() async throws {
        let store = SQLiteMoneyStore(
            try SQLiteDatabase(path: "\(folder)/reserve.db", at: Goods.start))
        let policy = Goods.policy(dayLimit: 1_000_000_000)
        let end = ContinuousClock.now + .seconds(seconds)
        let times = await withTaskGroup(of: [Duration].self) { group in
            for task in 0..<tasks {
                group.addTask {
                    var times: [Duration] = []
                    while ContinuousClock.now < end {
                        let intent = Goods.intent("\(task)-\(times.count)", .serves, units: 100)
                        let opening = RunOpening(
                            intent, under: policy, approval: ID("a"),
                            approvalDeadline: Goods.start,
                            lease: Lease(holder: "h", fence: 1, until: Goods.start),
                            at: Goods.start)
                        let start = ContinuousClock.now
                        do { _ = try await store.open(opening) } catch { return times }
                        times.append(ContinuousClock.now - start)
                    }
                    return times
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        let sorted = times.sorted()
        func at(_ part: Int) -> String {
            sorted.isEmpty ? "-" : "\(sorted[min(sorted.count - 1, sorted.count * part / 100)])"
        }
        print("reserve: \(times.count / seconds)/s, p50 \(at(50)), p99 \(at(99)), \(tasks) at once")
    }
}

/// EIP-712 digest and signature, and verification, in CPU time of this thread.
struct SigningCost {
    let count: Int

    func run() async throws {
        guard let key = Secp256k1.shared.makeKey() else {
            throw StoreError.unavailable("no key can be made")
        }
        let signer = try LocalSigner(key) { _ in Standing(generation: 0, isKilled: false) }
        guard let asset = AssetTable().asset("USDC", on: .baseSepolia),
            let domain = SigningDomain(asset)
        else { throw StoreError.unavailable("no asset to sign for") }
        var signatures: [(Authorization, Signature)] = []
        let authorizations = (0..<count).map { number in
            Authorization(
                from: signer.address, to: Goods.payee, value: UInt128(number + 1), validAfter: 0,
                validBefore: 1_900_000_000, nonce: Bytes32(UInt128(number)))
        }
        let start = Self.cpu()
        for authorization in authorizations {
            let request = SigningRequest(
                .transfer(authorization, of: domain),
                allowedBy: AllowDecision(id: "d", agent: "a", killGeneration: 0))
            signatures.append((authorization, try await signer.sign(request)))
        }
        let middle = Self.cpu()
        for (authorization, signature) in signatures {
            let digest = SignableMessage.transfer(authorization, of: domain).digest
            guard Secp256k1.recover(signature, digest) == signer.address else {
                throw StoreError.unavailable("a signature is not ours")
            }
        }
        let end = Self.cpu()
        print(
            "digest+sign \((middle - start) / Int64(count * 1000)) us, "
                + "digest+verify \((end - middle) / Int64(count * 1000)) us of CPU each")
    }

    /// Of the process. Units: nanoseconds.
    private static func cpu() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
