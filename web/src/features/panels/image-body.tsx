import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { panelImageQuery } from "../../api/panels";
import { problemFrom } from "../../api/problem";
import { ProblemNotice } from "../../ui/problem-notice";
import { Scroller } from "../../ui/scroller";
import { Skeleton } from "../../ui/skeleton";

interface ImageBodyProps {
  tenant: string;
  title: string;
  address: string;
  loadedAt: number;
}

function useObjectUrl(blob: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (blob === undefined) return;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
}

export function ImageBody({ tenant, title, address, loadedAt }: ImageBodyProps) {
  const image = useQuery(panelImageQuery(tenant, address, loadedAt));
  const url = useObjectUrl(image.data);
  if (image.isError) {
    return (
      <ProblemNotice
        problem={problemFrom(image.error)}
        onRetry={() => image.refetch()}
        retrying={image.isFetching}
      />
    );
  }
  if (url === undefined) return <Skeleton className="min-h-40 flex-1" />;
  // A phone is too narrow for the words in a picture: there it keeps a size to read and is pushed along.
  return (
    <Scroller label={`${title}, picture`} className="flex">
      <img
        src={url}
        alt={title}
        className="m-auto max-h-full min-h-0 w-full max-w-full flex-1 object-contain max-sm:h-auto max-sm:max-w-none max-sm:min-w-[40rem]"
      />
    </Scroller>
  );
}
