import type { Severity, Ticket, TicketEdit } from "../../../api/tickets/types";

/** A ticket's fields as a form holds them: all of them text. */
export interface TypedTicket {
  category: string;
  severity: Severity;
  description: string;
  address: string;
  latitude: string;
  longitude: string;
  ward_id: string;
}

export const emptyTicket: TypedTicket = {
  category: "",
  severity: "medium",
  description: "",
  address: "",
  latitude: "",
  longitude: "",
  ward_id: "",
};

export function typedOf(ticket: Ticket): TypedTicket {
  return {
    category: ticket.category,
    severity: ticket.severity,
    description: ticket.description,
    address: ticket.address ?? "",
    latitude: ticket.latitude === null ? "" : String(ticket.latitude),
    longitude: ticket.longitude === null ? "" : String(ticket.longitude),
    ward_id: ticket.ward_id ?? "",
  };
}

/** A number as people write it, with a point or a comma; null where there is none, NaN for what is no number. */
export function readNumber(text: string): number | null {
  const plain = text.trim().replace(",", ".");
  if (plain === "") return null;
  return /^[+-]?\d+(\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN;
}

const textOrNull = (text: string) => (text.trim() === "" ? null : text.trim());

export type PlaceErrors = Partial<Record<"latitude" | "longitude", string>>;

/** What is wrong with a place before the server is asked. */
export function placeErrors({ latitude, longitude }: TypedTicket): PlaceErrors {
  const errors: PlaceErrors = {};
  const check = (name: keyof PlaceErrors, value: number | null, most: number) => {
    if (value !== null && !(Math.abs(value) <= most))
      errors[name] = `A number from −${most} to ${most}, in degrees.`;
  };
  const [north, east] = [readNumber(latitude), readNumber(longitude)];
  check("latitude", north, 90);
  check("longitude", east, 180);
  if ((north === null) !== (east === null))
    errors[north === null ? "latitude" : "longitude"] = "A place needs both numbers, or neither.";
  return errors;
}

/** As the API takes a whole ticket. */
export function fieldsOf(typed: TypedTicket) {
  return {
    category: typed.category,
    severity: typed.severity,
    description: typed.description.trim(),
    address: textOrNull(typed.address),
    latitude: readNumber(typed.latitude),
    longitude: readNumber(typed.longitude),
    ward_id: textOrNull(typed.ward_id),
  };
}

/** Only what is different from what was there when the form came. */
export function editOf(typed: TypedTicket, before: Ticket): TicketEdit {
  const now = Object.entries(fieldsOf(typed));
  const was = fieldsOf(typedOf(before)) as Record<string, unknown>;
  return Object.fromEntries(now.filter(([field, value]) => value !== was[field])) as TicketEdit;
}
