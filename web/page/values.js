// Values of a design in words that people use.

const toolNames = {
    x402_payment: "Pay for APIs and services", discover_services: "Search and compare services",
    check_balance: "Check balances", transfer_tokens: "Send money to people and wallets",
    swap_tokens: "Swap tokens", subscribe_service: "Manage subscriptions",
    perpetual_trade: "Trade perpetuals", prediction_market: "Bet on prediction markets",
};

const networkNames = {
    cronos: "Cronos", "cronos-testnet": "Cronos testnet", "cronos-zkevm": "Cronos zkEVM",
    base: "Base", "base-sepolia": "Base Sepolia", ethereum: "Ethereum", sepolia: "Sepolia",
    polygon: "Polygon", arbitrum: "Arbitrum", optimism: "Optimism", avalanche: "Avalanche",
    "bnb-chain": "BNB Chain", solana: "Solana",
};

const chainNames = {
    "eip155:25": "Cronos", "eip155:338": "Cronos testnet", "eip155:8453": "Base",
    "eip155:84532": "Base Sepolia", "eip155:1": "Ethereum", "eip155:11155111": "Sepolia",
};

const dayNames = {
    mon: "Monday", tue: "Tuesday", wed: "Wednesday", thu: "Thursday", fri: "Friday",
    sat: "Saturday", sun: "Sunday",
};

export const toolName = (id) => toolNames[id] ?? id.replaceAll("_", " ");
export const networkName = (id) => networkNames[id] ?? chainNames[id] ?? id;

/** `0.1` and USDC as `0.10 USDC`; digits are never rounded away. */
export function moneyText({ amount, token }) {
    const [whole, fraction = ""] = String(amount).split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
    const cents = fraction ? `.${fraction.padEnd(2, "0")}` : "";
    return `${grouped}${cents} ${token}`;
}

/** A token's smallest units as money: `1000000` units of USDC with 6 decimals are `1 USDC`. */
export function tokenText({ units, symbol, decimals }) {
    const digits = units.padStart(decimals + 1, "0");
    const whole = digits.slice(0, digits.length - decimals);
    const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
    return moneyText({ amount: fraction ? `${whole}.${fraction}` : whole, token: symbol });
}

/** Exact sums of decimal texts, because money is never floating point. */
export function sum(amounts) {
    const scale = Math.max(0, ...amounts.map((text) => (text.split(".")[1] ?? "").length));
    const total = amounts.reduce((units, text) => units + unitsOf(text, scale), 0n);
    if (scale === 0) return String(total);
    const digits = String(total).padStart(scale + 1, "0");
    const fraction = digits.slice(-scale).replace(/0+$/, "");
    return fraction ? `${digits.slice(0, -scale)}.${fraction}` : digits.slice(0, -scale);
}

function unitsOf(text, scale) {
    const [whole, fraction = ""] = text.split(".");
    return BigInt(whole + fraction.padEnd(scale, "0"));
}

/** The figure of a maximum loss: an amount, nothing, or that there is no end to it. */
export function lossText(loss) {
    if (!loss) return "…";
    if (!loss.bounded) return "No limit yet";
    if (!loss.amounts.length) return "Nothing";
    return loss.amounts.map(moneyText).join(" + ");
}

export function valueText(slot, value) {
    if (slot.kind === "limit") return value === "none" ? slot.none : moneyText(value);
    if (slot.kind === "tools") return value.map(toolName).join(", ");
    if (slot.kind === "network") return networkName(value);
    if (slot.kind === "schedule") return value.map(scheduleText).join("; ");
    if (slot.kind === "languages") return value.map(languageName).join(", ");
    if (slot.kind === "retry") return retryText(value);
    if (slot.kind === "seconds") return `${value} seconds`;
    if (slot.kind === "percent") return `${value} %`;
    if (slot.kind === "custom") return value.map((tool) => `${tool.name}: ${tool.method} ${tool.endpoint}`).join("; ");
    if (value === true) return "Yes";
    if (value === false) return "No";
    if (Array.isArray(value)) return value.map((item) => (item === "owner" ? "You" : String(item))).join("; ");
    return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function languageName(code) {
    try {
        return new Intl.DisplayNames(["en"], { type: "language" }).of(code);
    } catch {
        return code;
    }
}

function retryText({ max_retries: count, backoff, delay_seconds: delay }) {
    if (count === 0) return "No retries";
    const parts = [count === undefined ? "Retries" : count === 1 ? "1 retry" : `${count} retries`];
    if (backoff === "exponential") parts.push("waiting longer each time");
    if (backoff === "fixed") parts.push("always waiting the same");
    if (delay !== undefined) parts.push(`first after ${delay} seconds`);
    return parts.join(", ");
}

/** Schedules are stored as `daily@09:00`, `every:15m`, `weekly:mon,thu@09:00`, `on:request`, … */
export function scheduleText(text) {
    if (text === "on:request") return "When it is asked";
    if (text.startsWith("on:webhook")) return `When a webhook calls${text.slice(10).replace(":", " ")}`;
    if (text.startsWith("on:balance")) return `When the balance is ${text.slice(10)}`;
    if (text.startsWith("on:price:")) return `When the price of ${text.slice(9)}`;
    if (text.startsWith("on:event:")) return `When this happens: ${text.slice(9)}`;
    const [when, time] = text.split("@");
    const [form, which] = when.split(":");
    const at = time ? ` at ${time}` : "";
    if (form === "every") return `Every ${everyText(which)}`;
    if (form === "once") return `Once, on ${when.slice(5)}${at}`;
    if (form === "weekdays") return `On working days${at}`;
    const names = { daily: "Every day", weekly: "Every week", biweekly: "Every second week", monthly: "Every month", quarterly: "Every quarter", yearly: "Every year" };
    return `${names[form] ?? form}${which ? ` on ${dayText(which)}` : ""}${at}`;
}

function everyText(text) {
    const names = { m: "minutes", h: "hours", d: "days" };
    const count = text.slice(0, -1);
    const unit = names[text.at(-1)] ?? text.at(-1);
    return count === "1" ? unit.slice(0, -1) : `${count} ${unit}`;
}

function dayText(text) {
    return text.split(",").map((day) => dayNames[day] ?? (day === "last" ? "the last day" : `day ${day}`)).join(" and ");
}

/** Addresses keep their ends, which is what people compare. */
export function withShortAddresses(text) {
    return text.replace(/0x([0-9a-fA-F]{4})[0-9a-fA-F]{32}([0-9a-fA-F]{4})/g, "0x$1…$2");
}

export function timeText(text) {
    return new Date(text).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}

/** A moment that is near: with its weekday, and with its year only when that is another. */
export function momentText(text) {
    const moment = new Date(text);
    return moment.toLocaleString("en-GB", {
        weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
        year: moment.getFullYear() === new Date().getFullYear() ? undefined : "numeric",
    });
}

/** Payments of a team are kept under `team:` and its name. */
export const agentName = (name) => name.replace(/^team:/, "Team ");

const stageNames = {
    initial: "Start", collecting_basics: "Basics", exploring_tools: "Abilities",
    configuring_tools: "Settings", reviewing_workflow: "Review", finalizing: "Finish",
    completed: "Done",
};

export const stages = Object.entries(stageNames);
export const stageName = (stage) => stageNames[stage] ?? stage;
