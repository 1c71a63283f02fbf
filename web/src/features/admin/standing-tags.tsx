import { roleName } from "../../format/role";
import { Tag } from "../../ui/tag";

interface StandingTagsProps {
  role: string;
  ward_id: string | null;
  team_id: string | null;
}

/** Role, ward and team in a line. */
export function StandingTags({ role, ward_id, team_id }: StandingTagsProps) {
  return (
    <span className="inline-flex flex-wrap gap-1">
      <Tag>{roleName(role)}</Tag>
      {ward_id && <Tag>Ward {ward_id}</Tag>}
      {team_id && <Tag>Team {team_id}</Tag>}
    </span>
  );
}
