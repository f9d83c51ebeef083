import { locationUtil } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import React from 'react';

interface Props extends React.AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly href: string;
}

/** A link inside Grafana: an ordinary anchor to open, copy or focus, that navigates without loading the page anew. */
export const PageLink = React.forwardRef<HTMLAnchorElement, Props>(function PageLink({ href, onClick, ...rest }, ref) {
  const navigate = (event: React.MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const opensElsewhere = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (event.defaultPrevented || opensElsewhere) return;
    event.preventDefault();
    locationService.push(href);
  };
  return <a {...rest} ref={ref} href={locationUtil.assureBaseUrl(href)} onClick={navigate} />;
});
