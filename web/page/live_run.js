// Follows one run as it happens. The stream may break; what the service has stored does not, so the
// end is always read from there.
import { Refusal, request } from "./api.js";
import { count } from "./approval_count.js";
import { serverEvents } from "./event_stream.js";

/**
 * @param path of the agent or the team that is told
 * @param body what it is told
 * @param show called with the run whenever something happened
 * @returns the run as far as the stream told it
 */
export async function followRun(path, body, show) {
    const run = { message: body.message, status: "running", plan: { steps: [] }, events: [], output: "", cost: [] };
    show(run);
    const response = await request("POST", `${path}/run`, {
        body: { ...body, stream: true },
        headers: { Accept: "text/event-stream" },
    });
    try {
        for await (const { event, data } of serverEvents(response)) {
            if (event === "error" && data.code) throw new Refusal(500, { detail: data.message, code: data.code });
            apply(run, event, data);
            show(run);
        }
    } catch (error) {
        if (error instanceof Refusal) throw error;
    }
    if (run.status === "awaiting_approval") count();
    if (run.status === "running") run.status = "cut";
    return run;
}

function apply(run, event, data) {
    const step = run.plan.steps.find((one) => one.id === data.step);
    switch (event) {
    case "meta":
        run.plan.steps = data.plan;
        run.run_id = data.run_id;
        break;
    case "model_turn":
    case "model_gone":
        // A model that drives the run has added steps, or the engine takes over.
        run.plan.steps = data.plan;
        break;
    case "tool_start":
        if (step) step.status = "running";
        run.events.push({ step: data.step, tool: data.tool, arguments: data.arguments });
        break;
    case "subagent_start":
        // A specialist does this step with its own tools.
        if (step) step.member = data.agent;
        break;
    case "tool_end":
        if (step) step.status = data.succeeded ? "done" : "failed";
        Object.assign(run.events.findLast((one) => one.step === data.step) ?? {}, {
            result: data.result, succeeded: data.succeeded,
        });
        if (data.result?.simulated) run.simulated = true;
        break;
    case "approval_required":
        if (step) step.status = "waiting";
        run.status = "awaiting_approval";
        break;
    case "done":
    case "error":
        run.status = data.status ?? (event === "done" ? "completed" : "failed");
        run.output = data.output ?? data.message ?? "";
        break;
    }
}
