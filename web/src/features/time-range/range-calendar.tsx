import { DayPicker } from "react-day-picker";

interface RangeCalendarProps {
  /** `2015-03-08`, days of the tenant's zone. */
  from: string;
  to: string;
  today: string;
  onRange: (from: string, to: string) => void;
}

// The picker thinks in the browser's zone; noon keeps a day the same day whatever its clocks do.
const asDate = (day: string) => (day === "" ? undefined : new Date(`${day}T12:00:00`));

function asDay(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

// The name begins with the number that is seen, so that "click 9" works for those who speak to their computer.
function dayLabel(date: Date): string {
  return date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}

export default function RangeCalendar({ from, to, today, onRange }: RangeCalendarProps) {
  return (
    <DayPicker
      mode="range"
      weekStartsOn={1}
      selected={{ from: asDate(from), to: asDate(to) }}
      defaultMonth={asDate(to) ?? asDate(today)}
      today={asDate(today)}
      disabled={{ after: asDate(today) ?? new Date() }}
      labels={{ labelDayButton: dayLabel }}
      onSelect={(range) => {
        if (range?.from) onRange(asDay(range.from), asDay(range.to ?? range.from));
      }}
    />
  );
}
