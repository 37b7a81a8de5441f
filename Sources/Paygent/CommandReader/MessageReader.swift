import Domain
import Language

/// Puts the parts of a message together: which of them are commands, which only add to one.
struct MessageReader {
    let text: CommandText
    let refusals: Refusals
    private let pieces: [CommandSplitter.Piece]
    private var commands: [Command] = []
    /// Tokens of the command that is still being gathered.
    var open: Range<Int>?
    var openHead = Cues()
    /// What it says, when it has its verb from the one before it.
    var inherited: Command?
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
    /// What stands before the order that is gathered, and what stands behind it or before the next:
    /// where "it" may point.
    private var context = 0..<0
    private var before = 0..<0
    /// The pieces of the sentence that is read, while none of them was a command by itself.
    private var sentence: Range<Int>?

    init(_ text: CommandText, _ refusals: Refusals) {
        self.text = text
        self.refusals = refusals
        pieces = CommandSplitter(text).pieces()
    }

    mutating func command() -> Command {
        for piece in pieces { add(piece) }
        endSentence()
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

    private mutating func add(_ piece: CommandSplitter.Piece) {
        if piece.joint == .start || piece.joint == .sentence { startSentence(piece) }
        let frame = Frame(text, piece.range)
        if frame.isWithdrawal, !endsSubscription(piece) {
            withdraw()
            sentence = nil
            isMuted = isMuted || open == nil && commands.isEmpty
            return
        }
        if frame.isMuting || isTelling && (piece.joint == .and || piece.joint == .then) {
            isMuted = true
        }
        let segment = Segment(text, piece.range)
        if !isMuted, segment.has(.hidden) || Concealment(text, piece.range).isIn { isHidden = true }
        if !isMuted, !segment.head.isEmpty || Concealment.begins(text, segment.start) {
            isActing = true
        }
        if !isMuted, frame.isNegated ? refusals.waivesApproval(segment) : refusals.isUnsafe(segment)
        {
            isUnsafe = true
        }
        guard !isMuted, !frame.isNegated, begins(segment, piece) else {
            gather(piece, frame)
            extend(piece, frame)
            return
        }
        if frame.corrects || isRevising { (open, inherited) = (nil, nil) }
        begin(wider(segment) ?? segment)
    }

    /// "SOL long, 40 USDC at 10x | SL at 120": the sentence so far opens a position with that stop.
    private func wider(_ segment: Segment) -> Segment? {
        guard let sentence, open == nil, segment.has(.stopLoss) else { return nil }
        let whole = Segment(text, sentence.lowerBound ..<| segment.range.upperBound)
        guard case .perpetualOpen? = SegmentReader(whole, context: 0..<0).command() else {
            return nil
        }
        return whole
    }

    /// "5x long ETH, 100 USDC": what no part says by itself, the sentence may say as a whole.
    private mutating func gather(_ piece: CommandSplitter.Piece, _ frame: Frame) {
        guard !isMuted, !frame.isNegated, open == nil else {
            sentence = nil
            return
        }
        if piece.joint == .start || piece.joint == .sentence { sentence = piece.range }
        sentence = sentence.map { $0.lowerBound ..<| piece.range.upperBound }
    }

    private mutating func endSentence() {
        defer { sentence = nil }
        guard let range = sentence, open == nil else { return }
        let whole = Segment(text, range)
        let isSingle = pieces.contains { $0.range == range }
        guard !isSingle, begins(whole, .init(range: range, joint: .sentence)) else { return }
        // "18 USDC a day, that is the limit" is the one statement that is an order.
        let command = SegmentReader(whole, context: 0..<0).command()
        if whole.isStatement {
            guard case .setBudget? = command else { return }
        }
        begin(whole)
    }

    /// "I don't use Brinepost any more, cancel it": nothing was ordered that it could take back.
    private func endsSubscription(_ piece: CommandSplitter.Piece) -> Bool {
        let segment = Segment(text, piece.range)
        guard !isMuted, segment.head.has(.cancel) else { return false }
        if let open, case .cancelSubscription? = read(open) { return true }
        guard open == nil, commands.isEmpty, !before.isEmpty else { return false }
        return SegmentReader(segment, context: before).command() != nil
    }

    private mutating func begin(_ segment: Segment) {
        close()
        (open, openHead, unfinished, isTelling) = (segment.range, segment.head, nil, false)
        (core, isRevising, sentence) = (segment.range, false, nil)
        (context, before) = (before, 0..<0)
    }

    private mutating func startSentence(_ piece: CommandSplitter.Piece) {
        endSentence()
        (isMuted, isTelling, unfinished) = (false, false, nil)
        guard open != nil, piece.joint == .sentence else { return }
        let isOrder = text.cues.starting(in: piece.range).contains {
            $0.value == .cheapest || $0.value == .fastest || $0.value == .bestRated
        }
        if !isOrder, !adds(piece) { close() }
    }

    /// "It's 2 USDC": a sentence that only says more about the order before it.
    private func adds(_ piece: CommandSplitter.Piece) -> Bool {
        let start = piece.range.lowerBound
        if Segment(text, piece.range).first(.slippage)?.start == start { return true }
        return Self.additions.contains(text.key(start)) && piece.range.count <= 10
            && Segment(text, piece.range).head.isEmpty
            && !text.mentions(in: piece.range).isEmpty
    }

    private static let additions = WordSet(words: "its thats it price cost total amount fee")

    /// Whether a piece is a command of its own.
    private func begins(_ segment: Segment, _ piece: CommandSplitter.Piece) -> Bool {
        guard segment.range.count <= Self.tokensMax,
            let command = SegmentReader(segment, context: before).command()
        else { return false }
        guard open != nil else { return true }
        return switch command {
        case .balanceCheck where awaitsToken: false
        case .paymentHistory where segment.head.isEmpty && piece.joint == .and && asksForBalance:
            true
        case .paymentHistory, .balanceCheck, .serviceDiscovery:
            !segment.head.isEmpty || piece.joint == .then
        case .setStopLoss where piece.joint == .then: true
        case .setStopLoss:
            !openHead.hasAny(Cues(.open, .long, .short, .bet, .buy)) && !segment.head.isEmpty
        case .perpetualOpen where segment.head.isEmpty:
            open == nil || openHead.hasAny(Cues(.open, .long, .short)) && piece.joint == .and
        case .setBudget where prices(segment): false
        case .setBudget:
            segment.headEnd > segment.start + 1 || !segment.head.has(.limit) || segment.has(.daily)
                || segment.has(.weekly) || segment.has(.monthly) || segment.has(.perPayment)
                || piece.joint == .and
        case .swap where segment.head.isEmpty:
            (openHead.has(.swap) || piece.joint == .then) && text.mention(at: segment.start) != nil
        case .predictionBet:
            !segment.head.isEmpty || openHead.has(.bet) && text.mention(at: segment.start) != nil
        default: !segment.head.isEmpty
        }
    }

    /// "show my balance | and today's payments".
    private var asksForBalance: Bool {
        guard let open, case .balanceCheck? = read(open) else { return false }
        return true
    }

    /// "trade in 2 SOL and give me USDC": the order before it still lacks what is wanted.
    private var awaitsToken: Bool {
        guard let open, case .swap(let swap)? = read(open) else { return false }
        return swap.toToken == nil
    }

    /// "find …, no more than 2 USDC per call": what a search or a purchase may cost is no limit.
    private func prices(_ segment: Segment) -> Bool {
        guard let open, segment.head.isEmpty || segment.head.has(.limit) || !segment.has(.budget),
            !segment.has(.daily), !segment.has(.weekly),
            !segment.has(.monthly), !segment.has(.total)
        else { return false }
        return switch SegmentReader(Segment(text, open), context: context).command() {
        case .serviceDiscovery(let search): search.maxPrice == nil
        case .payment(let payment): payment.amount == nil
        default: false
        }
    }

    /// A longer part is no command; it bounds the work on text without any full stop.
    private static let tokensMax = 200

    /// A piece that is no command adds to the one before it, or is a command with the same verb.
    private mutating func extend(_ piece: CommandSplitter.Piece, _ frame: Frame) {
        guard let range = open, !frame.isNegated || Segment(text, piece.range).has(.slippage) else {
            if !isMuted {
                let start = before.isEmpty ? piece.range.lowerBound : before.lowerBound
                before = start ..<| piece.range.upperBound
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
        let isNamed = text.tokens[segment.start].isCapital && !text.isShouted
        let name =
            isTo.flatMap { segment.name(from: $0 + 1)?.text }
            ?? (amount == nil && isNamed ? segment.name(from: segment.start)?.text : nil)
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

    private mutating func close() {
        defer { (open, inherited) = (nil, nil) }
        guard let range = open, let command = inherited ?? read(range) ?? read(core) else { return }
        // "I'm done with Brinepost, cancel" says it twice.
        if case .cancelSubscription(nil) = command, case .cancelSubscription? = commands.last {
            return
        }
        if let last = commands.last, let one = last.joined(with: command) {
            commands[commands.count - 1] = one
            return
        }
        commands += shared(command, range)
    }

    func read(_ range: Range<Int>) -> Command? {
        guard range.count <= Self.tokensMax else { return nil }
        let command = SegmentReader(Segment(text, range), context: context).command()
        // "0x1234 wants 5 USDC, pay it"
        let pointed = command?.payee == nil ? context : 0..<0
        guard let command, namesParty(command),
            refusals.hasInvalidAddress(in: range) || refusals.hasInvalidAddress(in: pointed)
        else {
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
