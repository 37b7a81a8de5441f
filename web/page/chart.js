// Spend over time as steps: each payment raises the line by its amount.
import { element, svgElement } from "./element.js";
import { moneyText, timeText } from "./values.js";

const height = 190;
const edge = { left: 8, right: 8, top: 24, bottom: 24 };

/**
 * @param payments settled, of one token, oldest first
 * @param width in pixels, so that the texts keep their size on a phone
 */
export function spendChart(payments, total, width) {
    // Numbers are good enough to place a point on a screen; the texts beside it are exact.
    let sum = 0;
    const points = payments.map((payment) => {
        sum += Number(payment.amount.amount);
        return { at: Date.parse(payment.updated_at), sum, payment };
    });
    const [first, last] = [points[0].at, Math.max(points.at(-1).at, points[0].at + 1)];
    const x = (at) => edge.left + (at - first) / (last - first) * (width - edge.left - edge.right);
    const y = (value) => height - edge.bottom - value / sum * (height - edge.top - edge.bottom);
    const path = line(points, x, y);
    const summary = `${payments.length} payments, ${total} in all, from ${timeText(payments[0].updated_at)} to ${timeText(payments.at(-1).updated_at)}`;
    return element("div", { class: "chart" },
        svgElement("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": summary },
            svgElement("path", { class: "area", d: `${path}V${y(0)}H${x(first)}Z` }),
            svgElement("path", { class: "line", d: path }),
            svgElement("path", { class: "axis", d: `M${edge.left} ${y(0)}H${width - edge.right}` }),
            ...points.slice(-80).map((point) => dot(point, x, y)),
            label(edge.left, height - 6, "start", axisTime(first, last)),
            label(width - edge.right, height - 6, "end", axisTime(last, first)),
            label(width - edge.right, edge.top - 8, "end", total)));
}

/** With seconds where all happened within an hour. */
function axisTime(at, other) {
    if (Math.abs(at - other) > 3_600_000) return timeText(at);
    return new Date(at).toLocaleTimeString("en-GB");
}

function line(points, x, y) {
    let path = `M${x(points[0].at).toFixed(1)} ${y(0)}`;
    for (const point of points) path += `H${x(point.at).toFixed(1)}V${y(point.sum).toFixed(1)}`;
    return path;
}

function dot({ at, sum, payment }, x, y) {
    return svgElement("circle", { class: "dot", cx: x(at), cy: y(sum), r: 3 },
        svgElement("title", {}, `${moneyText(payment.amount)}, ${timeText(payment.updated_at)}: ${payment.purpose}`));
}

function label(x, y, anchor, text) {
    return svgElement("text", { x, y, "text-anchor": anchor }, text);
}
