// The decisions of a design, grouped as people think of them. `edit` makes the sentence that is
// sent when a value is changed by hand: a change by hand is a message like any other, so it has a
// place in the conversation and can be taken back. Where no short sentence is read for certain as this
// one decision, there is none, and the value is changed by talking.

const limit = (title, edit, none = "No limit") => ({
    title, edit, kind: "limit", none, example: "10 USDC",
});
const text = (title, edit, example = "", kind = "text") => ({ title, edit, example, kind });

const slots = {
    agent_name: text("Name", (value) => `call it "${value}"`, "weather_buyer"),
    agent_type: text("What it is", (value) => `the agent type is ${value}`, "a weather data buyer"),
    goals: text("What it is for", (value) => `its goal is to ${value}`, "buy weather data every morning"),
    target_users: text("Who uses it", (value) => `it is used by ${value}`, "our finance team"),
    success_criteria: text("When it works well", (value) => `success means ${value}`, "every report is paid on time"),
    currency: text("Currency", (value) => `use ${value}`, "USDC"),
    network: text("Network", (value) => `use the ${value} network`, "Cronos testnet", "network"),
    per_payment_limit: limit("One payment at most", (value) => `the limit for one payment is ${value}`),
    daily_limit: limit("A day at most", (value) => `the daily limit is ${value}`),
    weekly_limit: limit("A week at most", (value) => `the weekly limit is ${value}`),
    monthly_limit: limit("A month at most", (value) => `the monthly limit is ${value}`),
    total_budget: limit("In its whole life", (value) => `the total budget is ${value}`),
    unit_price: limit("What it charges", (value) => `it charges its users ${value} per call`, "Nothing"),
    pricing_model: text("How services are billed", (value) => `the pricing model is ${value}`, "pay per call"),
    slippage_tolerance: text("Slippage in swaps", (value) => `the slippage tolerance is ${value}`, "0.5%", "percent"),
    max_leverage: text("Highest leverage", (value) => `the maximum leverage is ${value}`, "2"),
    approval_threshold: limit("A person approves above", (value) => `ask for approval above ${value}`, "Never asked"),
    approvers: text("Who approves", (value) => `approval comes from ${value}`, "Dana and Priya"),
    escalation_rules: text("When it hands over", (value) => `escalate ${value}`, "when the price doubles"),
    escalation_contact: text("Whom it hands over to", (value) => `the escalation contact is ${value}`, "Dana"),
    allowed_recipients: text("Only these may be paid", (value) => `only pay ${value}`, "openmeteo.com and acme.io"),
    blocked_recipients: text("Never paid", (value) => `never pay ${value}`, "casino.example"),
    schedule: text("When it runs", (value) => `it runs ${value}`, "every day at 9am", "schedule"),
    timezone: text("Time zone", (value) => `the timezone is ${value}`, "Europe/Berlin"),
    report_schedule: text("When it reports", (value) => `send a report ${value}`, "every Monday", "schedule"),
    notification_channel: text("Where it reports", (value) => `notify by ${value}`, "email"),
    tools: text("What it may do", (value) => `it should also ${value}`, "check balances", "tools"),
    blocked_tools: text("What it must not do", (value) => `no ${value}`, "swaps", "tools"),
    use_tools: text("Uses tools", null),
    custom_tools: text("Your own HTTP tools", (value) => `add a tool ${value}`, "GET https://api.example.com/prices", "custom"),
    retry_policy: text("After a failure", (value) => `retry ${value}`, "3 times", "retry"),
    timeout: text("How long it waits", (value) => `the timeout is ${value}`, "30 seconds", "seconds"),
    tone: text("How it sounds", (value) => `the tone is ${value}`, "calm and precise"),
    greeting_style: text("How it greets", (value) => `it greets with: ${value}`, "Hello, what shall I buy today?"),
    conversation_flow: text("Steps of a conversation", null),
    example_interactions: text("Sample exchanges", null),
    brand_voice: text("Brand voice", (value) => `the brand voice is ${value}`, "plain British English"),
    verbosity_level: text("How much it says", (value) => `the answers are ${value}`, "concise, balanced or detailed"),
    languages: text("Languages", (value) => `it speaks ${value}`, "English and German", "languages"),
    constraints: text("Its rules", (value) => `it must ${value}`, "never share customer data"),
    edge_cases: text("Unusual situations", null),
    kill_switch: text("How a person stops it", (value) => `the kill switch is: ${value}`, "text STOP to the bot"),
    stop_conditions: text("When it stops by itself", (value) => `stop when ${value}`, "three payments fail in a row"),
    additional_notes: text("Notes", null),
};

/** What a decision is called in the sentence that takes it back: "remove the weekly limit". */
const removable = {
    agent_name: "name",
    target_users: "users",
    success_criteria: "success criteria",
    network: "network",
    per_payment_limit: "payment limit",
    daily_limit: "daily limit",
    weekly_limit: "weekly limit",
    monthly_limit: "monthly limit",
    total_budget: "total budget",
    unit_price: "unit price",
    pricing_model: "pricing model",
    slippage_tolerance: "slippage",
    max_leverage: "leverage limit",
    approval_threshold: "approval threshold",
    approvers: "approvers",
    escalation_rules: "escalation rules",
    escalation_contact: "escalation contact",
    allowed_recipients: "allowed recipients",
    blocked_recipients: "blocked recipients",
    schedule: "schedule",
    timezone: "time zone",
    report_schedule: "report schedule",
    notification_channel: "notifications",
    blocked_tools: "blocked tools",
    custom_tools: "custom tools",
    retry_policy: "retry policy",
    timeout: "timeout",
    tone: "tone",
    greeting_style: "greeting",
    conversation_flow: "conversation flow",
    example_interactions: "examples",
    brand_voice: "brand voice",
    verbosity_level: "verbosity",
    languages: "languages",
    constraints: "rules",
    edge_cases: "edge cases",
    kill_switch: "kill switch",
    stop_conditions: "stop conditions",
    additional_notes: "notes",
};

/** @returns the sentence that takes a decision back, or null where the agent cannot do without it */
export function removal(name) {
    return removable[name] ? `remove the ${removable[name]}` : null;
}

export const groups = [
    { title: "Purpose", slots: ["agent_name", "agent_type", "goals", "success_criteria"] },
    { title: "Money", slots: ["per_payment_limit", "daily_limit", "weekly_limit", "monthly_limit", "total_budget", "currency", "network", "pricing_model", "unit_price", "slippage_tolerance", "max_leverage"] },
    { title: "Approvals", slots: ["approval_threshold", "approvers", "escalation_rules", "escalation_contact"] },
    { title: "People", slots: ["allowed_recipients", "blocked_recipients", "target_users"] },
    { title: "When", slots: ["schedule", "timezone", "report_schedule", "notification_channel"] },
    { title: "Tools", slots: ["tools", "blocked_tools", "custom_tools", "retry_policy", "timeout", "use_tools"] },
    { title: "Behaviour", slots: ["tone", "verbosity_level", "languages", "greeting_style", "conversation_flow", "example_interactions", "brand_voice", "constraints", "edge_cases", "kill_switch", "stop_conditions", "additional_notes"] },
];

/** A decision that this page does not know yet is still shown, under its own words. */
export function slot(name) {
    return slots[name] ?? text(name.replaceAll("_", " "), null);
}

export const known = new Set(Object.keys(slots));
