import Domain
import Language

/// Reads one command. Deterministic and pure; what it cannot read is `none`, never a guess.
public enum CommandReader {
    /// A longer message is no command; it bounds the work.
    static let bytesMax = 40_000

    /// - Returns: What the text asks for and only what it says; several commands in their order;
    ///   `refuse` for what must not be carried out.
    public static func read(_ text: String) -> Command {
        guard text.utf8.count <= bytesMax else { return .none }
        let found = CommandText(text)
        let refusals = Refusals(found)
        if refusals.hasInjection { return .refuse(.injection) }
        var message = MessageReader(found, refusals)
        return message.command()
    }

    /// Whether some part of the text denies, takes back, reports or supposes something. Whoever
    /// understands more of it than this reader does must not take it for a clear order.
    static func holdsBack(_ text: String) -> Bool {
        guard text.utf8.count <= bytesMax else { return true }
        let found = CommandText(text)
        return CommandSplitter(found).pieces().contains {
            let frame = Frame(found, $0.range)
            return frame.isNegated || frame.isMuting || frame.isWithdrawal
        }
    }
}

/// Puts the parts of a message together: which of them are commands, which only add to one.
private struct MessageReader {
    let text: CommandText
    let refusals: Refusals
    private let pieces: [CommandSplitter.Piece]
    private var commands: [Command] = []
    /// Tokens of the command that is still being gathered.
    private var open: Range<Int>?
    private var openHead = Cues()
    /// What it says, when it has its verb from the one before it.
    private var inherited: Command?
    /// No command may follow in this sentence: a question, a report, a supposition.
    private var isMuted = false
    /// The sentence began with what somebody does: "and" only goes on with it.
    private var isTelling = false
    /// A verb whose object is still to come: "add 100 USDC | and 1200 CRO to the pool".
    private var unfinished: Range<Int>?
    private var isUnsafe = false
    /// Something is to be kept from somebody; it matters only where something is to be done.
    private var isHidden = false
    private var isActing = false
    /// "no wait": what follows replaces a part of what was said.
    private var isRevising = false
    /// The part of the open command that was one by itself.
    private var core = 0..<0
    private var before = 0..<0

    init(_ text: CommandText, _ refusals: Refusals) {
        self.text = text
        self.refusals = refusals
        pieces = CommandSplitter(text).pieces()
    }

    mutating func command() -> Command {
        for (place, piece) in pieces.enumerated() { add(piece, at: place) }
        close()
        if isUnsafe || isHidden && (isActing || !text.mentions.isEmpty) { return .refuse(.unsafe) }
        for command in commands {
            if case .refuse = command { return command }
        }
        return switch commands.count {
        case 0: .none
        case 1: commands[0]
        default: .multiStep(commands)
        }
    }

    private mutating func add(_ piece: CommandSplitter.Piece, at place: Int) {
        if piece.joint == .start || piece.joint == .sentence { startSentence(piece) }
        let frame = Frame(text, piece.range)
        if frame.isWithdrawal {
            withdraw()
            isMuted = isMuted || open == nil && commands.isEmpty
            return
        }
        if frame.isMuting || isTelling && (piece.joint == .and || piece.joint == .then) {
            isMuted = true
        }
        let segment = Segment(text, piece.range)
        if !isMuted, segment.has(.hidden) || Concealment(text, piece.range).isIn { isHidden = true }
        if !isMuted, !segment.head.isEmpty { isActing = true }
        if !isMuted, frame.isNegated ? refusals.waivesApproval(segment) : refusals.isUnsafe(segment)
        {
            isUnsafe = true
        }
        guard !isMuted, !frame.isNegated, begins(segment, piece) else {
            extend(piece, frame)
            return
        }
        if frame.corrects || isRevising { (open, inherited) = (nil, nil) }
        // "on Polygon, send …"
        let isOnChain = open == nil && !before.isEmpty && Courtesy(text, before).isChain
        begin(isOnChain ? Segment(text, before.lowerBound ..<| piece.range.upperBound) : segment)
    }

    private mutating func begin(_ segment: Segment) {
        close()
        (open, openHead, unfinished, isTelling) = (segment.range, segment.head, nil, false)
        (core, isRevising) = (segment.range, false)
    }

