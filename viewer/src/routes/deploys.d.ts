export interface DeploysRoute {
    readonly page: 'deploys';
    readonly service: string;
}
export declare function deploysRoute(service: string): DeploysRoute;
export declare function printDeploys({ service }: DeploysRoute): string;
//# sourceMappingURL=deploys.d.ts.map