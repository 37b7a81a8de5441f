public import Domain

/// Makes the state machine of one design. Every step, guard and number comes from the design: two
/// different designs give two different graphs.
public enum WorkflowSynthesizer {
    public static func workflow(for design: Design) -> Workflow {
        let plan = WorkflowPlan(design)
        var draft = WorkflowDraft()
        draft.addOpening(plan)
        for branch in plan.branches { draft.addBranch(branch, plan) }
        draft.addClosing(plan)
        let running = draft.workflow.nodes.count
        draft.addKill(plan)
        draft.linkOpening(plan)
        for branch in plan.branches { draft.linkBranch(branch, plan) }
        draft.linkClosing(plan)
        draft.linkKill(plan, running: running)
        return draft.workflow
    }
}

extension WorkflowDraft.Place {
    /// Where a branch begins: at the first of these that it has.
    static func first(of branch: String) -> [Self] {
        [Self(.discover, branch), Self(.quote, branch), Self(.call, branch)]
    }

    /// Where the work begins.
    static func work(_ plan: WorkflowPlan) -> [Self] {
        [Self(.check), Self(.choose)] + plan.branches.prefix(1).flatMap(first) + [Self(.next)]
    }
}

// MARK: - Opening and closing

extension WorkflowDraft {
    fileprivate mutating func addOpening(_ plan: WorkflowPlan) {
        let spec = plan.spec
        add(.start, "", "\(spec.text(.agentName) ?? "The agent") starts", spec.text(.goals).map { Purpose($0).heading } ?? "")
        if plan.isConversational {
            add(.request, "", "A person asks", spec.text(.targetUsers) ?? "")
            if let greeting = spec.text(.greetingStyle) {
                add(
                    .greet, "", "Greet", greeting,
                    spec.list(.languages).map { .init("language", $0) })
            }
            add(.understand, "", "Understand the task", spec.text(.conversationFlow) ?? "")
            add(
                .ask, "", "Ask back", "At most \(WorkflowPlan.asksMax) times.",
                [.init("max", "\(WorkflowPlan.asksMax)")])
        }
        for schedule in plan.triggers {
            let zone = spec.text(.timezone).map { [Workflow.Setting("time_zone", $0)] } ?? []
            add(
                .trigger, "", schedule.words.capitalizedFirst, "",
                [.init("when", schedule.description)] + zone)
        }
        for schedule in spec.schedules(.reportSchedule) {
            add(
                .reportTrigger, "", "Report \(schedule.words)", "",
                [.init("when", schedule.description)])
        }
        let stops = spec.list(.stopConditions)
        if !stops.isEmpty {
            add(
                .check, "", "Any stop condition met?", listed(stops, "or"),
                stops.map { .init("stops_when", $0) })
            add(.stop, "", "Stop by itself and tell the owner")
        }
        if plan.branches.count > 1 { add(.choose, "", "Choose what the task needs") }
    }

    fileprivate mutating func addClosing(_ plan: WorkflowPlan) {
        let spec = plan.spec
        if !plan.branches.isEmpty || plan.isConversational {
            add(.note, "", "Write down what did not work, and tell")
            if plan.hasEscalation {
                let contact = spec.text(.escalationContact) ?? "the owner"
                add(
                    .escalate, "", "Hand over to \(contact)", spec.text(.escalationRules) ?? "",
                    [.init("contact", contact)])
            }
        }
        if let rounds = plan.roundsMax, plan.repeats {
            add(
                .next, "", "Anything left to do?", "At most \(rounds) rounds.",
                [.init("max", "\(rounds)")])
        } else {
            add(.next, "", "Done")
        }
        if plan.isConversational {
            add(
                .respond, "", "Answer", spec.text(.tone) ?? "",
                spec.text(.verbosityLevel).map { [.init("length", $0)] } ?? [])
        }
        let channels = spec.channels.map { Workflow.Setting("channel", $0.description) }
        if !spec.schedules(.reportSchedule).isEmpty {
            add(.collect, "", "Keep the result for the next report")
            add(.report, "", "Send the report", "", channels)
        } else if !channels.isEmpty {
            add(.report, "", "Report to \(spec.channels[0])", "", channels)
        }
    }

    fileprivate mutating func linkOpening(_ plan: WorkflowPlan) {
        let work = Place.work(plan)
        fan(Place(.start), to: [Place(.request), Place(.trigger), Place(.reportTrigger)])
        link(Place(.request), .always, to: Place(.greet), Place(.understand))
        link(Place(.greet), .always, to: Place(.understand))
        link(Place(.understand), .found, "understood", to: work)
        link(Place(.understand), .notFound, "not clear", to: Place(.ask))
        link(Place(.ask), .retriesLeft, "ask again", to: Place(.understand))
        link(Place(.ask), .noRetriesLeft, "asked often enough", to: Place(.note))
        link(Place(.trigger), .always, to: work)
        link(Place(.reportTrigger), .always, to: Place(.report))
        link(Place(.check), .allowed, "none", to: Array(work.dropFirst()))
        link(Place(.check), .stopConditionMet, to: Place(.stop))
        link(Place(.stop), .always, to: Place(.end))
        for branch in plan.branches {
            link(Place(.choose), .chosen, branchTitle(branch), to: Place.first(of: branch))
        }
        link(Place(.choose), .notFound, to: Place(.note))
    }

    fileprivate mutating func linkClosing(_ plan: WorkflowPlan) {
        link(Place(.note), .always, to: Place(.escalate), Place(.next))
        link(Place(.escalate), .always, to: Place(.next))
        if plan.repeats {
            link(Place(.next), .more, to: Place.work(plan))
        }
        link(
            Place(.next), .done, plan.repeats ? "that was all" : "",
            to: Place(.respond), Place(.collect), Place(.report), Place(.end))
        link(Place(.respond), .always, to: Place(.collect), Place(.report), Place(.end))
        link(Place(.collect), .always, to: Place(.end))
        link(Place(.report), .always, to: Place(.end))
    }
}

// MARK: - Kill

extension WorkflowDraft {
    /// After a stop nothing new is paid; what is open is resolved.
    fileprivate mutating func addKill(_ plan: WorkflowPlan) {
        add(.kill, "", "Stopped by a person", plan.spec.text(.killSwitch) ?? "")
        if plan.policy.movesMoney {
            add(.reconcile, "", "Ask the chain about payments already sent")
            add(.receipt, "", "Book what was paid")
            add(.void, "", "Give back what was set aside")
        }
        add(.end, "", "End")
    }

    fileprivate mutating func linkKill(_ plan: WorkflowPlan, running: Int) {
        linkKill(except: [], from: running)
        link(Place(.kill), .nothingOpen, to: Place(.end))
        if plan.policy.movesMoney {
            link(Place(.kill), .reservationOpen, to: Place(.void))
            link(Place(.kill), .paymentSent, to: Place(.reconcile))
            link(Place(.kill), .paymentSettled, to: Place(.receipt))
            link(Place(.reconcile), .paid, to: Place(.receipt))
            link(Place(.reconcile), .notPaid, to: Place(.void))
            link(Place(.receipt), .done, "", to: Place(.end))
            link(Place(.void), .always, to: Place(.end))
        }
    }
}

/// What a branch does, as people say it.
func branchTitle(_ branch: String) -> String {
    BuiltInTool(rawValue: branch)?.title ?? branch
}
