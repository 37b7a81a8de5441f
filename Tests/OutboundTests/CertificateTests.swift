import Foundation
import Orchestration
import Testing

@testable import Outbound

/// Against OpenSSL's own server with a certificate that nobody signed but itself.
@Suite struct CertificateTests {
    @Test func onlyACertificateThatIsTrustedAndNamesTheHostIsTaken() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("paygent-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let (key, certificate) = (folder.path + "/key.pem", folder.path + "/certificate.pem")
        try openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", key, "-out", certificate, "-days", "1", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost",
        ]).waitUntilExit()
        let output = Pipe()
        let server = try openssl(
            [
                "s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate, "-www",
            ], output: output)
        defer { server.terminate() }
        let port = try #require(self.port(in: output))

        let reach = Reach(loopback: true)
        let request = HTTPRequest("GET", "https://localhost:\(port)/")
        let stranger = await failure(of: try CurlClient(reach: reach), request)
        guard case .untrustedCertificate = stranger else {
            Issue.record("\(String(describing: stranger))")
            return
        }
        let client = try CurlClient(reach: reach, certificates: certificate)
        #expect(try await client.send(request).status == 200)
        let otherName = HTTPRequest("GET", "https://127.0.0.1:\(port)/")
        #expect(await failure(of: client, otherName)?.mayHaveBeenReceived == false)
        try FileManager.default.removeItem(at: folder)
    }

    @discardableResult
    private func openssl(_ arguments: [String], output: Pipe? = nil) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardInput = Pipe()
        process.standardOutput = output ?? FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// `ACCEPT 127.0.0.1:40123`, as the server prints it.
    private func port(in output: Pipe) -> UInt16? {
        var text = ""
        while !text.contains("ACCEPT") || !text.hasSuffix("\n") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { return nil }
            text += String(decoding: data, as: UTF8.self)
        }
        let line = text.components(separatedBy: "\n").first { $0.hasPrefix("ACCEPT") }
        return line?.components(separatedBy: ":").last.flatMap { UInt16($0) }
    }

    private func failure(of client: CurlClient, _ request: HTTPRequest) async -> HTTPFailure? {
        do {
            _ = try await client.send(request)
            return nil
        } catch {
            return error
        }
    }
}
