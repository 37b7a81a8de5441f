// The limits of a ready design in one line.
import { moneyText } from "./values.js";

const periods = [
    ["per_payment_limit", "a payment"], ["daily_limit", "a day"], ["weekly_limit", "a week"],
    ["monthly_limit", "a month"], ["total_budget", "in all"],
];

export function lossTextOf(spec) {
    const parts = periods.filter(([name]) => spec[name]?.amount)
        .map(([name, period]) => `${moneyText(spec[name])} ${period}`);
    return parts.length ? `At most ${parts.join(", ")}` : "It moves no money";
}
