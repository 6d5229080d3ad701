export interface HomeRoute {
    readonly page: 'home';
    /** Narrows the list of services. */
    readonly search: string;
}
export declare function parseHome(params: URLSearchParams): HomeRoute;
export declare function printHome(route: HomeRoute): string;
//# sourceMappingURL=home.d.ts.map