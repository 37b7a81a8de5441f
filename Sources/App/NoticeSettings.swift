internal import Domain
internal import Hashing
internal import Orchestration
internal import Outbound

/// Who carries mail, and who is told of every agent.
struct MailSettings: Equatable {
    let server: SMTPServer.Settings
    let operators: [MailAddress]
}

extension SettingReader {
    /// A server without a secret would be told what it cannot check.
    mutating func webhooks() -> WebhookCarrier.Target? {
        guard let url = optional(.webhookURL) else {
            if optional(.webhookSecret) != nil {
                refuse(.webhookSecret, "there is a secret but no \(Setting.webhookURL.variable)")
            }
            return nil
        }
        if !url.hasPrefix("https://") && !url.hasPrefix("http://") {
            refuse(.webhookURL, "'\(url)' is not an address such as https://example.com/hook")
        }
        let secrets = list(.webhookSecret).map(StandardWebhook.secret)
        guard !secrets.isEmpty, !secrets.contains(nil) else {
            refuse(
                .webhookSecret,
                "each secret is whsec_ and the base64 of 24 to 64 random bytes; make one with "
                    + "echo whsec_$(openssl rand -base64 32)")
            return nil
        }
        return WebhookCarrier.Target(url: url, secrets: secrets.compactMap(\.self))
    }

    mutating func mail() -> MailSettings? {
        guard let url = optional(.mailURL) else {
            for setting in [Setting.mailFrom, .mailTo, .mailUser, .mailPassword, .mailCertificates]
            where optional(setting) != nil {
                refuse(setting, "there is no \(Setting.mailURL.variable), so that it has no effect")
            }
            return nil
        }
        let operators = list(.mailTo).compactMap { address($0, .mailTo) }
        let login = login()
        guard let sender = address(text(.mailFrom), .mailFrom) else { return nil }
        guard
            let server = SMTPServer.Settings(
                url: url, sender: sender, login: login, certificates: optional(.mailCertificates))
        else {
            refuse(
                .mailURL, "'\(url)' is not like smtp://mail.example.com:587, without a user in it")
            return nil
        }
        return MailSettings(server: server, operators: operators)
    }

    private mutating func address(_ text: String, _ setting: Setting) -> MailAddress? {
        if let address = MailAddress(text) { return address }
        refuse(setting, "'\(text)' is not an address such as ops@example.com")
        return nil
    }

    private mutating func login() -> SMTPServer.Settings.Login? {
        switch (optional(.mailUser), optional(.mailPassword)) {
        case (let user?, let password?): return .init(user: user, password: password)
        case (nil, nil): return nil
        case (.some, nil): refuse(.mailPassword, "a user has a password, too")
        case (nil, .some): refuse(.mailUser, "there is a password but no user")
        }
        return nil
    }
}
