import type { components } from "../schema";

type Schemas = components["schemas"];

export type Severity = Schemas["TicketSeverity"];
export type TicketStatus = Schemas["TicketStatus"];
export type SlaState = Schemas["SlaState"];
export type SlaFilter = Schemas["SlaFilter"];
export type Quality = Schemas["TicketQuality"];
export type TicketSource = Schemas["TicketSource"];
export type NoteVisibility = Schemas["NoteVisibility"];

/** A team, a ward or a person. */
export type Named = Schemas["TeamView"];

export type Ticket = Schemas["TicketView"];
export type TicketPage = Schemas["TicketList"];
export type TicketDetail = Schemas["TicketDetail"];
export type Note = Schemas["TicketNote"];
export type SlaClock = Schemas["TicketClock"];
export type ClockSegment = Schemas["TicketClockSegment"];
export type HistoryChange = Schemas["TicketChange"];
export type TicketHistory = Schemas["TicketHistory"];

/** What is told to somebody who may not see the ticket, though it is theirs that made it so. */
export type OutOfSight = Schemas["GoneTicket"];

export type NewTicket = Schemas["TicketRequest"];
// Which version a change was begun on is said when it is sent: the same change is tried again on a newer one.
export type StatusChange = Omit<Schemas["StatusRequest"], "version">;
export type Assignment = Required<Omit<Schemas["AssignRequest"], "version">>;
export type TicketEdit = Omit<Schemas["EditRequest"], "version">;
export type ParentChange = Omit<Schemas["ParentRequest"], "version">;
export type NewNote = Schemas["NoteRequest"];

// The document cannot say which of a request's fields belong to which action.
export type BulkAct = ({ action: "assign" } & Assignment) | ({ action: "status" } & StatusChange);
export type BulkRequest = Schemas["BulkRequest"];
export type BulkAnswer = Schemas["BulkAnswer"];

export type ServiceDesk = Schemas["ServiceDesk"];

export type SavedView = Schemas["SavedView"];
export type SavedViewList = Schemas["SavedViewList"];
export type NewView = Schemas["SavedViewRequest"];
