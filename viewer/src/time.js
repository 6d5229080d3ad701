export const PRESETS = ['15m', '1h', '6h', '24h', '7d'].map((label) => ({
    label,
    range: { from: `now-${label}`, until: 'now' },
}));
const UNIT_MS = { s: 1e3, m: 60e3, h: 3600e3, d: 86_400e3, w: 604_800e3 };
/** From ten minutes on, multiples of that: the server has sums of those. */
const STEPS_MS = [1, 5, 10, 30, 60, 300, 600, 1200, 1800, 3600, 7200, 21_600, 86_400].map((seconds) => seconds * 1000);
/** Epoch milliseconds of `now`, `now-90m` or `1700000000000`; NaN for anything else. */
export function timeMs(text, nowMs) {
    if (text === 'now')
        return nowMs;
    const relative = /^now-(\d+(?:\.\d+)?)([smhdw])$/.exec(text);
    if (relative)
        return nowMs - Number(relative[1]) * UNIT_MS[relative[2]];
    return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
/**
 * One moment is `now` for everything on a page, so that its parts agree with each other. NaN times stay NaN: the
 * page then sends the words as they are and the server says what is wrong with them.
 */
export function spanOf(range, nowMs) {
    return { fromMs: timeMs(range.from, nowMs), untilMs: timeMs(range.until, nowMs) };
}
export function rangeOf({ fromMs, untilMs }) {
    return { from: String(Math.floor(fromMs)), until: String(Math.ceil(untilMs)) };
}
/** The step that cuts a span into at most so many parts, and not below the minute that agents usually ship. */
export function stepMs({ fromMs, untilMs }, parts = 180) {
    const length = untilMs - fromMs;
    const finest = length > 600e3 ? 60e3 : 0;
    return (STEPS_MS.find((step) => step >= finest && length / step <= parts) ?? Math.ceil(length / parts / 86_400e3) * 86_400e3);
}
/** The time as long before a span, moved by whole steps so that both are cut alike; null where there is none. */
export function previousSpan({ fromMs, untilMs }, step) {
    const shiftMs = Math.ceil((untilMs - fromMs) / step) * step;
    return fromMs - shiftMs >= 0 ? { fromMs: fromMs - shiftMs, untilMs: untilMs - shiftMs } : null;
}
const OFTEN_MS = 10_000;
const SELDOM_MS = 300_000;
/** How often a span that ends now is asked for again: about as often as a pixel of its timeline passes. */
export function refreshMs({ fromMs, untilMs }) {
    const pixelMs = (untilMs - fromMs) / 240 || 0;
    return Math.round(Math.min(SELDOM_MS, Math.max(OFTEN_MS, pixelMs)) / 1000) * 1000;
}
/** Local time, with the date only where it is not today's: `14:03:10`, `22 Nov 14:03`. */
export function formatTime(ms, nowMs) {
    const date = new Date(ms);
    const clock = date.toTimeString().slice(0, 8);
    if (date.toDateString() === new Date(nowMs).toDateString())
        return clock;
    return `${dayText(date)} ${clock.slice(0, 5)}`;
}
/** For the axis of a timeline: `14:05`, at midnight the day: `23 Nov`. */
export function axisTime(ms) {
    const date = new Date(ms);
    if (date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0)
        return dayText(date);
    return date.toTimeString().slice(0, date.getSeconds() === 0 ? 5 : 8);
}
/** `just now`, `5 min ago`, `3 h ago`, `2 d ago`. */
export function formatAgo(ms, nowMs) {
    const minutes = (nowMs - ms) / 60e3;
    if (minutes < 1.5)
        return 'just now';
    if (minutes < 90)
        return `${Math.round(minutes)} min ago`;
    return minutes < 36 * 60 ? `${Math.round(minutes / 60)} h ago` : `${Math.round(minutes / 1440)} d ago`;
}
function dayText(date) {
    return `${date.getDate()} ${date.toLocaleString('en', { month: 'short' })}`;
}
//# sourceMappingURL=time.js.map