    private mutating func startSentence(_ piece: CommandSplitter.Piece) {
        (isMuted, isTelling, unfinished) = (false, false, nil)
        guard open != nil, piece.joint == .sentence else { return }
        let isOrder = text.cues.starting(in: piece.range).contains {
            $0.value == .cheapest || $0.value == .fastest || $0.value == .bestRated
        }
        if !isOrder { close() }
    }

    /// Whether a piece is a command of its own.
    private func begins(_ segment: Segment, _ piece: CommandSplitter.Piece) -> Bool {
        guard segment.range.count <= Self.tokensMax,
            let command = SegmentReader(segment, context: before).command()
        else { return false }
        guard open != nil else { return true }
        return switch command {
        case .paymentHistory, .balanceCheck, .serviceDiscovery:
            !segment.head.isEmpty || piece.joint == .then
        case .setStopLoss:
            !openHead.hasAny(Cues(.open, .long, .short, .bet, .buy)) && !segment.head.isEmpty
        case .setBudget where prices(segment): false
        case .setBudget:
            segment.headEnd > segment.start + 1 || !segment.head.has(.limit) || segment.has(.daily)
                || segment.has(.weekly) || segment.has(.monthly)
        case .swap where segment.head.isEmpty:
            openHead.has(.swap) && text.mention(at: segment.start) != nil
        case .predictionBet:
            !segment.head.isEmpty || openHead.has(.bet) && text.mention(at: segment.start) != nil
        default: !segment.head.isEmpty
        }
    }

    /// "find …, no more than 2 USDC per call": what a search or a purchase may cost is no limit.
    private func prices(_ segment: Segment) -> Bool {
        guard let open, segment.head.isEmpty || segment.head.has(.limit) || !segment.has(.budget),
            !segment.has(.daily), !segment.has(.weekly),
            !segment.has(.monthly), !segment.has(.total)
        else { return false }
        return switch SegmentReader(Segment(text, open), context: before).command() {
        case .serviceDiscovery(let search): search.maxPrice == nil
        case .payment(let payment): payment.amount == nil
        default: false
        }
    }

    /// A longer part is no command; it bounds the work on text without any full stop.
    private static let tokensMax = 200

    /// A piece that is no command adds to the one before it, or is a command with the same verb.
    private mutating func extend(_ piece: CommandSplitter.Piece, _ frame: Frame) {
        guard let range = open, !frame.isNegated else {
            if !isMuted, piece.joint == .comma || piece.joint == .start || piece.joint == .sentence
            {
                before = piece.range
            }
            if open == nil { prepare(piece, frame) }
            return
        }
        if frame.corrects || isRevising {
            isRevising = true
            if let revised = revised(piece, range) {
                inherited = revised
                return
            }
        }
        if let again = repeated(piece) {
            let head = openHead
            close()
            (open, openHead, inherited) = (piece.range, head, again)
            return
        }
        guard !finishes(piece) else { return }
        open = range.lowerBound ..<| piece.range.upperBound
    }

    /// "then send what I save, 9 USDC, to Ines": a verb of its own that waits for its object.
    private mutating func finishes(_ piece: CommandSplitter.Piece) -> Bool {
        if let start = unfinished {
            let whole = Segment(text, start.lowerBound ..<| piece.range.upperBound)
            unfinished = whole.range
            guard begins(whole, piece) else { return false }
            begin(whole)
            return true
        }
        if piece.joint == .then, !Segment(text, piece.range).head.isEmpty {
            unfinished = piece.range
        }
        return false
    }

    /// "actually make it 7", "no wait, to Tomas".
    private func revised(_ piece: CommandSplitter.Piece, _ range: Range<Int>) -> Command? {
        guard let command = inherited ?? read(range) else { return nil }
        let segment = Segment(text, piece.range)
        let amount = segment.mainAmount(segment.amounts())
        if let amount, amount.valid == nil { return .refuse(.invalidAmount) }
        let isTo = segment.range.first { text.key($0) == Words.to }
        let name = isTo.flatMap { segment.name(from: $0 + 1)?.text }
        guard amount != nil || name != nil else { return nil }
        return command.revised(amount: amount?.valid, token: amount?.token, recipient: name)
    }

