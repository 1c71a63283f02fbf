/** What is on screen is of before: the last try to fetch it anew failed, for the reason that its title says. */
export function NotRenewed({ title }: { title: string }) {
  return (
    <p role="alert" className="bg-warning-soft px-5 py-2 text-warning max-sm:px-4">
      Not renewed: {title}
    </p>
  );
}
