import { useMemo } from "react";

/** The server renders the template and sanitises it (ammonia); scripts would be stopped by the CSP as well. */
export function TemplateBody({ html }: { html: string }) {
  const inner = useMemo(() => ({ __html: html }), [html]);
  return <div className="template-html min-h-0 flex-1 overflow-auto" dangerouslySetInnerHTML={inner} />;
}
