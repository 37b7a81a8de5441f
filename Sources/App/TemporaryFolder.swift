internal import Glibc

/// A folder for what must not be in the user's own: gone with everything in it afterwards.
enum TemporaryFolder {
    static func with(
        _ work: (String) async throws(StartError) -> Void
    ) async throws(StartError) {
        let folder = try make()
        var failure: StartError?
        do throws(StartError) { try await work(folder) } catch { failure = error }
        for name in try File.all(in: folder).keys { unsafe unlink("\(folder)/\(name)") }
        unsafe rmdir(folder)
        if let failure { throw failure }
    }

    private static func make() throws(StartError) -> String {
        let parent = TerminalScreen.variable("TMPDIR") ?? P_tmpdir
        var template = Array("\(parent)/paygent.XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer -> String? in
            guard let start = buffer.baseAddress, let path = unsafe mkdtemp(start) else {
                return nil
            }
            return unsafe String(cString: path)
        }
        guard let made else { throw StartError(FileError(path: parent, code: errno).description) }
        return made
    }
}
