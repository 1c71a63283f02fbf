import type { components } from "./schema";

type Schemas = components["schemas"];

export type AuthConfig = Schemas["AuthConfig"];
export type ConfigFinding = Schemas["ConfigFinding"];
export type ConfigFindings = Schemas["ConfigFindings"];
export type DashboardList = Schemas["DashboardList"];
export type DashboardPanel = Schemas["DashboardPanel"];
export type DashboardView = Schemas["DashboardView"];
export type DemoAccount = Schemas["DemoAccount"];
export type LoginRequest = Schemas["LoginRequest"];
export type Me = Schemas["Me"];
export type Meta = Schemas["Meta"];
export type PanelData = Schemas["PanelData"];
export type Problem = Schemas["Problem"];
export type Report = Schemas["Report"];
export type ServiceHealth = Schemas["ServiceHealth"];
export type Session = Schemas["SessionView"];
export type TableColumn = Schemas["TableColumn"];
export type TenantList = Schemas["TenantList"];

/** The member through whose eyes an administrator looks; tenant and role are null where the membership is gone. */
export type ViewingAs = Schemas["ViewingAs"];

// The document's own names leave out `type`, by which the page tells the answers apart.
export type BarData = Extract<PanelData, { type: "bar" }>;
export type GaugeData = Extract<PanelData, { type: "gauge" }>;
export type HealthStatusData = Extract<PanelData, { type: "health_status" }>;
export type KpiData = Extract<PanelData, { type: "kpi" }>;
export type TableData = Extract<PanelData, { type: "table" }>;
export type TimeseriesData = Extract<PanelData, { type: "timeseries" }>;