    private mutating func prepare(_ piece: CommandSplitter.Piece, _ frame: Frame) {
        isTelling = isTelling || frame.hasSubject
        guard !isMuted, !frame.isNegated else { return }
        if let start = unfinished {
            let whole = Segment(text, start.lowerBound ..<| piece.range.upperBound)
            if begins(whole, piece) { begin(whole) } else { unfinished = whole.range }
        } else if !Segment(text, piece.range).head.isEmpty {
            unfinished = piece.range
        }
    }

    /// "send 5 USDC to Yusuf and 7 USDC to Mirela".
    private func repeated(_ piece: CommandSplitter.Piece) -> Command? {
        guard openHead.hasAny(Cues(.send, .give, .pay)), let range = open else { return nil }
        let segment = Segment(text, piece.range)
        guard segment.head.isEmpty, let amount = segment.amounts().first,
            let name = name(in: segment, beside: amount)
        else { return nil }
        guard let first = inherited ?? read(range), first.payee != nil, first.isSum else {
            return nil
        }
        guard let value = amount.valid else { return .refuse(.invalidAmount) }
        if refusals.hasInvalidAddress(in: piece.range) { return .refuse(.invalidAddress) }
        if case .payment = first {
            return .payment(.init(amount: value, token: amount.token, recipient: name.text))
        }
        return .transfer(
            .init(portion: .amount(value), token: amount.token, recipient: name.text))
    }

    /// "7 USDC to Mirela", "Mirela 7 USDC".
    private func name(in segment: Segment, beside amount: SaidAmount) -> SaidName? {
        if amount.tokens.lowerBound == segment.start {
            guard text.key(amount.tokens.upperBound) == Words.to else { return nil }
            return segment.entity() ?? segment.name(from: amount.tokens.upperBound + 1)
        }
        guard let name = segment.entity() ?? segment.name(from: segment.start),
            name.tokens == segment.start ..<| amount.tokens.lowerBound,
            amount.tokens.upperBound == segment.range.upperBound
        else { return nil }
        return name
    }

    private mutating func close() {
        defer { (open, inherited) = (nil, nil) }
        guard let range = open, let command = inherited ?? read(range) ?? read(core) else { return }
        // "I'm done with Brinepost, cancel" says it twice.
        if case .cancelSubscription(nil) = command, case .cancelSubscription? = commands.last {
            return
        }
        commands += shared(command, range)
    }

    /// "send Ana and Bo 5 USDC each": as many orders as there are names.
    private func shared(_ command: Command, _ range: Range<Int>) -> [Command] {
        guard let payee = command.payee,
            range.contains(where: { Self.eaches.contains(text.key($0)) && !isTimed($0) })
        else { return [command] }
        let groups = payee.split(separator: " ").split { $0.lowercased() == "and" || $0 == "&" }
        guard groups.count > 1 else { return [command] }
        return groups.compactMap { group in
            command.revised(amount: nil, token: nil, recipient: group.joined(separator: " "))
        }
    }

    private static let eaches = WordSet(words: "each apiece")

    /// "each day", "each Monday".
    private func isTimed(_ index: Int) -> Bool {
        text.terms.at(index + 1).contains {
            switch $0.value {
            case .unit, .weekday, .month: true
            default: false
            }
        }
    }

    private func read(_ range: Range<Int>) -> Command? {
        guard range.count <= Self.tokensMax else { return nil }
        let command = SegmentReader(Segment(text, range), context: before).command()
        guard let command, namesParty(command), refusals.hasInvalidAddress(in: range) else {
            return command
        }
        return .refuse(.invalidAddress)
    }

    private func namesParty(_ command: Command) -> Bool {
        if case .approve = command { return false }
        if case .reject = command { return false }
        return true
    }

    /// "never mind": what was said before does not hold.
    private mutating func withdraw() {
        (open, inherited, commands) = (nil, nil, [])
    }
}

extension Command {
    /// A payment or transfer that says how much.
    fileprivate var isSum: Bool {
        switch self {
        case .payment(let payment): payment.amount != nil
        case .transfer(let transfer): transfer.portion != nil
        default: false
        }
    }
}
