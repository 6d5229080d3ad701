export const NORMS = ['share', 'absolute', 'perSecond', 'perInstance', 'perRequest'];
export const SORTS = ['self', 'total', 'name'];
export const CHANGE_SORTS = ['evidence', 'self', 'total', 'base', 'comparison', 'name'];
export function oneOf(known, value, standard) {
    return known.find((one) => one === value) ?? standard;
}
//# sourceMappingURL=choices.js.map