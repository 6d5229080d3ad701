/** The home page <-> its URL. Pure. */
import { Query } from './params.js';
export function parseHome(params) {
    return { page: 'home', search: params.get('search') ?? '' };
}
export function printHome(route) {
    return new Query().add('search', route.search).behind('/');
}
//# sourceMappingURL=home.js.map